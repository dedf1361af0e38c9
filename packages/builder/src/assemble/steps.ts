import { type Condition, readCondition } from '../recognise/conditions.ts';
import { excludes } from '../recognise/exclusive.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { answeredExpression, type Asked, askExpression } from './answers.ts';
import { type Assembly, template } from './assembly.ts';
import { takesUpFile } from './attachments.ts';
import { conditionExpression, fieldName } from './expressions.ts';
import { bodyWithFindings, contentWithFindings } from './findings.ts';
import { addField, ensureField, fieldsOf } from './form-field.ts';
import { keptName, keptWords, shorten } from './names.ts';
import { addMark } from './mark-rows.ts';
import { ensureRead, ensureRows } from './sources.ts';
import { addTotalRow } from './total-row.ts';
import { useRows } from './use-rows.ts';
import { calculatedBefore, columnFor, measureOfTable, ofWorkedOut } from './worked-out.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** One thing at hand and no list: it goes on only where the condition holds. */
export const isOfOne = ({ data: { rows, file, record } }: Assembly, { condition }: Of<'filter'>): boolean =>
  !rows && !file && record !== undefined && condition !== undefined && condition.test !== 'judged';

export function addFilter(assembly: Assembly, { condition: said, marks, leavesOut = false, because }: Of<'filter'>): void {
  const wanted: Asked = {
    what: 'rows',
    words: because,
    text: `Which rows are to be ${leavesOut ? 'left out' : 'kept'}${because === '' ? '' : ` for “${shorten(because)}”`}?`,
    example: 'status is open',
    of: 'item',
    read: (answer) => {
      const read = readCondition(answer);
      return read && conditionExpression(read, 'item');
    },
  };
  const answered = (): string => {
    const answer = answeredExpression(assembly, wanted);
    return answer === undefined ? '' : leavesOut ? `!(${answer})` : answer;
  };
  const { condition, from } = besideEarlier(assembly, ofWorkedOut(assembly, said), because);
  let rows = from ?? ensureRows(assembly, 'rows', because);
  if (condition) assembly.filtered = { condition, rows };
  if (condition?.test === 'judged') rows = classifyRows(assembly, condition, rows, because);
  const read =
    condition &&
    conditionExpression(
      condition.test === 'judged' ? { ...condition, subject: 'label' } : condition,
      'item',
      condition.isGuessed === false ? [condition.subject] : [],
    );
  const expression = read || answered();
  if (condition) noteColumn(assembly, condition);
  if (marks) {
    const id = addMark(assembly, { rows, expression, because });
    if (expression === '') askExpression(assembly, wanted, id, 6);
    return;
  }
  const id = assembly.add(
    'filter',
    'data.filter',
    condition?.test === 'newer_than_days' && !condition.negated
      ? `Keep those of the last ${condition.value === 1 ? 'day' : `${condition.value} days`}`
      : condition
        ? keptName(condition, leavesOut)
        : 'Keep the rows wanted',
    { items: template(rows), condition: expression },
    because,
  );
  if (expression === '') askExpression(assembly, wanted, id, 6);
  useRows(assembly, id);
  if (condition?.test === 'newer_than_days')
    assembly.note(
      'recommendation',
      `Check that the date column is called “${fieldName(condition.subject, [])}” in your data, with dates such as 2026-05-31.`,
    );
  else if (condition) assembly.offer({ title: titled(assembly, condition.negated ? '' : shorten(keptWords(condition.words))) });
}

/** A column that the words do not name is told, never taken silently. */
function noteColumn(assembly: Assembly, condition: Condition): void {
  for (const part of condition.parts ?? []) noteColumn(assembly, part);
  if (condition.parts || condition.test === 'unread') return;
  const { subject, words, value, isGuessed, isOfUnit } = condition;
  const column = fieldName(subject, isGuessed === false ? [subject] : []);
  const isState = subject === 'status' && !/\bstatus\b/iu.test(words);
  if (isGuessed && typeof value === 'number')
    assembly.note('issue', `“${shorten(words)}” does not say which column is compared; “${column}” is a guess.`);
  else if (isGuessed || isState)
    assembly.note('recommendation', `Check that a column “${column}” says “${value}” in your data, or change the condition.`);
  else if (isOfUnit || /^(?:kwh|kg|km|litres?|liters?)$/u.test(column))
    assembly.note('recommendation', `Check that the column is called “${column}” in your data.`);
}

