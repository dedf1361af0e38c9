import { capital } from '../recognise/form-fields.ts';
import { readRecurrence, type Recurrence } from '../language/recurrence.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';

/** The trigger as the first step, and what it offers to the others. */
export function addTrigger(assembly: Assembly, trigger: Trigger): void {
  switch (trigger.kind) {
    case 'schedule': {
      const { cron, rule, words, isTimeSaid, caveat } =
        trigger.recurrence.cron === '' && !trigger.recurrence.rule ? timeAsked(assembly, trigger) : trigger.recurrence;
      assembly.add(
        'start',
        'trigger.schedule',
        capital(words),
        rule ? { rules: [{ ...rule }] } : cron === '' ? {} : { cron },
        trigger.because,
      );
      if (!isTimeSaid && !/every (?:\d+ )?(?:minutes?|hours?)/u.test(words))
        assembly.note('decision', `No time was said, so it starts ${words}.`);
      if (caveat) assembly.note('issue', caveat);
      return;
    }
    case 'form': {
      const { title, fields, brings, columns = [] } = trigger;
      assembly.columns.push(...columns);
      const config = { title, fields: fields.map((field) => ({ ...field })) };
      const file = fields.find(({ type }) => type === 'file');
      assembly.add(
        'start',
        'trigger.form',
        file && fields.length === 1
          ? `When ${uploadWords(file.label)} uploaded`
          : `When the ${title.toLowerCase().replace(/ form$/u, '')} form is sent`,
        config,
        trigger.because || null,
      );
      const long =
        fields.find(({ type }) => type === 'long_text') ?? fields.find(({ name }) => /message|comment|text|description/u.test(name));
      const email = fields.find(({ type }) => type === 'email');
      assembly.offer({
        record: 'input',
        recordFields: fields.map(({ name }) => name),
        content: 'input',
        // What is only passed on is never read.
        ...(file && brings !== 'attachment'
          ? {
              file: {
                expression: `input.${file.name}`,
                isRead: false,
                ...unreadable(trigger.because),
                isText: brings
                  ? brings === 'document'
                  : !/\((?:CSV|Excel or CSV|JSON)\)/u.test(file.label) &&
                    /pdf|contract|cv|resume|letter|document|text|minutes|notes|transcript|essay|homework|protocol|article/iu.test(
                      `${file.label} ${trigger.because}`,
                    ),
              },
            }
          : {}),
        ...(brings !== 'attachment' && brings !== 'document' && fields.filter(({ type }) => type === 'file').length > 1
          ? { files: fields.flatMap(({ type, name }) => (type === 'file' ? [`input.${name}`] : [])) }
          : {}),
        // Where a paper is read, that is the text.
        ...(long && brings !== 'document' ? { text: `input.${long.name}` } : {}),
        ...(email ? { address: `input.${email.name}` } : {}),
      });
      if (brings === 'document' && file && fields.filter(({ type }) => type === 'file').length > 1)
        assembly.note('issue', `Only “${file.label}” is read; the other files are passed on.`);
      const guessed = fields.filter(({ name }) => trigger.guessed?.includes(name));
      if (guessed.length > 0)
        assembly.note(
          'recommendation',
          `Nobody said all that the form asks for; ${guessed.map(({ label }) => `“${label}”`).join(', ')} ${guessed.length === 1 ? 'is a guess' : 'are guesses'}.`,
        );
      if (trigger.isAssumed) assembly.note('decision', 'You hand the file over in a form that Arches makes for you.');
      return;
    }
    case 'webhook': {
      const path = trigger.event;
      assembly.add(
        'start',
        'trigger.webhook',
        nameOfEvent(trigger.because) ??
          (path === 'event' ? undefined : `When ${article(trigger.event)} comes in`) ??
          shortEvent(trigger.because),
        { path, method: 'POST', respond: 'immediately' },
        trigger.because,
      );
      assembly.offer({
        record: 'trigger.body',
        recordFields: (trigger.fields ?? []).map((name) => fieldName(name, [])),
        content: 'trigger.body',
        text: /message|ticket|enquiry|inquiry|question|comment|review|feedback|request|lead|complaint/u.test(trigger.event)
          ? 'trigger.body.message'
          : 'trigger.body.text',
        address: 'trigger.body.email',
      });
      assembly.note(
        'recommendation',
        `Let ${trigger.service ?? 'the other program'} call the workflow’s web address; it is shown once the workflow is live.`,
      );
      return;
    }
    case 'unmet':
      assembly.add('start', 'trigger.manual', 'Start by hand', {}, null);
      assembly.add('event', 'placeholder', capital(trigger.wish), { wish: trigger.wish }, trigger.because);
      assembly.offer({
        record: 'nodes.event.output',
        recordFields: [],
        content: 'nodes.event.output',
        text: 'nodes.event.output.text',
        address: 'nodes.event.output.email',
        rows: 'nodes.event.output.rows',
      });
      assembly.note('recommendation', trigger.instead);
      return;
    case 'manual':
      assembly.add('start', 'trigger.manual', 'Start by hand', {}, null);
  }
}

