import { lateBranches } from './approval.ts';
import { type Condition, readCondition } from '../recognise/conditions.ts';
import { capital, fieldFor } from '../recognise/form-fields.ts';
import type { Assembly, End } from './assembly.ts';
import { dueExpression } from './date-tests.ts';
import { decisionWays } from './decision.ts';
import type { Due } from '../recognise/due.ts';
import { conditionExpression, fieldName, joined } from './expressions.ts';
import { ensureExtracted, ensureField, isOfRows } from './form-field.ts';
import { ageExpression, withSubject } from './form-subject.ts';
import { failureOf } from './failures.ts';
import { ensureRead } from './sources.ts';
import { labelsFor, shorten } from './steps.ts';
import { addClassify, addExtract } from './text-steps.ts';
import { saysTick, ticked } from './ticks.ts';
import { dateField } from './waits.ts';

/** The two ways of a condition: the approval before it, a reading of the text, or a comparison. */
export function openBranches(assembly: Assembly, condition: Condition, because: string): { yes: readonly End[]; no: readonly End[] } {
  const failed = failureOf(assembly, condition);
  if (failed) return { yes: [failed.yes], no: [failed.no] };
  if (condition.subject === 'answer in time') return lateBranches(assembly, because);
  const decided = condition.subject === 'decision' ? decisionWays(assembly, condition) : undefined;
  if (decided) return decided;
  const known = labelSaid(assembly, condition);
  const isLabel =
    condition.test === 'equals' &&
    /^(?:|it|this|they|one|category|type|label|kind|topic|class|message|text)$/u.test(condition.subject) &&
    knownLabels(assembly).includes(String(condition.value).toLowerCase());
  const expression =
    condition.test === 'judged' || isLabel || known !== undefined
      ? judged(assembly, { ...condition, value: known ?? String(condition.value).toLowerCase() })
      : atHand(assembly, condition);
  const answered = expression === '' ? answeredCondition(assembly, condition) : undefined;
  const id = assembly.add('check', 'flow.if', titleOf(condition), { condition: answered ?? expression }, because, 'true');
  if (expression === '' && answered === undefined) askWhen(assembly, condition, id);
  return { yes: [{ source: id, port: 'true' }], no: [{ source: id, port: 'false' }] };
}

/** One thing at hand goes on only where the condition holds. */
export function addGate(assembly: Assembly, condition: Condition, because: string): void {
  assembly.ends = [...openBranches(assembly, condition, because).yes];
}

/** “and is the room free?” → Room free? */
const titleOf = ({ words }: Condition): string =>
  `${capital(
    shorten(
      words
        .replace(/^\W*(?:(?:and|but|so|then|also|or)\s+)+/iu, '')
        .replace(/^(?:is|are|was|were)\s+(?=\p{L}+er\b|over|under|above|below|more|less)/iu, '')
        .replace(/[?\s]+$/u, ''),
    ),
  )}?`;

/** “If bug”, after texts were sorted into bug, feature and question. */
function labelSaid(assembly: Assembly, { words, test }: Condition): string | undefined {
  const bare = words
    .toLowerCase()
    .replace(/^(?:(?:it|this|that|they|is|are|an?|the)\s+)+/u, '')
    .trim();
  return test === 'unread' ? knownLabels(assembly).find((label) => label === bare || `${label}s` === bare) : undefined;
}

/** Better asked than guessed: a condition on a field that nobody fills in looks finished and never holds. */
export function askWhen(assembly: Assembly, { words }: Condition, nodeId: string): void {
  if (memory.test(words))
    assembly.note('issue', `A run does not remember the ones before it: for “${shorten(words)}” something has to keep what came before.`);
  assembly.ask(6, {
    id: conditionId(words),
    text: `How can one see that “${shorten(words)}” holds?`,
    options: [],
    free: true,
    nodeId,
  });
}

/** What was before this run: how often, for the first time, by how much it changed. */
const memory =
  /\b(?:in a row|twice|(?:two|three|four|\d+)\s+times|(?:first|second|third) (?:time|order|report|offen[cs]e|visit|reminder)|ever before|stayed before|than (?:last|yesterday|before)|(?:up|down|dropped|fell|rose|risen|jumped|grew|changed|increased|decreased) by|(?:dropped|fell|rose|risen|jumped|grew|increased|decreased) more than)\b/iu;

/** What was said when it was asked for: a condition in words, else the field or expression itself. */
export function answeredCondition(assembly: Assembly, { words }: Condition): string | undefined {
  const answer = assembly.answers[conditionId(words)]?.trim();
  if (!answer) return undefined;
  const read = readCondition(answer);
  if (!read) return answer;
  // Whoever answers names a field, though time went by.
  const { data } = assembly;
  assembly.data = { ...data, isOld: false };
  const expression = atHand(assembly, read);
  assembly.data = { ...assembly.data, isOld: data.isOld === true };
  return expression || answer;
}

