import type { Condition } from '../recognise/conditions.ts';
import type { Due } from '../recognise/due.ts';
import { capital, fieldFor } from '../recognise/form-fields.ts';
import { aboutAnswer, letAnswer } from './about-answer.ts';
import { aboutRows, anyKept, countOfKept, inTable, isOfTotal } from './about-rows.ts';
import type { Assembly } from './assembly.ts';
import { daysBetween, dueExpression } from './date-tests.ts';
import { conditionExpression, fieldName, joined } from './expressions.ts';
import { ensureExtracted, ensureField, fieldsOf, isOfRows } from './form-field.ts';
import { ageExpression, withSubject } from './form-subject.ts';
import { ensureRead } from './sources.ts';
import { addExtract } from './text-steps.ts';
import { saysTick, ticked } from './ticks.ts';
import { dateField } from './waits.ts';
import { onWeekday } from './weekdays.ts';

/** The condition as an expression on what is at hand; empty where nothing tells it, or where it is about what has happened since that came in. */
export function atHand(assembly: Assembly, said: Condition): string {
  if (isOfMeanwhile(assembly, said)) return '';
  const { record, recordFields, rows, file, fetched } = assembly.data;
  if (file && !file.isRead && !file.unreadable && !recordFields.some((field) => field !== 'file')) ensureRead(assembly, null);
  if (rows && isOfTotal(assembly, said)) return aboutRows(assembly, said, rows);
  const kept = countOfKept(assembly, said) ?? anyKept(assembly, said) ?? onWeekday(assembly, said);
  if (kept !== undefined) return kept;
  if (fetched) {
    const expression = aboutAnswer(said, fetched);
    const field = /\.body\.(\w+)/u.exec(expression)?.[1];
    if (field) assembly.note('recommendation', `Check that the answer of the web address has a field called “${field}”.`);
    if (expression.startsWith(`${fetched}.status`)) letAnswer(assembly, fetched);
    return expression;
  }
  const condition = said.test === 'unread' ? (withSubject(assembly, said) ?? said) : said;
  const filled = record === 'input' ? filledIn(assembly, condition) : undefined;
  if (filled !== undefined) return filled;
  if (record === 'input' && saysTick(condition)) {
    const box = ticked(assembly, condition);
    if (box !== '') return box;
  }
  const isOfNobody = condition.subject === 'decision';
  // The ways of the answer have met again since: what was decided is still known.
  const asked = isOfNobody ? assembly.last(({ type }) => type === 'flow.approval') : undefined;
  if (asked) return `nodes.${asked.id}.output.decision ${(condition.value === 'approved') !== condition.negated ? '==' : '!='} "approved"`;
  // “They are pregnant”, “it is a lamp”: no field says so by itself.
  const isOfPronoun =
    (condition.test === 'equals' || condition.test === 'differs') && /^(?:|it|they|he|she|there)$/u.test(condition.subject);
  if (isOfNobody || (isOfPronoun && !rows)) return record === 'input' ? ticked(assembly, condition) : '';
  if (condition.due) return ofDate(assembly, condition.due);
  if (condition.test === 'unread') return record === 'input' ? choiceSaid(assembly, condition) || ticked(assembly, condition) : '';
  const worked = daysBetween(assembly, condition) ?? inTable(assembly, condition);
  if (worked !== undefined) return worked;
  if (!rows && !record) return '';
  if (rows && (!record || isOfRows(assembly))) return aboutRows(assembly, condition, assembly.data.rowsAlone ?? rows);
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
  if (isOld !== true || due) return false;
  const isEvent =
    /\b(?:not|no|nobody|still|yet|since|already|by then|meanwhile|again|until then)\b|n['’]t\b|\b(?:ordered|answered|replied|returned|signed|paid|confirmed|cancelled|renewed|booked|came|sent|done|finished)\b/iu.test(
      words,
    );
  // “If it is still over 5”
  if (!/^(?:equals|differs|empty|filled|judged|unread)$/u.test(test)) return isEvent && isGuessed === true;
  const isUnknown = record !== undefined && test !== 'unread' && !recordFields.includes(fieldName(subject, recordFields));
  return isEvent || isGuessed === true || isUnknown;
}

/** “There is an allergy filled in”, “they gave a phone number”: a field of the form is not empty. */
function filledIn(assembly: Assembly, { words, negated }: Condition): string | undefined {
  const said =
    /^\W*(?:(?:if|when|in case|where|so|and)\s+)*(?:there(?: is|['’]s| are)\s+)?(no\s+)?(?:(?:an?|any|some|the|their|his|her)\s+)?((?:[\p{L}-]+\s){0,2}?[\p{L}-]+)(?:\s+(?:(?:is|are|was|were|has been|have been|got)\s+)?(not\s+)?(?:filled(?: in| out)?|given|entered|stated|provided|typed in|mentioned))?\W*$/iu.exec(
      words,
    );
  const isSaid = /\b(?:filled|given|entered|stated|provided|typed|mentioned)\b|\bthere(?: is|['’]s| are)\b/iu.test(words);
  const noun =
    said?.[2]
      ?.toLowerCase()
      .split(' ')
      .at(-1)
      ?.replace(/ies$|y$|s$/u, '') ?? '';
  const field =
    isSaid && noun.length > 3
      ? fieldsOf(assembly)?.find(({ name, type }) => type !== 'checkbox' && name.toLowerCase().includes(noun))
      : undefined;
  if (!said || !field) return undefined;
  const isEmpty = (said[1] !== undefined || said[3] !== undefined) !== (negated && said[1] === undefined && said[3] === undefined);
  return `${isEmpty ? '' : '!'}isEmpty(input.${field.name})`;
}

/** A state of what the form is about, and no field for it: “the illness is contagious”. A name is typed: “language is German”. */
function isState({ data: { recordFields } }: Assembly, { test, subject, value, words, isGuessed }: Condition): boolean {
  const isKnown = recordFields.includes(fieldName(subject, recordFields));
  const isName = typeof value === 'number' || / or |\d|^(?:yes|no)$/u.test(value) || words.includes(capital(value)) || /["“=]/u.test(words);
  return (test === 'equals' || test === 'differs') && !isName && (isGuessed === true || !isKnown);
}

/** “Not allowed”, where the form asks whether it is. */
function choiceSaid(assembly: Assembly, { words }: Condition): string {
  const form = assembly.root.nodes.find(({ type }) => type === 'trigger.form');
  const fields = (form?.config['fields'] ?? []) as { name: string; type: string }[];
  const said = words.toLowerCase();
  const field = fields.find(({ name, type }) => type === 'choice' && said.includes(name.toLowerCase().slice(0, 5)));
  return field ? `lower(string(input.${field.name})) ${/\b(?:not|no|n't)\b|n't/u.test(said) ? '!=' : '=='} "yes"` : '';
}