/** A time that nobody could read, until it is said in other words. */
function timeAsked(assembly: Assembly, { recurrence, because }: Extract<Trigger, { kind: 'schedule' }>): Recurrence {
  const answer = assembly.ask(11, {
    id: 'time',
    text: `When is “${because.trim()}”? For example: every Monday at 8:00.`,
    options: [],
    free: true,
  });
  return (answer ? (readRecurrence(answer) ?? readRecurrence(`every ${answer}`)) : undefined) ?? recurrence;
}

/** What no step can turn into text yet. */
function unreadable(words: string): { unreadable?: string } {
  if (/\bpdfs?\b/iu.test(words)) return {};
  const found =
    /\b(photos?|fotos?|photograph(?:s|ed|ing)?|pictures?|pics?|images?|screenshots?|x-rays?|jpe?gs?|recordings?|audio|voice (?:memo|message|note)s?)\b/iu.exec(
      words,
    )?.[1];
  return found
    ? { unreadable: /^(?:photograph|jpe?g)/iu.test(found) ? 'photo' : /^pic/iu.test(found) ? 'picture' : found.toLowerCase() }
    : {};
}

/** “an invoice is”, “customer comments are”, “a file is” */
function uploadWords(label: string): string {
  const words = label.replace(/\s*\((?:Excel or CSV|[A-Za-z]+)\)$/u, '').toLowerCase();
  if (/^(?:the file|student|patient|customer|guest|member|parent)$/u.test(words)) return 'a file is';
  if (/^(?:the|an?)\s/u.test(words)) return `${words} is`;
  const isMany = /[^sui]s$/u.test(words) && !/\b(?:sales|stocks)$/u.test(words);
  if (/[^s]s file$/u.test(words)) return `the ${words} is`;
  const isMass = /(?:feedback|data|stock|attendance|homework|inventory|sales)$/u.test(words);
  return isMany ? `${words} are` : isMass ? `the ${words} file is` : `${/^[aeiou]/u.test(words) ? 'an' : 'a'} ${words} is`;
}

/** “When a parcel is lost”, “When our shop calls with a basket”, where the words say what happens. */
function nameOfEvent(because: string): string | undefined {
  const said = /^\W*(?:(?:when(?:ever)?|if|once|as soon as|every time|each time)\s+)?(.{6,60})$/iu.exec(because.trim())?.[1]?.trim();
  const isSentence =
    said !== undefined &&
    /^(?:(?:an?|the|our|each|every|any|my|someone|somebody|we|\p{Lu}\p{L}+)\s).*\p{L}\s+\p{L}/u.test(said) &&
    happening.test(said);
  return isSentence && !/\b(?:comes? in|arrives?)\b|@|[.!?:\n]/iu.test(said)
    ? `When ${said.replace(/^(?:An?|The|Our|Each|Every|Any|My|Someone|Somebody|We|\p{L}+s)\b/u, (first) => first.charAt(0).toLowerCase() + first.slice(1))}`
    : undefined;
}

const happening =
  /\s(?:sends?|posts?|calls?|reports?|push(?:es)?|says?|tells?|is|are|was|were|has|have|gets?|receives?|creates?|pays?|buys?|sells?|sold|hands?|fires?|triggers?|signals?|measures?|announces?|notifies|books?|cancels?|changes?|fails?|drops?|rises?|goes)\s/iu;

/** What comes in, in the words of the request, where no noun is known for it. */
const shortEvent = (because: string): string => {
  const words = because.trim().replace(/^\W+|[\s.,:;]+$/gu, '');
  return words.length > 3 && words.length <= 60 ? capital(words) : 'When an event comes in';
};

function article(noun: string): string {
  const words = noun.replaceAll('-', ' ');
  return `${/^[aeiou]/u.test(words) ? 'an' : 'a'} ${words}`;
}

/** Reads the uploaded file once; afterwards its rows and text are there. */
export function ensureRead(assembly: Assembly, because: string | null): void {
  const { file } = assembly.data;
  if (!file || file.isRead) return;
  if (file.unreadable) return addUnreadable(assembly, file.unreadable, because);
  const id = assembly.add('read', 'file.read', 'Read the file', { file: template(file.expression) }, because);
  assembly.offer({
    file: { ...file, isRead: true },
    ...(file.isText && assembly.isExplicit
      ? { text: `nodes.${id}.output.text`, content: `nodes.${id}.output.text` }
      : {
          rows: `nodes.${id}.output.rows`,
          content: `nodes.${id}.output.rows`,
          ...(file.isText ? { text: `nodes.${id}.output.text` } : {}),
        }),
  });
}