/** What rows are called in a subject: their table, and what was kept of it. */
export function titled({ source }: Assembly, words: string): string {
  const table = source && capital(source.name);
  return table ? (words ? `${table}: ${words}` : table) : words ? capital(words) : 'Result';
}

/** What the filter before left out: “the others”, “the smaller ones”; and what it cannot hold is looked for among all rows: “the paid … the open”. */
function besideEarlier(
  { filtered, nodes }: Assembly,
  said: Condition | undefined,
  because: string,
): { condition: Condition | undefined; from?: string } {
  if (!filtered) return { condition: said };
  // “… to the agent, no medical: to the captain”: what was handed over is done with, unless it is taken up again.
  const isHandedOver =
    nodes.at(-1)?.type === 'email.send' &&
    !/^\W*(?:and |then |but )*(?:those|these|of (?:these|those|them)|them|who|which|the ones)\b/iu.test(because);
  const isRest =
    (said === undefined || said.test === 'unread') &&
    /^\W*(?:and |then |for |to |of )*(?:all |the |any )*(?:others?|rest|remaining|smaller|larger|bigger|younger|older|cheaper|lower|higher|shorter|longer)(?: (?:ones|[\p{L}]+s))?\W*$/iu.test(
      because,
    );
  if (isRest) return { condition: { ...filtered.condition, negated: !filtered.condition.negated }, from: filtered.rows };
  return said && (isHandedOver || excludes(filtered.condition, said)) ? { condition: said, from: filtered.rows } : { condition: said };
}

function classifyRows(assembly: Assembly, condition: Condition, rows: string, because: string): string {
  const label = String(condition.value);
  const id = assembly.add(
    'classify',
    'ai.classify',
    `Find out what is ${label}`,
    { items: template(rows), labels: labelsFor(label) },
    because,
  );
  useRows(assembly, id);
  return `nodes.${id}.output.rows`;
}

export function labelsFor(label: string): string[] {
  if (/^(?:negative|bad)$/u.test(label)) return ['positive', 'neutral', label];
  if (/^(?:positive|good)$/u.test(label)) return [label, 'neutral', 'negative'];
  return /^(?:urgent|important|critical|emergency|serious|an emergency)$/u.test(label) ? [label, 'normal'] : [label, 'other'];
}

export function addSort(assembly: Assembly, { by, direction, then: further = [], limit: most, within, because }: Of<'sort'>): void {
  // The first of each group are kept once all are in order.
  const limit = within === undefined ? most : undefined;
  const isOfTopics = assembly.nodes.at(-1)?.type === 'ai.group' && (by === undefined || /topic|theme|count|size|frequen|number/u.test(by));
  if (isOfTopics && limit === undefined) {
    assembly.note('decision', 'The topics come with the commonest first, so no step of its own is needed for that.');
    return;
  }
  const rows = ensureRows(assembly, 'rows', because);
  const total = assembly.last(({ type }) => type === 'data.group');
  if (isOfTopics) assembly.note('recommendation', `Comments without a topic are a row “Other”, which may be among the first ${limit}.`);
  const column =
    (isOfTopics ? 'count' : by) ??
    calculatedBefore(assembly) ??
    (total ? columnFor(assembly, '') : undefined) ??
    assembly.ask(3, { id: 'sortBy', text: 'Which column shall decide the order?', options: [], free: true }) ??
    'amount';
  const later = further.map((key) => ({ ...key, column: columnFor(assembly, key.column) }));
  const own = columnFor(assembly, column);
  // Each group together, in its own order.
  const [leading, lead, then] =
    within === undefined
      ? [column, { by: own, direction }, later]
      : [within, { by: within, direction: 'ascending' }, [{ column: own, direction }, ...later]];
  const names = [leading, ...then.map((key) => key.column)].join(', then ');
  const name = limit === undefined ? `Sort by ${names}` : `Take the top ${limit}${by ? ` by ${own}` : ''}`;
  const id = assembly.add(
    'sort',
    'data.sort',
    name,
    {
      items: template(rows),
      ...lead,
      ...(then.length > 0 ? { then } : {}),
      ...(limit === undefined ? {} : { limit }),
    },
    because,
  );
  const { title } = assembly.data;
  useRows(assembly, id);
  if (title) assembly.offer({ title });
}