const conditionId = (words: string): string => `condition:${words.toLowerCase()}`.slice(0, 100);

/** The condition as an expression on what is at hand; empty where nothing tells it, or where it is about what has happened since that came in. */
export function atHand(assembly: Assembly, said: Condition): string {
  if (isOfMeanwhile(assembly, said)) return '';
  const { record, recordFields, rows, file, fetched } = assembly.data;
  if (file && !file.isRead && !file.unreadable && !recordFields.some((field) => field !== 'file')) ensureRead(assembly, null);
  if (fetched) {
    const expression = aboutAnswer(said, fetched);
    if (expression.startsWith(`${fetched}.status`)) letAnswer(assembly, fetched);
    return expression;
  }
  const condition = said.test === 'unread' ? (withSubject(assembly, said) ?? said) : said;
  const last = assembly.last(({ type }) => type === 'data.filter' || type === 'data.group');
  if (rows && last && /\b(?:any|there (?:are|is)|none|no|found|some|something|nothing)\b|^so$/iu.test(condition.words))
    return `size(${rows}) ${/\b(?:no|none|nothing)\b/iu.test(condition.words) ? '==' : '>'} 0`;
  if (record === 'input' && saysTick(condition)) {
    const box = ticked(assembly, condition);
    if (box !== '') return box;
  }
  const isOfNobody = condition.subject === 'decision';
  // “They are pregnant”, “it is a lamp”: no field says so by itself.
  const isOfPronoun =
    (condition.test === 'equals' || condition.test === 'differs') && /^(?:|it|they|he|she|there)$/u.test(condition.subject);
  if (isOfNobody || (isOfPronoun && !rows)) return record === 'input' ? ticked(assembly, condition) : '';
  if (condition.due) return ofDate(assembly, condition.due);
  if (condition.test === 'unread') return record === 'input' ? choiceSaid(assembly, condition) || ticked(assembly, condition) : '';
  const worked = inTable(assembly, condition);
  if (worked !== undefined) return worked;
  if (!rows && !record) return '';
  if (rows && (!record || isOfRows(assembly) || isOfTotal(assembly, condition))) return aboutRows(assembly, condition, rows);
  if (condition.parts) return joined(condition, (part) => atHand(assembly, part));
  if (record === 'input' && paperOf(assembly) === undefined && isState(assembly, condition)) return ticked(assembly, condition);
  const about = withSubject(assembly, condition);
  if (about === undefined) return '';
  if (typeof about.value === 'number') assembly.root.compared = { record, subject: about.subject };
  const aged = ageExpression(assembly, about);
  if (aged !== undefined) return aged;
  const inText = withinPaper(assembly, about);
  if (inText !== undefined) return inText;
  pickOut(assembly, about);
  const picked = ensureExtracted(assembly, about.subject, typeof about.value === 'number' ? 'number' : 'text');
  if (assembly.data.record === 'input') ensureField(assembly, about);
  else if (picked === undefined && record !== undefined)
    noteField(assembly, about, record === 'item' ? 'the rows have a column' : 'what comes in has a field');
  return conditionExpression(picked ? { ...about, subject: picked } : about, assembly.data.record ?? 'input', assembly.data.recordFields);
}

/** The text of the paper that was handed in and read, where that is what is at hand. */
const paperOf = ({ data: { file, text, record } }: Assembly): string | undefined =>
  file?.isText && file.isRead && record === 'input' ? text : undefined;

/** “If it mentions penalty”: looked for in the paper. */
function withinPaper(assembly: Assembly, { test, subject, value, negated }: Condition): string | undefined {
  const text = paperOf(assembly);
  if (text === undefined || test !== 'contains' || assembly.data.recordFields.includes(fieldName(subject, assembly.data.recordFields)))
    return undefined;
  const found = `contains(lower(string(${text})), ${JSON.stringify(String(value).toLowerCase())})`;
  return negated ? `!(${found})` : found;
}

/** What is looked at in a paper is picked out of it, not asked of whoever hands it in; what the form asks for is there. */
function pickOut(assembly: Assembly, { subject, words, test }: Condition): void {
  // A paper itself is picked out of nothing.
  const isSaid =
    subject !== '' &&
    (words.toLowerCase().includes(subject.toLowerCase()) || /days|before|after/u.test(test)) &&
    fieldFor(subject).type !== 'file';
  if (paperOf(assembly) === undefined || !isSaid || assembly.data.recordFields.includes(fieldName(subject, assembly.data.recordFields)))
    return;
  addExtract(assembly, { kind: 'extract', fields: [subject], noun: 'text', because: words });
}

