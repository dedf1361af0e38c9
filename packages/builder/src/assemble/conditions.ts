import { type Condition, readCondition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly, End } from './assembly.ts';
import { decisionWays } from './decision.ts';
import { conditionExpression, fieldName } from './expressions.ts';
import { counted, ensureField } from './form-field.ts';
import { failureOf } from './failures.ts';
import { ensureRead } from './sources.ts';
import { labelsFor, shorten } from './steps.ts';
import { isTurned, ticked } from './ticks.ts';
import { onWeekday } from './weekdays.ts';
import { addClassify } from './text-steps.ts';

/** The two ways of a condition: the approval before it, a reading of the text, or a comparison. */
export function openBranches(assembly: Assembly, said: Condition, because: string): { yes: readonly End[]; no: readonly End[] } {
  const condition = signed(assembly, said);
  const failed = failureOf(assembly, condition);
  if (failed) return { yes: [failed.yes], no: [failed.no] };
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

/** “Negative”, of what was just totalled or worked out, is below zero and no mood. */
function signed({ nodes }: Assembly, condition: Condition): Condition {
  const last = nodes.at(-1);
  const isNumber = last?.type === 'data.group' || (last?.id.startsWith('calculate') ?? false);
  if (!isNumber || condition.test !== 'judged' || !/^(?:negative|positive)$/u.test(String(condition.value))) return condition;
  return { ...condition, subject: 'amount', test: condition.value === 'negative' ? 'under' : 'over', value: 0, isGuessed: true };
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
  return read ? plain(assembly, read) || answer : answer;
}

const conditionId = (words: string): string => `condition:${words.toLowerCase()}`.slice(0, 100);

/** The condition as an expression, unless it is about what has happened since all that is at hand came in. */
export const atHand = (assembly: Assembly, condition: Condition): string =>
  isSince(assembly, condition) ? '' : plain(assembly, condition);

/** The condition as an expression on what is at hand; empty where nothing tells it. */
function plain(assembly: Assembly, condition: Condition): string {
  const { record, recordFields, rows, file, fetched } = assembly.data;
  if (file && !file.isRead && !recordFields.some((field) => field !== 'file')) ensureRead(assembly, null);
  // “… add up who has paid, as soon as it is over 600”: the total is compared, not what came in.
  const isOfTotal = condition.isGuessed === true || /^(?:sum|total|count|average|number)\b/u.test(condition.subject);
  if (rows && isOfTotal && typeof condition.value === 'number' && assembly.nodes.at(-1)?.type === 'data.group')
    return aboutRows(assembly, condition, rows);
  const kept = countOfKept(assembly, condition) ?? anyKept(assembly, condition) ?? weekdayOf(assembly, condition);
  if (kept !== undefined) return kept;
  if (fetched) {
    const expression = aboutAnswer(condition, fetched);
    if (expression.startsWith(`${fetched}.status`)) letAnswer(assembly, fetched);
    return expression;
  }
  const isOfNobody = condition.subject === 'decision';
  // “They are pregnant”, “it is a lamp”: no field says so by itself.
  const isOfPronoun =
    (condition.test === 'equals' || condition.test === 'differs') && /^(?:|it|they|he|she|there)$/u.test(condition.subject);
  if (isOfNobody || (isOfPronoun && !rows)) return record === 'input' ? ticked(assembly, condition) : '';
  if (condition.test === 'unread') return record === 'input' ? choiceSaid(assembly, condition) || ticked(assembly, condition) : '';
  if (record === 'input' && isState(assembly, condition)) return ticked(assembly, condition);
  const between = daysBetween(assembly, condition);
  if (between !== undefined) return between;
  const worked = workedOut(assembly, condition);
  if (worked !== undefined) return worked;
  if (!rows && !record) return '';
  if (rows && !record) return aboutRows(assembly, condition, rows);
  if (record === 'input') ensureField(assembly, condition);
  else if (record !== undefined)
    noteFields(assembly, condition, record === 'item' ? 'the rows have a column' : 'what comes in has a field');
  return conditionExpression(counted(assembly, condition), record ?? 'input', assembly.data.recordFields);
}

function noteFields(assembly: Assembly, { subject, parts }: Condition, where: string): void {
  const known = [...assembly.data.recordFields, ...assembly.root.columns.map((column) => fieldName(column, []))];
  for (const one of parts ?? [{ subject }]) {
    const name = fieldName(one.subject, assembly.data.recordFields);
    if (!known.includes(name)) assembly.note('recommendation', `Check that ${where} called “${name}”.`);
  }
}

/** After a wait it is asked what has happened since; what came in before it cannot tell. */
function isSince({ nodes }: Assembly, { words, test, isGuessed }: Condition): boolean {
  const waited = nodes.findLastIndex(({ type, name = '' }) => type === 'flow.delay' || (type === 'placeholder' && name.startsWith('Wait')));
  const looked = nodes.findLastIndex(({ type }) => type === 'http.request');
  const isEvent =
    /\b(?:not|no|nobody|still|yet|since|already|by then|meanwhile|again|until then)\b|n['’]t\b|\b(?:ordered|answered|replied|returned|signed|paid|confirmed|cancelled|renewed|booked|came|sent|done|finished)\b/iu.test(
      words,
    );
  return (
    waited > looked &&
    (isEvent || isGuessed === true) &&
    (/^(?:equals|differs|empty|filled|judged|unread)$/u.test(test) || (isEvent && isGuessed === true))
  );
}

/** A state of what the form is about, and no field for it: “the illness is contagious”. A name is typed: “language is German”. */
function isState({ data: { recordFields } }: Assembly, { test, subject, value, words, isGuessed }: Condition): boolean {
  const isKnown = recordFields.includes(fieldName(subject, recordFields));
  const isName = typeof value === 'number' || / or |\d/u.test(value) || words.includes(capital(value)) || /["“=]/u.test(words);
  return (test === 'equals' || test === 'differs') && !isName && (isGuessed === true || !isKnown);
}

const signs: { readonly [test: string]: string } = { over: '>', at_least: '>=', under: '<', at_most: '<=' };

/** “Keep the late ones, if that’s more than 5”: how many rows were kept. */
function countOfKept(assembly: Assembly, { test, value, subject, isGuessed, negated }: Condition): string | undefined {
  const { rows } = assembly.data;
  const isKept = /^data\.(?:filter|deduplicate|sort)$/u.test(assembly.nodes.at(-1)?.type ?? '');
  const sign = signs[test];
  const isCount = isGuessed === true && /^(?:amount|quantity|count|number)$/u.test(subject);
  if (!rows || !isKept || !isCount || !sign || typeof value !== 'number') return undefined;
  const count = `size(${rows}) ${sign} ${value}`;
  return negated ? `!(${count})` : count;
}

/** “If any”, “unless nothing is left”: whether the filter before kept something. */
function anyKept(assembly: Assembly, condition: Condition): string | undefined {
  const { words, value } = condition;
  const { rows, fetched } = assembly.data;
  const kept = assembly.last(({ type }) => type === 'data.filter' || type === 'data.group');
  const isKept = kept !== undefined && (fetched === undefined || (assembly.nodes.at(-1)?.type ?? '').startsWith('data.'));
  const asks = /\b(?:any|there (?:are|is)|none|no|found|some|something|nothing)\b|^so$/iu.test(words);
  if (!rows || !isKept || !asks || typeof value === 'number') return undefined;
  const isNone = /\b(?:no|none|nothing|not)\b/iu.test(words);
  return `size(${rows}) ${isNone === isTurned(condition) ? '>' : '=='} 0`;
}

const weekdayOf = (assembly: Assembly, condition: Condition): string | undefined =>
  onWeekday({ data: assembly.data, note: (kind, text) => assembly.note(kind, text) }, condition);

/** “For more than 3 days”, where the form asks from when until when. */
function daysBetween({ data: { record, recordFields } }: Assembly, { test, value, subject, negated }: Condition): string | undefined {
  const sign = signs[test];
  const isAsked = record === 'input' && recordFields.includes('from') && recordFields.includes('until') && !recordFields.includes('days');
  if (subject !== 'days' || !isAsked || !sign || typeof value !== 'number') return undefined;
  const days = `dateDiff(input.from, input.until, "days") + 1 ${sign} ${value}`;
  return negated ? `!(${days})` : days;
}

/** “Age in years: up to 2 …” compares what was worked out just before. */
function workedOut(assembly: Assembly, condition: Condition): string | undefined {
  const last = assembly.last(({ type, id }) => id.startsWith('calculate') && (type === 'data.set' || type === 'data.map'));
  if (!last || condition.isGuessed !== true || typeof condition.value !== 'number' || assembly.data.record === 'item') return undefined;
  const names = Object.keys((last.config[last.type === 'data.set' ? 'fields' : 'columns'] ?? {}) as object);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  if (last.type === 'data.set') return conditionExpression({ ...condition, subject: name }, `nodes.${last.id}.output`, names);
  return assembly.data.record ? conditionExpression({ ...condition, subject: name }, `nodes.${last.id}.output.rows[0]`, names) : undefined;
}

/** Of a list: how many there are, or whether any of them is so; after a total its result is compared. */
function aboutRows(assembly: Assembly, condition: Condition, rows: string): string {
  const isNumber = typeof condition.value === 'number';
  const total = assembly.nodes.at(-1)?.type === 'data.group' ? assembly.nodes.at(-1) : undefined;
  const measures = (total?.config['measures'] ?? []) as { as?: string; calculate: string }[];
  if (isNumber && total) {
    const column = measures.find(({ as }) => as?.includes(condition.subject))?.as ?? measures[0]?.as ?? 'count';
    return `${rows}.exists(row, ${conditionExpression({ ...condition, subject: column }, 'row', [column])})`;
  }
  const isCount = /^(?:|amount|count|number|rows?|entries|items?|list|total)$/u.test(condition.subject);
  if (isNumber && isCount)
    return `size(${rows}) ${{ over: '>', at_least: '>=', under: '<', at_most: '<=' }[condition.test as 'over'] ?? '=='} ${condition.value}`;
  if (condition.test === 'equals' || isNumber) return `${rows}.exists(row, ${conditionExpression(condition, 'row')})`;
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