export function addTotal(assembly: Assembly, wish: Of<'total'>): void {
  if (wish.place === 'below') return addTotalRow(assembly, wish);
  const { by: columns, measures, because } = wish;
  // Topics are counted by the step that finds them.
  const topics = assembly.last(({ type }) => type === 'ai.group');
  if (
    topics &&
    columns.every((column) => /topic|theme|group|one|them|categor/u.test(column)) &&
    measures.every(({ calculate }) => calculate === 'count')
  ) {
    assembly.note('decision', `“${topics.name}” counts how many there are of each topic, so no step of its own is needed for that.`);
    return;
  }
  if (!assembly.data.rows && assembly.data.record && addRecordTotal(assembly, because)) return;
  const labels = assembly.last(({ type }) => type === 'ai.classify');
  const rows = ensureRows(assembly, 'rows', because);
  if (rows === '[input]')
    for (const { column } of measures)
      if (column !== undefined) ensureField(assembly, { words: column, subject: column, test: 'over', value: 0, negated: false });
  if (/\bnodes\.beside\d*\.output\b/u.test(rows))
    assembly.note(
      'issue',
      'Once rows are counted or added up, only the figures go on; what was written for each row reaches nobody after that.',
    );
  const isOfLabel = (column: string): boolean =>
    /^(?:categor(?:y|ies)|class(?:es)?|labels?|types?|kinds?|groups?|moods?|sentiments?|each|one)$/u.test(column);
  const groupBy = columns.length > 0 ? columns.map((column) => (labels && isOfLabel(column) ? 'label' : column)) : labels ? ['label'] : [];
  const known = measures.map((measure) =>
    measure.column === 'amount' && !/\bamounts?\b/iu.test(because)
      ? { ...measure, column: columnMeant(assembly, measure.column) }
      : measure,
  );
  const named = known.map((measure) => ({
    ...measure,
    as:
      measure.calculate === 'count'
        ? 'count'
        : `${measure.calculate === 'sum' ? 'total' : measure.calculate}${measure.column && measure.column.toLowerCase() !== 'total' ? ` ${measure.column}` : ''}`,
  }));
  const what = named.map(({ as }) => as).join(' and ');
  const id = assembly.add(
    'totals',
    'data.group',
    capital(groupBy.length > 0 ? `${what} per ${groupBy.join(' and ')}` : what),
    { items: template(rows), ...(groupBy.length > 0 ? { by: groupBy.length === 1 ? groupBy[0] : groupBy } : {}), measures: named },
    because,
  );
  if (groupBy.length > 0 && !labels)
    assembly.note(
      'recommendation',
      `Check that the columns are called like this in your data: ${[...groupBy, ...named.flatMap(({ column }) => (column ? [column] : []))].join(', ')}.`,
    );
  useRows(assembly, id);
  assembly.offer({ title: capital(groupBy.length > 0 ? `${what} per ${groupBy.join(' and ')}` : what) });
}

/** What is added up where nobody named it: what was worked out before, else what the table is of. */
const columnMeant = (assembly: Assembly, otherwise: string): string => calculatedBefore(assembly) ?? measureOfTable(assembly) ?? otherwise;

