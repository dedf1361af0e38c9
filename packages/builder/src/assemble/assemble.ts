import type { Condition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { Assembly, type Context, type End, template } from './assembly.ts';
import { addFilterAgain, atOnce, isTelling, noteSingle } from './after-wait.ts';
import { addApproval } from './approval.ts';
import { addDue } from './dates.ts';
import { addGate, openBranches } from './conditions.ts';
import { asDecision } from './decision.ts';
import { addCalculate } from './calculate.ts';
import { addRetry } from './failures.ts';
import { addKeeping } from './keeping.ts';
import { addEmail } from './email.ts';
import { addAnswer } from './answer.ts';
import { describeLabels } from './label-descriptions.ts';
import { isLetter } from './letters.ts';
import { isStranger } from './recipients.ts';
import { withoutLaterFiles } from './refused.ts';
import { isOfEachRow, isOfMany } from './each-summary.ts';
import { addSet, addTemplate } from './fields.ts';
import { withoutLink } from './names.ts';
import { addFirstOfGroup } from './first-of-group.ts';
import { addSource, addTrigger, ensureRead, ensureRows } from './sources.ts';
import * as step from './steps.ts';
import * as textStep from './text-steps.ts';
import { useRows } from './use-rows.ts';
import { addUntil, addWait } from './waits.ts';
import { addSwitch } from './ways.ts';

/** Turns a trigger and wishes into connected steps; each step uses what the ones before it offer. */
export function assemble(trigger: Trigger, wishes: readonly Wish[], context: Context): Assembly {
  const assembly = new Assembly(undefined, context);
  addTrigger(assembly, trigger);
  addAll(assembly, wishes);
  answerCallers(assembly, trigger);
  describeLabels(assembly);
  return assembly;
}

export function addAll(assembly: Assembly, wishes: readonly Wish[]): void {
  for (const [index, wish] of wishes.entries()) {
    const isBrought = wish.kind === 'source' || (wish.kind === 'fetch' && wish.method === 'GET');
    if (isBrought && assembly.data.rows && wishes.slice(index + 1).some(({ kind }) => kind === 'combine')) addBeside(assembly, wish);
    else addWish(assembly, wish);
    if (wish.kind === 'combine' && compares.test(wish.because) && !wishes.slice(index + 1).some(({ kind }) => worksOut.has(kind)))
      addDifferences(assembly, wish);
    const last = assembly.nodes.at(-1);
    if (!isBrought || !last) continue;
    assembly.origin = { id: last.id, wish };
    assembly.offer({ isOld: false });
  }
}

/** What is to be brought together with the rows at hand comes beside them, not after them. */
function addBeside(assembly: Assembly, wish: Wish): void {
  const before = assembly.ends;
  const start = assembly.root.nodes.find(({ type }) => type.startsWith('trigger.'));
  assembly.ends = start && assembly.root === assembly ? [{ source: start.id, port: 'out' }] : before;
  assembly.beside.push(...before);
  addWish(assembly, wish);
}

const decided = ({ value, negated }: Condition, isYes: boolean): 'approved' | 'rejected' =>
  ((value === 'approved') !== negated) === isYes ? 'approved' : 'rejected';

function addWish(assembly: Assembly, wish: Wish): void {
  noteSingle(assembly, wish);
  switch (wish.kind) {
    case 'filter':
      if (wish.condition && step.isOfOne(assembly, wish)) return addGate(assembly, wish.condition, wish.because);
      return addFilterAgain(assembly, wish, addWish);
    case 'sort':
      step.addSort(assembly, wish);
      if (wish.within !== undefined && wish.limit !== undefined)
        addFirstOfGroup(assembly, { ...wish, within: wish.within, limit: wish.limit });
      return;
    case 'total':
      return step.addTotal(assembly, wish);
    case 'topics':
      return textStep.addTopics(assembly, wish);
    case 'classify':
      return textStep.addClassify(assembly, wish);
    case 'extract':
      return textStep.addExtract(assembly, wish);
    case 'summarize':
      if (assembly.isExplicit && isOfEachRow(assembly, wish))
        return addEach(assembly, { kind: 'each', noun: 'row', body: [wish], because: wish.because, beside: 'summary' });
      textStep.addSummary(assembly, wish);
      if (isOfMany(assembly.data, wish))
        assembly.note('issue', `“${wish.because.trim()}” gives one summary of all; say “for each row summarise it” to get one for each.`);
      return;
    case 'generate':
      if (assembly.isExplicit && isPerRow(assembly, wish))
        return addEach(assembly, { kind: 'each', noun: 'row', body: [wish], because: wish.because, beside: wish.noun });
      return !assembly.isExplicit && perRow(assembly, wish)
        ? addEach(assembly, { kind: 'each', noun: singular(wish.noun), body: [wish], because: wish.because })
        : textStep.addGenerated(assembly, wish);
    case 'write':
      return step.addFile(assembly, wish);
    case 'email':
      return addMail(assembly, wish);
    case 'approve':
      return addApproval(assembly, wish);
    case 'wait':
      return addWait(assembly, wish);
    case 'retry':
      return addRetry(assembly, wish);
    case 'due':
      return addDue(assembly, wish);
    case 'until':
      return addUntil(assembly, wish);
    case 'keep':
      return addKeeping(assembly, wish);
    case 'fetch':
      return step.addFetch(assembly, wish);
    case 'calculate':
      return addCalculate(assembly, wish);
    case 'deduplicate':
      return step.addDeduplicate(assembly, wish);
    case 'template':
      return addTemplate(assembly, wish);
    case 'set':
      return addSet(assembly, wish);
    case 'combine':
      return addCombine(assembly, wish);
    case 'again':
      return addAgain(assembly, wish.because);
    case 'switch':
      return addSwitch(assembly, wish, addAll);
    case 'source':
      return addSource(assembly, wish);
    case 'read':
      if ((assembly.data.files?.length ?? 0) > 1) return;
      // A picture is turned into text only where a step needs its text.
      if (assembly.data.file?.unreadable && wish.because === '') return;
      if (assembly.data.file) ensureRead(assembly, wish.because);
      else if (!assembly.data.rows) ensureRows(assembly, 'data', wish.because);
      return;
    case 'code':
      ensureRead(assembly, null);
      assembly.add(
        'code',
        'code.javascript',
        'Run the code',
        { code: 'return input;', ...(assembly.data.content ? { input: template(assembly.data.content) } : {}) },
        wish.because,
      );
      return;
    case 'respond':
      return addAnswer(assembly, wish);
    case 'if':
      return addIf(assembly, wish);
    case 'each':
      return addEach(assembly, wish);
    case 'unmet':
      return addUnmet(assembly, wish);
  }
}

function addIf(assembly: Assembly, said: Extract<Wish, { kind: 'if' }>): void {
  const wish = { ...said, condition: asDecision(assembly, said.condition) };
  const branches = openBranches(assembly, wish.condition, wish.because);
  // Both answers led here, so both go on.
  const isForBoth = branches.yes.some(({ port }) => port === 'true');
  const before = assembly.data;
  const ends: End[] = [];
  const when = wish.condition.subject === 'decision' ? undefined : wish.condition.words;
  for (const [way, wishes, isYes] of [
    [branches.yes, wish.then, true],
    [branches.no, wish.otherwise, false],
  ] as const) {
    assembly.ends = [...way];
    assembly.data =
      isYes && when
        ? { ...before, when }
        : wish.condition.subject === 'decision'
          ? withoutLaterFiles(assembly, { ...before, decision: decided(wish.condition, isYes) })
          : before;
    addAll(assembly, wishes);
    if (isForBoth ? wish.stops?.[isYes ? 'then' : 'otherwise'] !== true : !isStopped(wish, isYes)) ends.push(...assembly.ends);
  }
  assembly.data = before;
  assembly.ends = ends;
}

/** “Ask Ida; if she says no, tell me. Then book it”: what follows is for the yes, which had nothing of its own. */
function isStopped({ condition, then, otherwise, stops }: Extract<Wish, { kind: 'if' }>, isYes: boolean): boolean {
  if (stops) return isYes ? stops.then : stops.otherwise;
  const isRejected = condition.subject === 'decision' && decided(condition, isYes) === 'rejected';
  const [own, other] = isYes ? [then, otherwise] : [otherwise, then];
  return isRejected && own.length > 0 && other.length === 0;
}

/** “Translate the texts in the csv”: each row’s text is one to work on, and goes beside it. */
function isPerRow({ data }: Assembly, { because, noun }: Extract<Wish, { kind: 'generate' }>): boolean {
  const isList = data.rows !== undefined && data.record === undefined;
  // “Write each a letter”
  if (
    (isList || data.file?.isText === false) &&
    data.made !== 'text' &&
    /\b(?:write|draft|compose|make|generate|prepare)\s+(?:each|every)\b/iu.test(because)
  )
    return true;
  return (
    data.file?.isText === false &&
    data.made !== 'text' &&
    /\b(?:translat\w+|rewrite|repl(?:y|ies)|answers?|correct|describe|shorten)\b/iu.test(`${because} ${noun}`) &&
    /\b(?:texts|those|descriptions|comments|reviews|messages|answers|replies|each|every|rows?|products|entries|them)\b/iu.test(because)
  );
}

/** Something written for every row of a table, where there is no one text to write about. */
function perRow({ data }: Assembly, wish: Extract<Wish, { kind: 'generate' }>): boolean {
  return (
    data.rows !== undefined && !data.record && !data.file?.isText && !data.text && /\b(?:each|every|repl|personal)/iu.test(wish.because)
  );
}

/** Mail to the people of a list goes to each of them; mail about one label goes only when the text got that label. */
function addMail(assembly: Assembly, wish: Extract<Wish, { kind: 'email' }>): void {
  const label = assembly.data.when === undefined ? labelMeant(assembly, wish.about) : undefined;
  if (label !== undefined) return addLabelled(assembly, wish, label);
  const { rows, record, address, report } = assembly.data;
  const isOfRows =
    (assembly.data.fetched === undefined || /\b(?:each|every)\s/iu.test(wish.about)) &&
    wish.person !== undefined &&
    !/^(?:him|her)$/u.test(wish.person) &&
    (isStranger(wish.person) || (assembly.source !== undefined && isRowOwner(wish.person)));
  // “Find those who …, and send them …”: the rows that were kept, whoever handed the list in.
  const isKept = wish.person === 'them' && record === 'input' && assembly.nodes.at(-1)?.type === 'data.filter';
  const isWithout = (!record || isKept) && !address && !report && wish.to.length === 0;
  const noun = isKept ? 'entry' : (wish.person ?? (isLetter(wish.about) ? 'row' : undefined));
  // “Send every guest an invitation”: those of the table that was handed in.
  if (isToEach(assembly, wish))
    return addEach(assembly, { kind: 'each', noun: singular(noun ?? 'row'), body: [wish], because: wish.because });
  if (rows && isWithout && noun !== undefined && (isOfRows || wish.person === undefined))
    return addEach(assembly, { kind: 'each', noun: singular(noun), body: [wish], because: wish.because });
  addEmail(assembly, wish);
}

function isToEach({ data, isExplicit }: Assembly, { to, person, isOfEach, about }: Extract<Wish, { kind: 'email' }>): boolean {
  const isTable = data.file?.isText === false && data.file.unreadable === undefined && !data.file.isRead;
  return (
    isExplicit &&
    isTable &&
    data.record !== 'item' &&
    to.length === 0 &&
    person !== undefined &&
    isOfEach === true &&
    /\b(?:each|every)\b/iu.test(about)
  );
}

/** Everybody in a table, or whom a row of it belongs to. */
const isRowOwner = (person: string): boolean =>
  /^(?:(?:the |their )?(?:everyone|everybody|all|each|every one|owners?|holders?|employees?|colleagues?|contacts?))$/u.test(person);

/** "send complaints to anna@…" after texts were sorted into complaint, question and praise. */
function labelMeant(assembly: Assembly, about: string): string | undefined {
  const labels = assembly.last(({ type }) => type === 'ai.classify')?.config['labels'];
  if (!Array.isArray(labels) || assembly.nodes.at(-1)?.type === 'flow.if') return undefined;
  return labels
    .map(String)
    .find((label) =>
      new RegExp(
        `^(?:please |then |also |and )*(?:(?:send|forward|e-?mail|mail|notify|report|pass)\\b(?: me)?(?: on)?(?: the| all| any| only)*\\s+)?${label.replaceAll(/[^\p{L}\p{N} ]/gu, '.')}(?:s|es)?\\b`,
        'iu',
      ).test(about),
    );
}

function addLabelled(assembly: Assembly, wish: Extract<Wish, { kind: 'email' }>, label: string): void {
  const { rows, text, record } = assembly.data;
  const source = assembly.last(({ type }) => type === 'ai.classify');
  const condition: Condition = { words: label, subject: 'label', test: 'equals', value: label, negated: false };
  if (rows && source?.config['items'] !== undefined) {
    step.addFilter(assembly, { kind: 'filter', condition: { ...condition, words: label }, because: wish.because });
    return addEmail(assembly, wish);
  }
  if (!text && !record) return addEmail(assembly, wish);
  addIf(assembly, { kind: 'if', condition: { ...condition, test: 'judged' }, then: [wish], otherwise: [], because: wish.because });
}

/** Brings together what was fetched side by side, or two uploaded files. */
function addCombine(assembly: Assembly, wish: Extract<Wish, { kind: 'combine' }>): void {
  const { because } = wish;
  if (assembly.nodes.at(-1)?.type === 'flow.merge') return;
  addSecondFile(assembly);
  const { files = [] } = assembly.data;
  if (files.length < 2) return assembly.isExplicit ? addMerge(assembly, wish) : void ensureRead(assembly, because);
  const start = assembly.ends;
  const reads = files.map((file, index) => {
    assembly.ends = start;
    return assembly.add('read', 'file.read', `Read file ${index + 1}`, { file: template(file) }, because);
  });
  assembly.ends = reads.map((source) => ({ source, port: 'out' }));
  assembly.offer({ files: [], file: { expression: files[0] ?? '', isRead: true, isText: false } });
  addMerge(assembly, wish);
}

/** A request that brings two things together and names one file needs a second one. */
function addSecondFile(assembly: Assembly): void {
  const { file, files = [] } = assembly.data;
  const index = assembly.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.nodes[index];
  if (!assembly.isExplicit || !node || !file || file.isRead || files.length > 1 || !Array.isArray(node.config['fields'])) return;
  const second = { name: 'file2', label: 'Second file (Excel or CSV)', type: 'file', required: true };
  assembly.nodes[index] = { ...node, config: { ...node.config, fields: [...(node.config['fields'] as unknown[]), second] } };
  assembly.offer({ files: [file.expression, 'input.file2'] });
}

function addMerge(assembly: Assembly, { because, by }: Extract<Wish, { kind: 'combine' }>): void {
  ensureRead(assembly, null);
  if (assembly.beside.length > 0) {
    assembly.ends = [...assembly.beside, ...assembly.ends];
    assembly.beside = [];
  }
  // Everything that was fetched comes together, not only the last of it.
  else joinFetched(assembly);
  const said = /\b(?:by|on|using|via|same) (?:the )?([\p{L}]+(?: (?:number|id|name|code|address))?)\b/iu.exec(by ?? because)?.[1];
  // Rows under each other cannot be compared.
  const key =
    said ??
    (compares.test(because)
      ? assembly.ask(7, {
          id: 'key',
          text: 'By which column do the rows of both lists belong together, such as a number or a name?',
          options: [],
          free: true,
        })
      : undefined);
  const isJoined = key !== undefined || compares.test(because);
  const id = assembly.add(
    'merge',
    'flow.merge',
    'Bring them together',
    isJoined ? { mode: 'join', key: key ?? '' } : { mode: 'concat' },
    because,
  );
  if (key) assembly.note('recommendation', `Check that all of them have a column called “${key}”.`);
  assembly.offer({ rows: `nodes.${id}.output.rows`, content: `nodes.${id}.output.rows`, made: 'rows' });
}

const compares = /\b(?:compar\w*|differ\w*)\b/iu;
const worksOut = new Set<Wish['kind']>(['filter', 'if', 'calculate', 'total', 'generate', 'summarize', 'extract', 'code', 'classify']);

/** Both lists stand beside each other then; what differs in them is for another step to find. */
function addDifferences(assembly: Assembly, { because }: Wish): void {
  const instead = 'Say what of both is wanted, such as “keep those whose price is over the old price”.';
  addUnmet(assembly, { kind: 'unmet', wish: 'find out what differs', service: undefined, instead, because });
}

function joinFetched(assembly: Assembly): void {
  const fetched = assembly.nodes.filter(({ type }) => type === 'http.request').map(({ id }) => ({ source: id, port: 'out' }));
  if (fetched.length > 1) assembly.ends = fetched;
}

/** "another one": the last e-mail once more. */
function addAgain(assembly: Assembly, because: string): void {
  const last = assembly.last(({ type }) => type === 'email.send');
  if (last) assembly.add('email', 'email.send', last.name ?? 'Send it again', last.config, because);
  else addUnmet(assembly, { kind: 'unmet', wish: because, service: undefined, instead: undefined, because });
}

function singular(noun: string): string {
  return noun.replace(/ies$/u, 'y').replace(/([^s])s$/u, '$1');
}

function addEach(assembly: Assembly, wish: Extract<Wish, { kind: 'each' }>): void {
  // A loop that nobody named, with one thing at hand and no list.
  if (assembly.isExplicit && wish.isImplied && assembly.data.record && !assembly.data.rows && !assembly.data.file)
    return addAll(assembly, wish.body);
  // One thing at hand and no list: what is asked for each is done for it.
  if (!assembly.isExplicit) {
    if (!assembly.data.rows && !assembly.data.file && assembly.data.record) return addAll(assembly, wish.body);
    if (assembly.data.file?.isText && !assembly.data.rows) return addAll(assembly, wish.body);
  }
  const rows = ensureRows(assembly, plural(wish.noun), wish.because);
  const body = new Assembly(assembly);
  body.noun = singular(wish.noun.split(' ').at(-1) ?? '');
  const { due, title } = assembly.data;
  body.data = {
    record: 'item',
    recordFields: [],
    content: 'item',
    text: 'item.text',
    address: 'item.email',
    ...(due && { due }),
    ...(title && { title }),
  };
  addAll(body, wish.body);
  if (body.nodes.length === 0) return;
  const items = { items: template(rows), ...atOnce(body.nodes) };
  const id = assembly.add('each', 'flow.for_each', `For each ${wish.noun}`, items, wish.because, 'out', body);
  // A loop that only sends or tells gives nothing to go on with; the rows are still those before it.
  const isSent = assembly.isExplicit ? onlySends.test(body.nodes.at(-1)?.type ?? '') : body.nodes.every(({ type }) => isTelling(type));
  if (!isSent) assembly.offer({ rows: `nodes.${id}.output`, content: `nodes.${id}.output` });
  if (wish.beside === undefined) return;
  const made = body.nodes.at(-1)?.type === 'ai.summarize' ? 'summary' : 'text';
  const map = assembly.add(
    'beside',
    'data.map',
    `Put each ${wish.beside} into its row`,
    { items: template(rows), columns: { [wish.beside]: `nodes.${id}.output[index].${made}` } },
    null,
  );
  useRows(assembly, map);
  assembly.offer({ title: capital(`${wish.beside}s`) });
}

const onlySends = /^(?:email\.send|flow\.|file\.write|placeholder)/u;

function plural(noun: string): string {
  if (noun.endsWith('s')) return noun;
  if (noun === 'person') return 'people';
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function addUnmet(assembly: Assembly, wish: Extract<Wish, { kind: 'unmet' }>): void {
  // What reads pictures or sound takes the file; no other step needs to.
  if (/text recognition|speech/u.test(wish.service ?? '') && assembly.data.file)
    assembly.offer({ file: { ...assembly.data.file, isRead: true } });
  const asked = withoutLink(wish.wish);
  const id = assembly.add('todo', 'placeholder', capital(step.shorten(asked)), { wish: asked }, wish.because);
  if (wish.instead) assembly.note('recommendation', wish.instead);
  else assembly.note('issue', `“${step.shorten(wish.wish)}” is not understood yet. Say it in other words, or replace this step.`);
  if (
    /^(?:please |then |also )*(?:transcribe|recognise|scan|ocr|get|fetch|read|load|pull|look up|find|check|import|take|collect|search|open|watch|export)\b/iu.test(
      wish.wish,
    ) ||
    !assembly.data.content
  ) {
    assembly.offer({ rows: `nodes.${id}.output.rows`, content: `nodes.${id}.output.rows`, text: `nodes.${id}.output.text` });
  }
}

/** A webhook whose workflow answers waits for that answer. */
function answerCallers(assembly: Assembly, trigger: Trigger): void {
  if (trigger.kind !== 'webhook' || !assembly.nodes.some(({ type }) => type === 'flow.respond')) return;
  const index = assembly.nodes.findIndex(({ type }) => type === 'trigger.webhook');
  const node = assembly.nodes[index];
  if (node) assembly.nodes[index] = { ...node, config: { ...node.config, respond: 'respond_node' } };
}
