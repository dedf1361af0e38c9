import { lateBranches } from './approval.ts';
import { type Condition, readCondition } from '../recognise/conditions.ts';
import type { Due } from '../recognise/due.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly, End } from './assembly.ts';
import { conditionExpression, fieldName } from './expressions.ts';
import { dueExpression } from './date-tests.ts';
import { counted, ensureField } from './form-field.ts';
import { failureOf } from './failures.ts';
import { ensureRead } from './sources.ts';
import { labelsFor, shorten } from './steps.ts';
import { dateField } from './waits.ts';
import { addClassify } from './text-steps.ts';

/** The two ways of a condition: the approval before it, a reading of the text, or a comparison. */
export function openBranches(assembly: Assembly, condition: Condition, because: string): { yes: End; no: End } {
  const failed = failureOf(assembly, condition);
  if (failed) return failed;
  const last = assembly.nodes.at(-1);
  const approval = last?.type === 'flow.approval' ? last : undefined;
  if (condition.subject === 'decision' && approval) {
    const isYes = (condition.value === 'approved') !== condition.negated;
    return {
      yes: { source: approval.id, port: isYes ? 'approved' : 'rejected' },
      no: { source: approval.id, port: isYes ? 'rejected' : 'approved' },
    };
  }
  if (condition.subject === 'answer in time') return lateBranches(assembly, because);
  const known = labelSaid(assembly, condition);
  const isLabel =
    condition.test === 'equals' &&
    /^(?:|it|this|they|one|category|type|label|kind|topic|class|message|text)$/u.test(condition.subject) &&
    knownLabels(assembly).includes(String(condition.value).toLowerCase());
  const expression =
    condition.test === 'judged' || isLabel || known !== undefined
      ? judged(assembly, { ...condition, value: known ?? String(condition.value).toLowerCase() })
      : plain(assembly, condition);
  const answered = expression === '' ? answeredCondition(assembly, condition) : undefined;
  const id = assembly.add(
    'check',
    'flow.if',
    `${capital(shorten(condition.words))}?`,
    { condition: answered ?? expression },
    because,
    'true',
  );
  if (expression === '' && answered === undefined) askWhen(assembly, condition, id);
  return { yes: { source: id, port: 'true' }, no: { source: id, port: 'false' } };
}

/** “If bug”, after texts were sorted into bug, feature and question. */
function labelSaid(assembly: Assembly, { words, test }: Condition): string | undefined {
  const bare = words
    .toLowerCase()
    .replace(/^(?:(?:it|this|that|they|is|are|an?|the)\s+)+/u, '')
    .trim();
  return test === 'unread' ? knownLabels(assembly).find((label) => label === bare || `${label}s` === bare) : undefined;
}

/** Better asked than guessed: a condition on a field that nobody fills in looks finished and never holds. */
function askWhen(assembly: Assembly, { words }: Condition, nodeId: string): void {
  assembly.ask(6, {
    id: conditionId(words),
    text: `How can one see that “${shorten(words)}” holds?`,
    options: [],
    free: true,
    nodeId,
  });
}

/** What was said when it was asked for: a condition in words, else the field or expression itself. */
function answeredCondition(assembly: Assembly, { words }: Condition): string | undefined {
  const answer = assembly.answers[conditionId(words)]?.trim();
  if (!answer) return undefined;
  const read = readCondition(answer);
  if (!read) return answer;
  // Whoever answers names a field, though time went by.
  const { data } = assembly;
  assembly.data = { ...data, isOld: false };
  const expression = plain(assembly, read);
  assembly.data = { ...assembly.data, isOld: data.isOld === true };
  return expression || answer;
}

const conditionId = (words: string): string => `condition:${words.toLowerCase()}`.slice(0, 100);

function plain(assembly: Assembly, condition: Condition): string {
  const { record, recordFields, rows, file, fetched } = assembly.data;
  if (file && !file.isRead && !recordFields.some((field) => field !== 'file')) ensureRead(assembly, null);
  if (fetched) {
    const expression = aboutAnswer(condition, fetched);
    if (expression.startsWith(`${fetched}.status`)) letAnswer(assembly, fetched);
    return expression;
  }
  const last = assembly.last(({ type }) => type === 'data.filter' || type === 'data.group');
  if (rows && last && /\b(?:any|there (?:are|is)|none|no|found|some|something|nothing)\b|^so$/iu.test(condition.words))
    return `size(${rows}) ${/\b(?:no|none|nothing)\b/iu.test(condition.words) ? '==' : '>'} 0`;
  const isOfNobody = condition.subject === 'decision' && assembly.last(({ type }) => type === 'flow.approval') === undefined;
  // “They are pregnant”, “it is a lamp”: no field says so by itself.
  const isOfPronoun =
    (condition.test === 'equals' || condition.test === 'differs') && /^(?:|it|they|he|she|there)$/u.test(condition.subject);
  if (isOfNobody || (isOfPronoun && !rows)) return '';
  if (condition.due) return ofDate(assembly, condition.due);
  if (isOfMeanwhile(assembly, condition)) return '';
  if (condition.test === 'unread') return record === 'input' ? choiceSaid(assembly, condition) : '';
  if (!rows && !record) return '';
  if (rows && !record) return aboutRows(assembly, condition, rows);
  if (record === 'input') ensureField(assembly, condition);
  else if (
    record !== undefined &&
    record !== 'item' &&
    !assembly.data.recordFields.includes(fieldName(condition.subject, assembly.data.recordFields))
  )
    assembly.note('recommendation', `Check that what comes in has a field called “${fieldName(condition.subject, [])}”.`);
  return conditionExpression(counted(assembly, condition), record ?? 'input', assembly.data.recordFields);
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

/** “If it is not paid after a week”: what came in before the wait cannot say what happened since. */
function isOfMeanwhile({ data: { isOld, record, recordFields } }: Assembly, { subject, test }: Condition): boolean {
  const isState = test === 'equals' || test === 'differs' || test === 'empty' || test === 'filled';
  const isOfNothing = /^(?:|it|they|this|that)$/u.test(subject);
  return isOld === true && record !== undefined && isState && (isOfNothing || !recordFields.includes(fieldName(subject, recordFields)));
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
  const isDown =
    /\b(?:down|offline|unreachable|(?:does not|doesn't|no longer) (?:answer|respond|reply|load)|not (?:reachable|available|up|online|ok)|fails?|failing|error|unavailable)\b/iu.test(
      condition.words,
    );
  const isUp = /\b(?:up|online|ok|reachable|fine|available)\b/iu.test(condition.words);
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