/** "hours, rate: calculate the total": the numbers of one form multiplied. */
function addRecordTotal(assembly: Assembly, because: string): boolean {
  const { record = 'input', recordFields } = assembly.data;
  const numbers = recordFields.filter((field) => /hours|rate|price|quantity|amount|count|number|cost|days|people/iu.test(field));
  if (numbers.length < 2) return false;
  const id = assembly.add(
    'total',
    'data.set',
    'Calculate the total',
    {
      fields: {
        ...Object.fromEntries(recordFields.map((field) => [field, template(`${record}.${field}`)])),
        total: template(numbers.map((field) => `number(${record}.${field})`).join(' * ')),
      },
    },
    because,
  );
  assembly.offer({ record: `nodes.${id}.output`, recordFields: [...recordFields, 'total'], content: `nodes.${id}.output` });
  assembly.note('recommendation', `Check how the total is calculated: ${numbers.join(' × ')}.`);
  return true;
}

export function addDeduplicate(assembly: Assembly, { by: column, because }: Of<'deduplicate'>): void {
  const rows = ensureRows(assembly, 'rows', because);
  const id = assembly.add(
    'deduplicate',
    'data.deduplicate',
    'Remove duplicates',
    { items: template(rows), ...(column ? { by: column } : {}) },
    because,
  );
  useRows(assembly, id);
}

export function addFile(assembly: Assembly, { format: said, name, instead, isAside, because }: Of<'write'>): void {
  if (assembly.data.file && !assembly.data.file.isRead) ensureRead(assembly, null);
  const form = assembly.root.nodes.find(({ type }) => type === 'trigger.form');
  const isCsv =
    said === 'excel' &&
    /\bfile\b/iu.test(because) &&
    !/\bexcel|\bxlsx?\b|spreadsheet/iu.test(because) &&
    /\(CSV\)/u.test(JSON.stringify(form?.config['fields'] ?? ''));
  const format = isCsv ? 'csv' : said;
  if (takesUpFile(assembly, format, because)) return;
  const content = assembly.data.content ?? assembly.data.rows ?? assembly.data.record ?? ensureRows(assembly, 'data', because);
  const label = { excel: 'Excel', csv: 'CSV', json: 'JSON', pdf: 'PDF', text: 'text' }[format];
  const id = assembly.add(
    'report',
    'file.write',
    name === 'report' || !assembly.isExplicit
      ? `Make the ${label} ${/report/u.test(name) ? 'report' : 'file'}`
      : `Make “${name}” (${label})`,
    { format, name, content: contentWithFindings(assembly, content, format === 'pdf' || format === 'text' ? 'file' : undefined) },
    because,
  );
  if (
    assembly.isExplicit &&
    format === 'pdf' &&
    assembly.data.made === undefined &&
    /\b(?:letter|offer|quote|certificate|contract)$/iu.test(name)
  )
    assembly.note('issue', `“${name}” lists what is known so far; nothing writes its wording yet.`);
  if (instead)
    assembly.note(
      'issue',
      `No step writes ${capital(instead)} files yet; “${name}” is made as ${format === 'text' ? 'plain text' : label}.`,
    );
  // Files that were made one right after the other are handed over together.
  const before = assembly.nodes.at(-2)?.type === 'file.write' ? assembly.data.report?.replaceAll(/^\[|\]$/gu, '') : undefined;
  const file = `nodes.${id}.output.file`;
  assembly.offer({
    report: before ? `[${before}, ${file}]` : file,
    written: [...(assembly.data.written ?? []), id],
    ...(name === 'report' ? {} : { title: capital(name) }),
  });
  const all = isAside
    ? /^\{\{ (.+) \}\}$/u.exec(String(assembly.nodes.findLast(({ type }) => type === 'data.filter')?.config['items']))?.[1]
    : undefined;
  if (all !== undefined) assembly.offer({ rows: all, content: all });
  if (isAside && /\b(?:sheet|tab)\b/iu.test(because))
    assembly.note('issue', 'A file has one sheet; the second one is made as a file of its own.');
}

