import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { exceptionIn, leftOutIn } from './left-out.ts';
import { parseLabelled, readingOf } from './marked.ts';

function planned(words: string, plan = 'filter', answers: { readonly [id: string]: string } = {}): Plan {
  const request = parseLabelled(
    JSON.stringify({
      text: `⟦t.form|I upload {noun:the members} as {format:csv}⟧, ${words}, ⟦write|{format:excel}⟧`,
      plan: `t.form; read; ${plan}; write`,
    }),
  );
  return planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: readingOf(request) });
}

const filters = ({ document }: Plan): [name: string, condition: unknown][] =>
  document.nodes.filter(({ type }) => type === 'data.filter').map(({ name = '', config }) => [name, config['condition']]);

test.each([
  ['But skip everyone under 20', 'everyone under 20'],
  ['please also leave out the paid ones', 'the paid ones'],
  ['so then throw the cancelled ones out', 'the cancelled ones'],
  ['dont include those younger than 3', 'those younger than 3'],
  ['do not count anyone who left', 'anyone who left'],
  ['get rid of paid ones', 'paid ones'],
  ['but not those in class 4b', 'those in class 4b'],
  ['without those under 18', 'those under 18'],
  ['keep all except those over 60', 'those over 60'],
  ['everyone but the dogs', 'the dogs'],
  ['no items with stock above 100', 'items with stock above 100'],
  ['the cancelled ones are not counted', 'the cancelled ones'],
  ['take out everyone who is on leave', 'everyone who is on leave'],
])('rows that go are told from rows that stay: %s', (words, rows) => {
  expect(leftOutIn(words)).toBe(rows);
});

test.each([
  'only the unpaid ones',
  'those without a phone',
  'no phone',
  'sold out items',
  'keep those not paid',
  'without documents',
  'with no invoice',
])('words that say which rows stay leave nothing out: %s', (words) => {
  expect(leftOutIn(words)).toBeUndefined();
});

test.each([
  ['But ⟦filter|skip everyone {op:under} {value:20}⟧', 'Leave out everyone under 20', '!(number(item.age) < 20)'],
  ['⟦filter|{op:without} those {op:under} {value:18}⟧', 'Leave out those under 18', '!(number(item.age) < 18)'],
  [
    '⟦filter|remove {value:cancelled} ones and anyone {op:over} {value:65}⟧',
    'Leave out cancelled ones and anyone over 65',
    '!(lower(string(item.status)) == "cancelled" || number(item.age) > 65)',
  ],
  [
    '⟦filter|exclude the {value:cancelled} and {value:refunded} ones⟧',
    'Leave out the cancelled and refunded ones',
    '!(lower(string(item.status)) == "cancelled" || lower(string(item.status)) == "refunded")',
  ],
  ['⟦filter|throw out everyone {op:without} {value:an email}⟧', 'Leave out everyone without an email', '!(isEmpty(item.email))'],
  ['⟦filter|drop anyone who {op:has not} {value:paid}⟧', 'Leave out anyone who has not paid', 'lower(string(item.status)) == "paid"'],
  ['⟦filter|only the {value:unpaid} ones⟧', 'Keep only the unpaid ones', 'lower(string(item.status)) == "unpaid"'],
  [
    '⟦filter|keep the {value:paid} ones and those {op:over} {value:65}⟧',
    'Keep only the paid ones and those over 65',
    'lower(string(item.status)) == "paid" || number(item.age) > 65',
  ],
])('the name of a filter and its condition say the same: %s', (words, name, condition) => {
  expect(filters(planned(words))).toEqual([[name, condition]]);
});

test('an order to leave out holds for what is joined to it, and not for what has an order of its own', () => {
  const joined = planned('⟦filter|kick out the {value:paid} ones⟧ and ⟦filter|those {op:under} {value:10 euro}⟧', 'filter; filter');
  expect(filters(joined).map(([, condition]) => condition)).toEqual([
    '!(lower(string(item.status)) == "paid")',
    '!(number(item.amount) < 10)',
  ]);
  const apart = planned('⟦filter|kick out the {value:paid} ones⟧ and ⟦filter|keep those {op:under} {value:10 euro}⟧', 'filter; filter');
  expect(filters(apart).map(([, condition]) => condition)).toEqual(['!(lower(string(item.status)) == "paid")', 'number(item.amount) < 10']);
});

test('those that are excepted from what is kept are left out of it', () => {
  expect(exceptionIn('those over 60 except the paid ones')).toEqual({ kept: 'those over 60', leftOut: 'the paid ones' });
  const words = '⟦filter|keep those {op:over} {value:60 years} except the {value:paid} ones⟧';
  expect(filters(planned(words)).map(([, condition]) => condition)).toEqual([
    'number(item.age) > 60 && !(lower(string(item.status)) == "paid")',
  ]);
});

test('which rows go is asked where the words do not tell, and the answer is about those', () => {
  const words = '⟦filter|kick out those {value:in class 4b}⟧';
  const [question] = planned(words).questions;
  expect(question?.text).toContain('to be left out');
  expect(filters(planned(words, 'filter', { [question?.id ?? '']: 'class is 4b' }))).toEqual([
    ['Leave out those in class 4b', '!(lower(string(item.class)) == "4b")'],
  ]);
});
