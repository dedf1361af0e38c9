import { normalise } from '../language/normalise.ts';
import { rephrase } from '../language/rephrase.ts';
import { usualFields } from '../recognise/form-fields.ts';
import { servicesIn } from '../recognise/services.ts';
import { eventName, formTrigger, triggerOf } from '../recognise/trigger-event.ts';
import { keepingIn } from '../recognise/tables.ts';
import { readTrigger, type Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { recurrenceOf } from './bind-schedule.ts';
import { bindCondition, bindStep, nounOfLoop, plain, withWords } from './bind-step.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';

/** The trigger and wishes of a reading, with the values that its words give. */
export function bindReading(reading: Reading, text: string): { trigger: Trigger; wishes: Wish[] } {
  return { trigger: bindTrigger(reading, text), wishes: bindSteps(withAddresses(reading.steps, text)) };
}

const ruled = { 't.form': 'form', 't.webhook': 'webhook', 't.schedule': 'schedule', 't.inbox': 'unmet', 't.manual': 'manual' } as const;

function bindTrigger({ trigger, hasFile }: Reading, text: string): Trigger {
  const whole = rephrase(normalise(text));
  // The rules name forms and events well, where they see the same; and they see some starts that the reader passes over.
  const seen = readTrigger(whole).trigger;
  const cron = /\bcron(?:tab)?:?\s+"?((?:[\d*][\d*,/-]*\s+){4}[\d*][\d*,/-]*)/iu.exec(text);
  const written = cron && recurrenceOf(cron[1] ?? '', '');
  if (written) return { kind: 'schedule', recurrence: written, because: cron[0].trim() };
  const called = /\bincoming (?:json|payloads?|requests?|webhooks?|calls?)\b/iu.exec(text);
  if (called && (!trigger || trigger.label === 't.form') && !/\bform\b|\bupload|\bfile\b/iu.test(text))
    return { kind: 'webhook', event: 'event', service: undefined, because: called[0] };
  const event = trigger?.words ?? seen.because;
  if ((trigger ? trigger.label === 't.form' : seen.kind === 'form') && machine.test(event))
    return { kind: 'webhook', event: eventName(plain(event)), service: undefined, because: event };
  if (!trigger || trigger.words === '') return seen;
  const because = trigger.words;
  const isSame = seen.kind === ruled[trigger.label];
  switch (trigger.label) {
    case 't.schedule': {
      const recurrence = recurrenceOf(plain(because), whole);
      return recurrence
        ? {
            kind: 'schedule',
            recurrence: isOnce(because) ? { ...recurrence, caveat: onceOnly(because, recurrence.words) } : recurrence,
            because,
          }
        : unreadTime(because);
    }
    case 't.webhook':
      return isSame
        ? { ...seen, because }
        : {
            kind: 'webhook',
            event: eventName(plain(because)),
            service: servicesIn(because).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
            because,
          };
    case 't.inbox': {
      // “a new subscriber signs up” comes by no mail.
      const event =
        /\b(?:e-?mails?|mails?|inbox|mailbox|messages?|writes?|letters?|sms|texts?|calls?|slack|whats ?app|teams|telegram)\b|@/iu.test(
          because,
        )
          ? undefined
          : triggerOf(
              `when ${plain(because).replace(/^(?:if|once|after|every time|each time|as soon as|when(?:ever)?|any ?time|upon)\s+/iu, '')}`,
              whole,
            );
      if (event && (event.kind === 'form' || event.kind === 'webhook')) return { ...event, because };
      return isSame
        ? { ...seen, because }
        : {
            kind: 'unmet',
            wish: `Start when ${plain(because).replace(/^(?:if|once|after|every time|each time|as soon as|when(?:ever)?|any ?time|upon)\s+/iu, '')}`,
            instead:
              servicesIn(because)[0]?.instead ??
              'Mailboxes cannot be watched yet. Many mail programs can forward to a web address, or people can use a form.',
            because,
          };
    }
    case 't.manual':
      return { kind: 'manual', because };
    case 't.form': {
      const isCall =
        /^\W*(?:when |if |on )?(?:a )?(?:post|incoming json|json|payload|put)\b/iu.test(because) &&
        !/\bform\b|\bupload|\bfile\b|\bcsv\b|\bexcel\b/iu.test(because);
      if (isCall) return { kind: 'webhook', event: eventName(plain(because)), service: undefined, because };
      return withFiles(isSame ? { ...seen, because } : formTrigger(plain(because), whole, because, false), hasFile, because, whole);
    }
  }
}

/** A machine fills in no form. */
const machine =
  /^\W*(?:(?:if|when(?:ever)?|once)\s+)?(?:(?:the|our|a|an|any|each|every)\s+)?(?:[\p{L}-]+ )?(?:machine|sensor|device|system|server|till|meter|camera|alarm|scanner|shop|website|app|freezer|fridge)\s+(?:reports?|sends?|measures?|shows?|says?|detects?|is silent)/iu;

/** A form with the files that its steps need. */
function withFiles(form: Trigger, hasFile: boolean, because: string, whole: string): Trigger {
  if (form.kind !== 'form') return form;
  if (form.fields.length === 0 && !hasFile) return { ...form, fields: usualFields(`${because} ${form.title}`) };
  const has = form.fields.some(({ type }) => type === 'file');
  if (
    has === hasFile ||
    (has && /\b(?:the|their|his|her) (?:cvs?|resumes?|photos?|attach\w*|documents?|receipts?|files?)\b/iu.test(whole)) ||
    (has && /\b(?:uploads?|uploaded|files?|csv|excel|xlsx|pdfs?|attach\w*|photos?|pictures?|scans?|spreadsheet)\b/iu.test(because))
  )
    return form;
  if (has) return withoutFiles(form, `${because} ${form.title}`);
  const { fields } = form;
  const added = formTrigger(`${because} upload file`, whole, because, false);
  const files = added.kind === 'form' ? added.fields.filter(({ type }) => type === 'file') : [];
  const isOnlyGuess = !/\bform|survey|questionnaire|sign|regist/iu.test(because);
  return { ...form, ...(isOnlyGuess && added.kind === 'form' ? added : { fields: [...fields, ...files] }), because };
}

function withoutFiles(form: Extract<Trigger, { kind: 'form' }>, words: string): Trigger {
  const fields = form.fields.filter(({ type }) => type !== 'file');
  return { ...form, fields: fields.length > 0 ? fields : usualFields(words).filter(({ type }) => type !== 'file') };
}

/** One day only, which no schedule here is. */
const isOnce = (because: string): boolean =>
  /\b(?:tomorrow|tonight|today|next (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/iu.test(because) && !/\bevery|each\b/iu.test(because);
const onceOnly = (because: string, words: string): string =>
  `“${because.trim()}” is one time only; this starts ${words} until it is switched off.`;

/** A time that the rules cannot read is asked for. */
function unreadTime(because: string): Trigger {
  return { kind: 'schedule', because, recurrence: { cron: '', words: `at the time “${because.trim()}”`, isTimeSaid: true, spans: [] } };
}

/** A web address outside all wishes belongs to the only call that names none. */
function withAddresses(steps: readonly ReadStep[], text: string): readonly ReadStep[] {
  const url = /https?:\/\/[^\s,;"')]+/giu;
  const all = allSteps(steps);
  const free = (text.match(url) ?? []).filter((address) => !all.some(({ words }) => words.includes(address)));
  const open = all.filter(({ label, words }) => label === 'fetch' && !/https?:/u.test(words));
  const [address] = free;
  const [call] = open;
  if (free.length !== 1 || open.length !== 1 || !address || !call) return steps;
  const given = (list: readonly ReadStep[]): ReadStep[] =>
    list.map((step) => ({
      ...step,
      ...(step === call ? { words: `${step.words} ${step.tail.includes(address) ? step.tail : address}` } : {}),
      branches: step.branches.map((branch) => given(branch)),
    }));
  return given(steps);
}

function bindSteps(steps: readonly ReadStep[]): Wish[] {
  const isNarrowed = steps.some((step) => isOnlyComplaints(step, steps));
  const kept = withoutRepeats(steps).filter((step) => !isOnlyComplaints(step, steps));
  return kept.flatMap((step, index) => {
    const wishes = bindOne(step, kept[index - 1]);
    return isNarrowed ? wishes.map((wish) => (wish.kind === 'topics' ? { ...wish, onlyComplaints: true } : wish)) : wishes;
  });
}

/** Wishes of which one in a row is enough: said in two halves, they were found twice. */
const once = new Set<ReadStep['label']>([
  'write',
  'set',
  'total',
  'respond',
  'topics',
  'summarize',
  'classify',
  'extract',
  'template',
  'sort',
]);

function withoutRepeats(steps: readonly ReadStep[]): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const last = done.at(-1);
    if (!last || !isRepeat(last, step)) return [...done, step];
    return [...done.slice(0, -1), { ...last, words: `${last.words} … ${step.words}`, tail: step.tail }];
  }, []);
}

function isRepeat(last: ReadStep, step: ReadStep): boolean {
  if (last.label !== step.label) return false;
  if (once.has(step.label)) return true;
  // "by mail" and "the customer gets it" are one e-mail; two orders, or two that name somebody, are two.
  return step.label === 'email' && !(isOrder(last) && isOrder(step)) && (!namesSomebody(last) || !namesSomebody(step));
}

/** A verb of its own with something after it. */
const isOrder = ({ words }: ReadStep): boolean =>
  /^\W*(?:(?:please|then|also|and|just)\s+)*(?:send|mail|e-?mail|notify|tell|inform|alert|warn|remind|forward|thank|greet|ask|invite|collect|gather|confirm)\s+\S+/iu.test(
    words,
  );

function namesSomebody({ label, words, tail }: ReadStep): boolean {
  const wish = label === 'email' ? bindStep({ label, words }, { before: '', after: tail }) : undefined;
  const isNamed = /\p{Lu}\p{L}+/u.test(words.replace(/^\P{L}*\p{L}+/u, ''));
  return (
    wish?.kind === 'email' &&
    (wish.to.length > 0 || wish.person !== undefined || isNamed || /^\W*(?:the )?(?:others?|rest|everyone else)\b/iu.test(words))
  );
}

/** "Group them by topic, only complaints": the step that groups leaves praise out by itself. */
function isOnlyComplaints({ label, words }: ReadStep, among: readonly ReadStep[]): boolean {
  return (
    label === 'filter' &&
    among.some((step) => step.label === 'topics') &&
    /^(?:(?:only|just|keep|take|the|all|consider|use|with|those|that|are)\s+)*(?:complaints?|negative(?: (?:ones|comments|answers|reviews|feedback))?|complaining ones|unhappy ones)$/iu.test(
      plain(words),
    )
  );
}

function bindOne(step: ReadStep, before: ReadStep | undefined): Wish[] {
  return boundOf(step, before).map((wish) => (step.at === undefined ? wish : { ...wish, at: step.at }));
}

function boundOf(step: ReadStep, before: ReadStep | undefined): Wish[] {
  const { words, lead, tail, branches } = step;
  const label = labelOf(step);
  switch (label) {
    case 'if': {
      const [then = [], otherwise = []] = branches;
      return [
        withWords(
          {
            kind: 'if',
            condition: bindCondition(words, tail, `${before?.words ?? ''} ${lead}`),
            then: bindSteps(then),
            otherwise: bindSteps(otherwise),
          },
          words,
        ),
      ];
    }
    case 'each':
      return [
        withWords({ kind: 'each', noun: nounOfLoop(step), body: bindSteps(branches[0] ?? []) }, words || (branches[0]?.[0]?.words ?? '')),
      ];
    case 'switch':
      return [withWords(switchOf(step, before), words)];
    default: {
      const keeping = keepable.has(label) ? keepingIn(plain(words)) : undefined;
      const own = keeping ? [withWords({ kind: 'keep', ...keeping }, words)] : [];
      const isListed = label === 'extract' && keeping?.place !== undefined && !/^\W*(?:save|store|put|add)/iu.test(words);
      if (keeping && !isListed) return own;
      return [withWords(bindStep({ label, words: withoutKeeping(words, keeping) }, { before: lead, after: tail }), words), ...own];
    }
  }
}

/** Wishes that may be nothing but something to keep in a table or list. */
const keepable = new Set<ReadStep['label']>([
  'write',
  'combine',
  'generate',
  'unmet',
  'extract',
  'set',
  'calculate',
  'template',
  'read',
  'code',
  'respond',
  'fetch',
  'summarize',
]);

/** “note date and sender in a table” picks out the date and the sender. */
const withoutKeeping = (words: string, keeping: unknown): string =>
  keeping
    ? words.replace(/\s+(?:in|into|to|on|onto)\s+(?:the|our|my|a|an)?\s*(?:[\p{L}'-]+\s+){0,3}(?:tables?|lists?|register|log)\W*$/iu, '')
    : words;

/** Likelihood below which a wish is shown as a gap rather than guessed at; on the validation split this cost no right step. */
const leastSure = 0.3;

function labelOf({ label, words, tail, sure, branches }: ReadStep): ReadStep['label'] {
  const isAgreed =
    label === 'email' && /^\W*(?:(?:please|then|also|and)\s+)*(?:send|mail|e-?mail|remind|notify|tell|inform|thank)\b/iu.test(words);
  if (
    label === 'email' &&
    /https?:/u.test(`${words} ${tail}`) &&
    !/@/u.test(`${words} ${tail}`) &&
    /^\W*(?:(?:and|then|otherwise)\s+)*(?:book|post|put|push|save|store|send (?:it|them|the \p{L}+)(?: to)?|report|register|forward it to|call|submit)\b/iu.test(
      words,
    )
  )
    return 'fetch';
  if (label === 'fetch' && isLetterNotCall(`${words} ${tail}`)) return 'email';
  return isMessage(label, words) || (sure < leastSure && branches.length === 0 && !isAgreed) ? 'unmet' : label;
}

/** “Send our price list to everyone who asks” calls no web address. */
function isLetterNotCall(words: string): boolean {
  return (
    /^\W*(?:(?:please|then|also|and)\s+)*(?:(?:send|mail|e-?mail)\b.*\b(?:to|them|him|her)\b|ask\s+(?:for|them|the customers?|guests?|him|her)\b)/iu.test(
      words,
    ) && !/https?:|\b(?:api|webhook|endpoint|url|web address|system|server|crm|erp|program|app|service|backend)\b/iu.test(words)
  );
}

/** "Ping the team on Slack" is no e-mail, however much it reads like one. */
function isMessage(label: ReadStep['label'], words: string): boolean {
  const messengers = /\b(?:slack|ms teams|microsoft teams|whats ?app|sms|telegram|discord|text messages?)\b/iu;
  return label === 'email' && messengers.test(words) && !/@|\be-?mail|\bmail/iu.test(words);
}

/** One way for each branch, named by the words before its first wish or by the classes found before. */
function switchOf({ words, branches }: ReadStep, before: ReadStep | undefined): Extract<Wish, { kind: 'switch' }> {
  const classified =
    before?.label === 'classify' ? bindStep({ label: 'classify', words: before.words }, { before: '', after: before.tail }) : undefined;
  const named = bindStep({ label: 'classify', words }, { before: '', after: '' });
  const own = named.kind === 'classify' && named.labels.length >= branches.length ? named.labels : [];
  const labels = classified?.kind === 'classify' && classified.labels.length > 0 ? classified.labels : own;
  const isByLabel = labels !== own;
  const names = new Set<string>();
  const cases = spread(branches, labels.length).map((branch, index) => {
    const wanted = labels[index] ?? (nameOf(branch[0]) || `case ${index + 1}`);
    const name = names.has(wanted) ? `${wanted} ${index + 1}` : wanted;
    names.add(name);
    return { name, then: bindSteps(branch) };
  });
  const field = plain(words)
    .replace(/^.*?\b(?:depending on|according to|based on|by|on|per|for)\s+/iu, '')
    .replace(/^(?:the|its|their|which|what)\s+/iu, '')
    .replaceAll(/[^\p{L} ]/gu, ' ')
    .trim();
  return {
    kind: 'switch',
    field: isByLabel ? 'label' : field.replace(/\(.*$/u, '').trim().split(/\s+/u).slice(0, 2).join(' ') || 'type',
    cases,
    because: words,
  };
}

/** "to a@x.example, b@x.example or c@x.example" as the last way is one way each. */
function spread(branches: ReadStep['branches'], wanted: number): ReadStep['branches'] {
  const last = branches.at(-1);
  const [only] = last ?? [];
  if (!last || !only || only.label !== 'email' || last.length > 1 || branches.length >= wanted) return branches;
  const parts = `${only.words} ${only.tail}`.split(/\s*,\s*(?:or |and )?|\s+(?:or|and)\s+/iu).filter((part) => part.trim() !== '');
  if (parts.length !== wanted - branches.length + 1) return branches;
  return [...branches.slice(0, -1), ...parts.map((words) => [{ ...only, words, lead: '', tail: '' }])];
}

function nameOf(step: ReadStep | undefined): string {
  const said = (step?.lead ?? '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, ' ')
    .replaceAll(/\b(?:and|or|then|if|for|the|a|an|are|is|it|its|go|goes|to|get|gets|ones|cases?|send|with|others?)\b/gu, ' ')
    .trim()
    .split(/\s+/u)
    .filter((word) => word.length > 1);
  return said.slice(-3).join(' ');
}