export function addFetch(assembly: Assembly, { url, more = [], method, what, because }: Of<'fetch'>): void {
  if (more.length > 0 && url) return addParallelFetches(assembly, [url, ...more], because);
  const content = assembly.data.content;
  const sends = method !== 'GET';
  const asked =
    url ??
    assembly.ask(9, {
      id: 'url',
      text: sends ? 'To which web address shall it be sent?' : 'Which web address has the data?',
      options: [],
      free: true,
    });
  const host = URL.parse(asked ?? '')?.host;
  const { label } = assembly.data;
  const isOfLabel = label !== undefined && /\b(?:the|its|this|that) (?:label|category|class|tag|result)\b/iu.test(what);
  const body = isOfLabel ? { label: template(label) } : content ? bodyWithFindings(assembly, content, because) : undefined;
  const watches =
    /(?<!\b(?:look\w*|pick\w*|set|add|sum|back|follow\w*)\s)\b(?:up|down|online|offline|reachable|available|alive|status|ping|monitor|healthy)\b/iu.test(
      what.replaceAll(/https?:\S+/gu, ' '),
    );
  const id = assembly.add(
    sends ? 'send' : 'fetch',
    'http.request',
    sends
      ? `${method === 'DELETE' ? 'Delete at' : 'Send it to'} ${host ?? 'the other system'}`
      : host
        ? `${watches ? 'Check' : 'Get the data from'} ${host}`
        : `Get ${shorten(what.replace(/^\W*(?:get|fetch|call|check|query|download|look up|read)\s+/iu, ''))}`,
    {
      method,
      url: withRowValues(assembly, asked ?? ''),
      ...(sends && method !== 'DELETE' && body !== undefined ? { body } : {}),
      // A page that answers with an error is what is looked for, so it must not fail the step.
      ...(watches && !sends ? { acceptAnyStatus: true } : {}),
    },
    because,
  );
  if (!sends)
    assembly.offer({
      rows: `nodes.${id}.output.body`,
      content: `nodes.${id}.output.body`,
      text: `nodes.${id}.output.body`,
      fetched: `nodes.${id}.output`,
      made: 'rows',
      ...(host ? { title: host } : {}),
    });
  if (!sends) readFetched(assembly, asked ?? '', id);
}

/** “Load https://x.example/sales.csv”: what comes is a file, whose rows or text are wanted. */
function readFetched(assembly: Assembly, url: string, fetched: string): void {
  const ending = /\.(csv|xlsx|pdf)$/iu.exec(URL.parse(url)?.pathname ?? '')?.[1]?.toLowerCase();
  if (ending === undefined) return;
  const format = ending === 'csv' ? { format: 'csv' } : {};
  const id = assembly.add('read', 'file.read', 'Read the file', { file: template(`nodes.${fetched}.output.body`), ...format }, null);
  const { fetched: _, ...data } = assembly.data;
  assembly.data = data;
  if (ending === 'pdf') assembly.offer({ text: `nodes.${id}.output.text`, content: `nodes.${id}.output.text`, made: 'text' });
  else useRows(assembly, id);
}

/** “https://x.example/retry/{id}”: what stands in braces is a value of the one thing at hand. */
function withRowValues(assembly: Assembly, url: string): string {
  const { record } = assembly.data;
  if (!record) return url;
  return url.replaceAll(/(?<!\{)\{(\w{1,60})\}(?!\})/gu, (_, said: string) => {
    const name = fieldName(said, assembly.data.recordFields);
    const isAsked = fieldsOf(assembly)?.some((field) => field.name === name) !== false;
    if (record === 'input' && !isAsked && /^[A-Za-z]\w*$/u.test(name)) addField(assembly, { name, type: 'text', required: true });
    return template(`${record}.${name}`);
  });
}

/** Several addresses at the same time, then brought together. */
function addParallelFetches(assembly: Assembly, urls: readonly string[], because: string): void {
  const start = assembly.ends;
  const ids = urls.map((url) => {
    assembly.ends = start;
    return assembly.add('fetch', 'http.request', `Get the data from ${URL.parse(url)?.host ?? url}`, { method: 'GET', url }, because);
  });
  assembly.ends = ids.map((source) => ({ source, port: 'out' }));
  const id = assembly.add('merge', 'flow.merge', 'Bring the answers together', { mode: 'object' }, because);
  assembly.offer({ content: `nodes.${id}.output`, text: `nodes.${id}.output`, rows: `nodes.${id}.output`, made: 'rows' });
}

export { shorten } from './names.ts';