/** A picture or recording has to become text first, which is left as a gap. */
function addUnreadable(assembly: Assembly, what: string, because: string | null): void {
  const wish = /rec|audio|voice/u.test(what) ? `Write down what is said in the ${what}` : `Read the ${what}`;
  const id = assembly.add('todo', 'placeholder', wish, { wish }, because);
  const text = `nodes.${id}.output.text`;
  assembly.offer({ text, content: text, ...(assembly.isExplicit ? {} : { rows: `nodes.${id}.output.rows` }) });
  if (assembly.data.file) assembly.offer({ file: { ...assembly.data.file, isRead: true, isText: true } });
}

/** Rows to work on: the file's, else what was fetched, else a visible gap that asks where they come from. */
export function ensureRows(assembly: Assembly, noun: string, because: string | null): string {
  ensureRead(assembly, null);
  if (assembly.data.rows) return assembly.data.rowsAlone ?? assembly.data.rows;
  if (assembly.source) return addGap(assembly, noun, because);
  // A caller may send a whole list.
  if (assembly.data.record === 'trigger.body') return 'trigger.body';
  // One thing at hand is a list of one, where the request itself says that it is worked on as a list.
  if (assembly.isExplicit && assembly.data.record) {
    if (assembly.data.record === 'input')
      assembly.note(
        'issue',
        'Each run sees the one form that was sent; what is to be counted or sorted over several has to be collected first.',
      );
    return `[${assembly.data.record}]`;
  }
  return addGap(assembly, noun, because);
}

/** A placeholder for data nobody has said the source of. */
export function addGap(assembly: Assembly, noun: string, because: string | null): string {
  const { source } = assembly;
  const what = /^(?:rows|data|text|message)$/u.test(noun) && assembly.people ? assembly.people : noun;
  const wish = source ? `Get the rows of the ${source.name}` : `Get the ${what}`;
  const answer = assembly.ask(8, {
    id: 'source',
    text: source ? `Where is the ${source.name} kept?` : `Where do the ${what} come from?`,
    options: [
      { value: 'upload', label: 'I upload a file each time' },
      { value: 'web', label: 'From a web address' },
    ],
    free: true,
  });
  if (answer && /^https?:\/\//iu.test(answer)) return addFetched(assembly, answer, noun, because);
  if (answer === 'web') return addFetched(assembly, '', noun, because);
  const id = assembly.add('source', 'placeholder', wish, { wish: answer && answer !== 'upload' ? `${wish}: ${answer}` : wish }, because);
  const rows = `nodes.${id}.output.rows`;
  assembly.offer({ rows, content: rows, text: `nodes.${id}.output.text`, made: 'rows' });
  return rows;
}

/** Rows of a file or list that lies somewhere: a visible gap, and the question where it is kept. */
export function addSource(assembly: Assembly, { name, columns = [], because }: Extract<Wish, { kind: 'source' }>): void {
  const called = name === '' ? 'list' : name;
  assembly.root.columns.push(...columns);
  assembly.source = { name: called.replace(/\.\w{2,4}$/u, '').replaceAll('_', ' ') };
  const answer = assembly.ask(8, {
    id: assembly.nodes.some(({ id }) => id.startsWith('source')) ? `source:${called.toLowerCase()}`.slice(0, 100) : 'source',
    text: `Where is ${/\.\w+$/u.test(called) ? called : `the ${called}`} kept?`,
    options: [
      { value: 'upload', label: 'I upload a file each time' },
      { value: 'web', label: 'At a web address' },
    ],
    free: true,
  });
  if (answer === 'web' || /^https?:\/\//iu.test(answer ?? ''))
    return void addFetched(assembly, answer === 'web' ? '' : (answer ?? ''), called, because);
  const wish = `Get the rows of ${/\.\w{2,4}$|^\p{Lu}/u.test(called) ? called : `the ${called}`}`;
  const id = assembly.add('source', 'placeholder', wish, { wish: answer && answer !== 'upload' ? `${wish}: ${answer}` : wish }, because);
  assembly.offer({ rows: `nodes.${id}.output.rows`, content: `nodes.${id}.output.rows`, text: `nodes.${id}.output.text`, made: 'rows' });
}

function addFetched(assembly: Assembly, url: string, noun: string, because: string | null): string {
  const id = assembly.add('fetch', 'http.request', `Get the ${noun}`, { method: 'GET', url }, because);
  const rows = `nodes.${id}.output.body`;
  assembly.offer({ rows, content: rows, text: rows, made: 'rows' });
  return rows;
}