/** Of a date of the one thing at hand; of rows, whether any of them has such a date. */
function ofDate(assembly: Assembly, due: Due): string {
  const { record, rows } = assembly.data;
  if (record) {
    const { path } = dateField(assembly, due, false);
    return dueExpression({ ...due, column: path.split('.').at(-1) ?? '' }, path.split('.').slice(0, -1).join('.'));
  }
  assembly.note('recommendation', `Check that the date column is called “${due.column}” in your data, with dates such as 2026-05-31.`);
  return rows ? `${rows}.exists(row, ${dueExpression(due, 'row')})` : '';
}

function noteField(assembly: Assembly, { subject }: Condition, where: string): void {
  const { recordFields } = assembly.data;
  const name = fieldName(subject, recordFields);
  if (![...recordFields, ...assembly.root.columns.map((column) => fieldName(column, []))].includes(name))
    assembly.note('recommendation', `Check that ${where} called “${name}”.`);
}

/** “If it is not paid after a week”: what came in before the wait cannot say what happened since, unless a field of it was named. */
function isOfMeanwhile({ data: { isOld, record, recordFields } }: Assembly, { words, subject, test, due, isGuessed }: Condition): boolean {
  if (isOld !== true || due || !/^(?:equals|differs|empty|filled|judged|unread)$/u.test(test)) return false;
  const isEvent =
    /\b(?:not|no|nobody|still|yet|since|already|by then|meanwhile|again|until then)\b|n['’]t\b|\b(?:ordered|answered|replied|returned|signed|paid|confirmed|cancelled|renewed|booked|came|sent|done|finished)\b/iu.test(
      words,
    );
  const isUnknown = record !== undefined && test !== 'unread' && !recordFields.includes(fieldName(subject, recordFields));
  return isEvent || isGuessed === true || isUnknown;
}

