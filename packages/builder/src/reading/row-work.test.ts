import type { WorkflowDocument, WorkflowNode } from '@arches/kernel';
import { expect, test } from 'vitest';
import { stepTypes } from '../evaluation/score.ts';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const configOf = ({ nodes }: WorkflowDocument, type: string): WorkflowNode['config'] | undefined =>
  nodes.find((node) => node.type === type)?.config;
const configs = ({ nodes }: WorkflowDocument, type: string): WorkflowNode['config'][] =>
  nodes.filter((node) => node.type === type).map(({ config }) => config);
const issues = ({ explanation }: Plan): string => explanation.potentialIssues.join('\n');
const advice = ({ metadata }: Plan): string => metadata.recommendations.join('\n');

const upload = '⟦t.form|I upload {noun:the parts} {format:csv}⟧, ';

test.each([
  ['⟦sort|by {by:class} then {by:surname}⟧', 'sort', 'class ascending, surname ascending'],
  ['⟦sort|sort by {by:supplier}⟧, ⟦sort|then {by:price} {dir:highest first}⟧', 'sort; sort', 'supplier ascending, price descending'],
  ['⟦sort|order by {by:country} and {by:date}⟧, ⟦sort|{dir:newest first}⟧', 'sort; sort', 'country ascending, date descending'],
  ['⟦sort|by {by:city}⟧ ⟦set|and then {field:name}⟧', 'sort; set', 'city ascending, name ascending'],
  [
    '⟦sort|by {by:region}⟧, ⟦filter|inside each region by {by:turnover} high to low⟧',
    'sort; filter',
    'region ascending, turnover descending',
  ],
  ['⟦sort|by {by:shelf} {dir:descending} and {by:number}⟧', 'sort', 'shelf descending, number descending'],
])('a sort by several columns is one step, each with its direction: %s', (words, plan, keys) => {
  const { document } = planned(`${upload}${words}, ⟦write|{format:excel}⟧`, `t.form; read; ${plan}; write`);
  const [sort, ...more] = configs(document, 'data.sort');
  const then = (sort?.['then'] ?? []) as { column: string; direction: string }[];
  expect(more).toEqual([]);
  expect(stepTypes(document)).toEqual(['file.read', 'data.sort', 'file.write']);
  expect(
    [{ column: sort?.['by'], direction: sort?.['direction'] }, ...then]
      .map((key) => `${String(key.column)} ${String(key.direction)}`)
      .join(', '),
  ).toBe(keys);
});

test('a sort that keeps the first few is not one with the sort before it', () => {
  const { document } = planned(
    `${upload}⟦sort|sort by {by:date}⟧, ⟦sort|take the {count:five} {dir:cheapest}⟧`,
    't.form; read; sort; sort',
  );
  expect(configs(document, 'data.sort')).toHaveLength(2);
});

test('a total at the bottom keeps the rows, adds up what was worked out, and stands below the sorted ones', () => {
  const { document } = planned(
    `${upload}⟦calculate|{field:amount} ({calc:tickets times 2})⟧, ⟦total|{calc:total} at bottom⟧, ⟦sort|{dir:biggest first}⟧, ⟦write|{format:excel}⟧`,
    't.form; read; calculate; total; sort; write',
  );
  expect(stepTypes(document)).toEqual(['file.read', 'data.map', 'data.sort', 'data.group', 'file.write']);
  expect(configOf(document, 'data.sort')).toMatchObject({ by: 'amount', direction: 'descending' });
  expect(configOf(document, 'data.group')).toMatchObject({ place: 'below', measures: [{ calculate: 'sum', column: 'amount' }] });
  expect(String(configOf(document, 'file.write')?.['content'])).toContain('nodes.total_row.output.rows');
});

test.each(['⟦set|put {field:a total} row at the bottom⟧', '⟦calculate|with {calc:a grand total} at the end⟧'])(
  'a total row of which nobody says what is added up asks for it: %s',
  (words) => {
    const plan = planned(
      `${upload}${words}, ⟦write|{format:excel}⟧`,
      `t.form; read; ${words.includes('set|') ? 'set' : 'calculate'}; write`,
    );
    expect(configOf(plan.document, 'data.group')).toMatchObject({ place: 'below' });
    expect(plan.questions[0]?.text).toBe('Which column shall be added up in the total row?');
  },
);

test('a total that is asked for in any other place is still a total alone', () => {
  const { document } = planned(`${upload}⟦total|{calc:sum} the {column:hours} per {by:person}⟧`, 't.form; read; total');
  expect(configOf(document, 'data.group')).toMatchObject({ by: 'person', measures: [{ calculate: 'sum', column: 'hours' }] });
  expect(configOf(document, 'data.group')?.['place']).toBeUndefined();
});