/** A state of what the form is about, and no field for it: “the illness is contagious”. A name is typed: “language is German”. */
function isState({ data: { recordFields } }: Assembly, { test, subject, value, words, isGuessed }: Condition): boolean {
  const isKnown = recordFields.includes(fieldName(subject, recordFields));
  const isName = typeof value === 'number' || / or |\d|^(?:yes|no)$/u.test(value) || words.includes(capital(value)) || /["“=]/u.test(words);
  return (test === 'equals' || test === 'differs') && !isName && (isGuessed === true || !isKnown);
}

/** “Age in years: up to 2 …” compares what was worked out just before, for the one row that there is. */
function inTable(assembly: Assembly, condition: Condition): string | undefined {
  const last = assembly.last(({ type, id }) => id.startsWith('calculate') && (type === 'data.set' || type === 'data.map'));
  const { record } = assembly.data;
  if (last?.type !== 'data.map' || condition.isGuessed !== true || typeof condition.value !== 'number') return undefined;
  const names = Object.keys((last.config['columns'] ?? {}) as object);
  const name = names.at(-1);
  if (name === undefined || !record || record === 'item') return undefined;
  return conditionExpression({ ...condition, subject: name }, `nodes.${last.id}.output.rows[0]`, names);
}

/** A number that names no field of the form, right after something was added up, is compared with that. */
const isOfTotal = ({ nodes, data: { rows, recordFields } }: Assembly, { value, subject }: Condition): boolean =>
  typeof value === 'number' &&
  nodes.some(({ id, type }) => type === 'data.group' && rows === `nodes.${id}.output.rows`) &&
  !recordFields.includes(fieldName(subject, recordFields));

/** Of a list: how many there are, or whether any of them is so; after a total its result is compared. */
function aboutRows(assembly: Assembly, condition: Condition, rows: string): string {
  const isNumber = typeof condition.value === 'number';
  const total = assembly.nodes.find(({ id, type }) => type === 'data.group' && rows === `nodes.${id}.output.rows`);
  const measures = (total?.config['measures'] ?? []) as { as?: string; calculate: string }[];
  if (isNumber && total) {
    const column = measures.find(({ as }) => as?.includes(condition.subject))?.as ?? measures[0]?.as ?? 'count';
    return `${rows}.exists(row, ${conditionExpression({ ...condition, subject: column }, 'row', [column])})`;
  }
  const isCount = /^(?:|amount|count|number|rows?|entries|items?|list|total)$/u.test(condition.subject);
  if (isNumber && isCount)
    return `size(${rows}) ${{ over: '>', at_least: '>=', under: '<', at_most: '<=' }[condition.test as 'over'] ?? '=='} ${condition.value}`;
  const isOfColumn =
    condition.subject !== '' && !/^(?:it|they|list|file|table|result|rows?|anything|nothing|data)$/u.test(condition.subject);
  if (condition.test === 'equals' || isNumber || (condition.test === 'empty' && isOfColumn))
    return `${rows}.exists(row, ${conditionExpression(condition, 'row')})`;
  return condition.test === 'empty' ? `size(${rows}) == 0` : `size(${rows}) > 0`;
}

/** “Not allowed”, where the form asks whether it is. */
function choiceSaid(assembly: Assembly, { words }: Condition): string {
  const form = assembly.root.nodes.find(({ type }) => type === 'trigger.form');
  const fields = (form?.config['fields'] ?? []) as { name: string; type: string }[];
  const said = words.toLowerCase();
  const field = fields.find(({ name, type }) => type === 'choice' && said.includes(name.toLowerCase().slice(0, 5)));
  return field ? `lower(string(input.${field.name})) ${/\b(?:not|no|n't)\b|n't/u.test(said) ? '!=' : '=='} "yes"` : '';
}

/** An error status is what is asked for, so it must not fail the call. */
function letAnswer(assembly: Assembly, fetched: string): void {
  const index = assembly.nodes.findIndex(({ id }) => fetched === `nodes.${id}.output`);
  const node = assembly.nodes[index];
  if (node) assembly.nodes[index] = { ...node, config: { ...node.config, acceptAnyStatus: true } };
}

/** A condition on what a web address answered: its status, or a field of its body. */
function aboutAnswer(condition: Condition, fetched: string): string {
  if (typeof condition.value === 'number' && !/\bstatus\b/iu.test(condition.words) && condition.test !== 'equals')
    return conditionExpression(condition, `${fetched}.body`, []);
  const isDown =
    /\b(?:down|offline|unreachable|(?:does not|doesn't|no longer) (?:answer|respond|reply|load)|not (?:reachable|available|up|online|ok)|fails?|failing|error|unavailable)\b/iu.test(
      condition.words,
    );
  const isUp =
    /^(?:(?:it|is|it['’]s|still|back|all|everything|site|(?:the|our|my) [\p{L}-]+(?: [\p{L}-]+)?)\s+)*(?:up|online|ok|okay|reachable|fine|available)(?: again)?$/iu.test(
      condition.words,
    );
  if (/\bstatus\b/iu.test(condition.words) && typeof condition.value === 'number')
    return `${fetched}.status ${(condition.test === 'differs') !== condition.negated ? '!=' : '=='} ${condition.value}`;
  const code = condition.words.split(/\s+/u).length < 7 ? /\b[1-5]\d\d\b/u.exec(condition.words)?.[0] : undefined;
  if (
    code !== undefined &&
    !/[<>€$£%]|\b(?:below|above|under|over|more|less|than|euros?|dollars?|drops?|falls?|rises?)\b/iu.test(condition.words)
  )
    return `${fetched}.status ${/\b(?:not|isn['’]?t|other than|anything but|except|no)\b|!=/iu.test(condition.words) ? '!=' : '=='} ${code}`;
  if (/^(?:so|(?:there (?:are|is) )?(?:any|some|something)|any(?:thing)? (?:is |are )?(?:there|found|left))$/iu.test(condition.words))
    return `size(${fetched}.body) > 0`;
  if (/^(?:there (?:are|is) )?(?:none|nothing|no .*)$/iu.test(condition.words)) return `size(${fetched}.body) == 0`;
  if (isDown || isUp) return `${fetched}.status ${isDown !== condition.negated ? '>=' : '<'} 400`;
  return conditionExpression(condition, `${fetched}.body`, []);
}

export function knownLabels(assembly: Assembly): string[] {
  const labels = assembly.last(({ type }) => type === 'ai.classify')?.config['labels'];
  return Array.isArray(labels) ? labels.map((label) => String(label).toLowerCase()) : [];
}

/** A class that is asked for later is one to choose from. */
function addLabel(assembly: Assembly, id: string, label: string): void {
  const index = assembly.nodes.findIndex((node) => node.id === id);
  const node = assembly.nodes[index];
  const labels = node?.config['labels'];
  if (!node || !Array.isArray(labels)) return;
  const all = [...labels.filter((entry) => entry !== 'other'), label, ...(labels.includes('other') ? ['other'] : [])];
  assembly.nodes[index] = { ...node, name: `Sort into ${all.join(', ')}`, config: { ...node.config, labels: all } };
}

/** Reads the text first, then asks which label it got. */
function judged(assembly: Assembly, condition: Condition): string {
  const label = String(condition.value);
  const known = assembly.last(({ type }) => type === 'ai.classify');
  const labels = known?.config['labels'];
  const has = Array.isArray(labels) && labels.some((entry) => String(entry).toLowerCase() === label);
  if (!known || (!has && !assembly.isExplicit))
    addClassify(assembly, { kind: 'classify', labels: labelsFor(label), noun: 'message', because: condition.words });
  else if (!has && known) addLabel(assembly, known.id, label);
  const source = assembly.data.label ?? (known ? `nodes.${known.id}.output.label` : 'input.label');
  return `${source} ${condition.negated ? '!=' : '=='} ${JSON.stringify(label)}`;
}