test('rows that are pointed out stay, and a column that the words name says which they are', () => {
  const plan = planned(
    `⟦t.form|I upload timesheets csv⟧, ⟦total|{calc:add up} {column:hours} per {by:person}⟧, ⟦filter|highlight {noun:those} {op:over} {value:40}⟧, ⟦write|{format:excel}⟧`,
    't.form; read; total; filter; write',
  );
  expect(configs(plan.document, 'data.filter')).toEqual([]);
  expect(configOf(plan.document, 'data.map')?.['columns']).toEqual({ 'over 40': 'number(item["total hours"]) > 40 ? "yes" : ""' });
  expect(advice(plan)).toContain('No step sets colours');
});

test('who is to be pointed out in an overview is so before it is sent', () => {
  const { document } = planned(
    `⟦t.form|I upload readings csv⟧, ⟦calculate|{field:usage} ({calc:new reading minus old})⟧, ⟦calculate|{calc:multiply by 0.31}⟧. ⟦email|Mail {to:a@x.example} {what:an overview}⟧. ⟦if|Anyone with {op:more than} {value:800 kWh}⟧ ⟦email|should be pointed out in it⟧`,
    't.form; read; calculate; calculate; email; if(email)',
  );
  expect(stepTypes(document)).toEqual(['file.read', 'data.map', 'data.map', 'data.map', 'email.send']);
  const [usage, cost, mark] = configs(document, 'data.map').map((config) => config['columns']);
  expect([usage, cost]).toEqual([
    { usage: 'number(item.new_reading) - number(item.old_reading)' },
    { 'usage × 0.31': 'number(item.usage) * 0.31' },
  ]);
  expect(mark).toEqual({ 'more than 800 kWh': 'number(item.usage) > 800 ? "yes" : ""' });
});

test('“only where” in a table leaves the other rows out, by the column that was worked out', () => {
  const { document } = planned(
    `${upload}⟦calculate|{calc:margin = price minus cost}⟧, ⟦if|only where {column:the margin} is {op:less than} {value:2}⟧, ⟦email|mail {to:a@x.example}⟧`,
    't.form; read; calculate; if(email)',
  );
  expect(configOf(document, 'data.map')?.['columns']).toHaveProperty('margin');
  expect(configOf(document, 'data.filter')?.['condition']).toBe('number(item.margin) < 2');
});

test('what a table of marks is averaged over, and compared with, is the mark', () => {
  const { document } = planned(
    '⟦t.form|I upload csv of marks⟧; ⟦total|{calc:average} per {by:pupil}⟧; ⟦filter|everybody {op:under} {value:50}⟧ ⟦combine|in a separate list⟧; ⟦email|mail {what:this list} to {to:a@x.example}⟧',
    't.form; read; total; filter; combine; email',
  );
  expect(configOf(document, 'data.group')).toMatchObject({ by: 'pupil', measures: [{ column: 'mark', as: 'average mark' }] });
  expect(configOf(document, 'data.filter')?.['condition']).toBe('number(item["average mark"]) < 50');
  expect(stepTypes(document)).toEqual(['file.read', 'data.group', 'data.filter', 'file.write', 'email.send']);
  expect(JSON.stringify(configOf(document, 'email.send'))).toContain('nodes.report.output.file');
});

test('a list of its own leaves all rows to what follows', () => {
  const { document } = planned(
    `${upload}⟦combine|put the {value:unpaid} ones on a second sheet⟧, ⟦write|{format:excel}⟧`,
    't.form; read; combine; write',
  );
  expect(configs(document, 'file.write').map(({ content }) => content)).toEqual([
    '{{ nodes.filter.output.rows }}',
    '{{ nodes.read.output.rows }}',
  ]);
});

test('an old and a new column that are spoken of are compared, and their change is worked out', () => {
  const { document } = planned(
    `${upload}⟦filter|only {noun:products} that got {op:more expensive than} {value:before}⟧, ⟦set|old price is in a column too⟧, ⟦calculate|{calc:percent how much}⟧, ⟦sort|{dir:biggest on top}⟧`,
    't.form; read; filter; set; calculate; sort',
  );
  expect(configOf(document, 'data.filter')?.['condition']).toBe('number(item.price) > number(item.old_price)');
  expect(configOf(document, 'data.map')?.['columns']).toEqual({
    'change in percent': 'round((number(item.price) - number(item.old_price)) / number(item.old_price) * 100, 1)',
  });
  expect(configOf(document, 'data.sort')).toMatchObject({ by: 'change in percent', direction: 'descending' });
});

test('without two columns to compare it is asked what got more expensive, and how the change is worked out', () => {
  const plan = planned(
    `${upload}⟦filter|only {noun:products} that got {op:more expensive than} {value:before}⟧, ⟦calculate|{calc:percent how much}⟧`,
    't.form; read; filter; calculate',
  );
  expect(configOf(plan.document, 'data.filter')?.['condition']).toBe('');
  expect(plan.questions[0]?.text).toContain('Which rows are to be kept');
  expect(issues(plan)).toContain('How is “Result” calculated?');
});

test('a column that the words do not name is told as a guess', () => {
  const plan = planned(`${upload}⟦filter|only {noun:those} {op:above} {value:100}⟧`, 't.form; read; filter');
  expect(issues(plan)).toContain('does not say which column is compared; “amount” is a guess');
  const state = planned(`${upload}⟦filter|drop the rows marked {value:cancelled}⟧`, 't.form; read; filter');
  expect(advice(state)).toContain('Check that a column “status” says “cancelled” in your data');
  const said = planned(`${upload}⟦filter|only where {column:price} is {op:above} {value:100}⟧`, 't.form; read; filter');
  expect(issues(said)).not.toContain('guess');
});

test('a form asks for every number of a formula and offers the kinds of a price list', () => {
  const plan = planned(
    '⟦t.form|A form with {field:length of worktop} and {field:material}⟧. ⟦calculate|Calculate: {calc:oak 240/m}, {calc:stone 410/m, plus 350 fitting}⟧, ⟦email|mail {to:me@x.example}⟧',
    't.form; calculate; email',
  );
  const fields = configOf(plan.document, 'trigger.form')?.['fields'] as { name: string; type: string; options?: string[] }[];
  expect(fields.map(({ name, type, options }) => [name, type, options])).toEqual([
    ['lengthOfWorktop', 'number', undefined],
    ['material', 'choice', ['Oak', 'Stone']],
  ]);
  expect(JSON.stringify(configOf(plan.document, 'data.set'))).toContain('number(input.lengthOfWorktop) + 350');
});

test('groups and their sum, said one after the other, are one step', () => {
  const { document } = planned(`${upload}⟦total|group by {by:donor}⟧ - ⟦total|{calc:sum}⟧`, 't.form; read; total; total');
  expect(configs(document, 'data.group')).toMatchObject([{ by: 'donor', measures: [{ calculate: 'sum' }] }]);
});

test.each([
  ['where {column:quantity} is {op:below} {value:minimum}', 'number(item.quantity) < number(item.minimum)'],
  ['where {column:spent} is {op:more than} {value:budget}', 'number(item.spent) > number(item.budget)'],
  ['which ones are {op:more than} {value:10 percent} dearer than last year', ''],
])('a column is compared with another only where both are named: %s', (words, condition) => {
  const { document } = planned(`${upload}⟦filter|only ${words}⟧`, 't.form; read; filter');
  expect(configOf(document, 'data.filter')?.['condition']).toBe(condition);
});

test('a column that was worked out is compared by the name that the words give it', () => {
  const { document } = planned(
    `${upload}⟦calculate|{calc:overtime is hours minus 38}⟧; ⟦calculate|{calc:pay is overtime times 21}⟧; ⟦filter|people with {op:more than} {value:5 hours} overtime⟧`,
    't.form; read; calculate; calculate; filter',
  );
  expect(configOf(document, 'data.filter')?.['condition']).toBe('number(item.overtime) > 5');
});

test('a row of totals is not added to a single row of a loop, which is told', () => {
  const plan = planned(
    `${upload}⟦each|for {noun:each guest}⟧: ⟦total|{calc:the sum} at the bottom⟧, ⟦email|mail {to:a@x.example}⟧`,
    't.form; read; each(total; email)',
  );
  expect(JSON.stringify(plan.document)).not.toContain('below');
  expect(issues(plan)).toContain('is about all rows');
});

test('the commonest topics come first by themselves, but a number of them is taken by a sort', () => {
  const all = planned(`${upload}⟦topics|group by topic⟧, ⟦sort|{dir:most frequent first}⟧`, 't.form; read; topics; sort');
  expect(stepTypes(all.document)).toEqual(['file.read', 'ai.group']);
  const three = planned(`${upload}⟦topics|group by topic⟧, ⟦sort|{dir:top} {count:3}⟧`, 't.form; read; topics; sort');
  expect(configOf(three.document, 'data.sort')).toMatchObject({ by: 'count', direction: 'descending', limit: 3 });
});

test('what is said of each group after the grouping, or of each of what rows were sorted by, is worked out per group', () => {
  const grouped = planned(
    '⟦t.form|Upload the {noun:survey results} as {format:csv}⟧, ⟦topics|group by {by:department}⟧, ⟦total|{calc:average} {column:satisfaction}⟧ and ⟦email|mail it to {to:hr@firm.example}⟧',
    't.form; topics; total; email',
  );
  expect(configs(grouped.document, 'data.group')).toMatchObject([
    { by: 'department', measures: [{ calculate: 'average', column: 'satisfaction' }] },
  ]);
  const sorted = planned(
    '⟦t.form|Upload my {noun:expenses} as {format:csv}⟧, ⟦sort|sort by {by:category}⟧, ⟦total|{calc:total} each⟧ and ⟦email|mail it to {to:tax@firm.example}⟧',
    't.form; sort; total; email',
  );
  expect(configs(sorted.document, 'data.group')).toMatchObject([{ by: 'category' }]);
});
