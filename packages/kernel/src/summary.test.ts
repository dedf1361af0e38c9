import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeCard } from './catalog.ts';
import { summarize } from './summary.ts';

function cardWith(summary: string, properties: object = {}, expressionFields: readonly string[] = []): NodeCard {
  return {
    type: 't',
    version: 1,
    kind: 'pure',
    category: 'data',
    title: 'T',
    description: '',
    icon: 'Box',
    keywords: [],
    config: { type: 'object', properties },
    output: {},
    sampleConfig: {},
    sampleOutput: null,
    ports: { kind: 'fixed', ports: [] },
    outside: 'none',
    summary,
    expressionFields,
  };
}

test.each<{ summary: string; config: object; said: string; properties?: object }>([
  { summary: 'Sends {method|GET} to {url|an address}', config: {}, said: 'Sends GET to an address' },
  { summary: 'Sends to {to}', config: { to: ['a@x.de', 'b@x.de', 'c@x.de'] }, said: 'Sends to a@x.de, b@x.de and c@x.de' },
  { summary: 'Sends to {to}', config: {}, said: 'Sends to …' },
  {
    summary: 'Sorts {rows}[ by {by}][, first {limit}]',
    config: { rows: '{{ nodes.read.output.rows }}', by: 'age' },
    said: 'Sorts rows from Read by age',
  },
  { summary: 'Uses {v}', config: { v: '{{ nodes["read_file"].output }}' }, said: 'Uses the result of Read file' },
  {
    summary: 'Writes “{text}”',
    config: { text: 'Dear {{ trigger.body.first_name }},\n  hi' },
    said: 'Writes “Dear first name that came in, hi”',
  },
  { summary: 'For {items}', config: { items: '{{ input.list }}' }, said: 'For list' },
  { summary: 'For {items}', config: { items: '{{ item }}' }, said: 'For each entry' },
  { summary: 'Sets {fields|some fields}', config: { fields: { total: 1, city: 'x' } }, said: 'Sets total = 1 and city = x' },
  {
    summary: 'Sets {fields|some fields}',
    config: { fields: { price: '{{ trigger.body.nights * 85 + trigger.body.dogs * 12 }}', rows: [1] } },
    said: 'Sets price = nights that came in × 85 + dogs that came in × 12 and rows',
  },
  {
    summary: 'Sets {fields|some fields}',
    config: { fields: { note: 'A text that is far too long to be said. '.repeat(4), city: 'x' } },
    said: 'Sets note and city',
  },
  { summary: 'Asks for {fields}', config: { fields: [{ name: 'a', label: 'Your age' }, { name: 'b' }] }, said: 'Asks for Your age and b' },
  {
    summary: 'Answers {respond}',
    config: { respond: 'when_finished' },
    properties: { respond: { enum: ['when_finished'] } },
    said: 'Answers when finished',
  },
  {
    summary: 'Merges ({mode})',
    config: { mode: 'concat' },
    properties: { mode: { enum: ['concat'], 'x-labels': { concat: 'Lists one after the other' } } },
    said: 'Merges (lists one after the other)',
  },
  { summary: 'Picks {n}', config: { n: ['a', 'b', 'c', 'd', 'e', 'f'] }, said: 'Picks a, b, c, d and 2 more' },
  { summary: 'Waits {a.b} s', config: { a: { b: 5 } }, said: 'Waits 5 s' },
  { summary: 'Keeps {keep}', config: { keep: false }, said: 'Keeps no' },
])('$said', ({ summary, config, said, properties }) => {
  expect(summarize(cardWith(summary, properties), config as { [key: string]: unknown })).toBe(said);
});

test.each([
  { condition: 'lower(string(input.city)) == "york"', said: 'If city is “york”' },
  { condition: 'default(input.missed, false) == true', said: 'If missed is true' },
  { condition: 'contains(lower(string(nodes.read.output.text)), "penalty")', said: 'If text from Read contains “penalty”' },
  { condition: 'input.amount >= 100 && item.city != "New York"', said: 'If amount is at least 100 and city is not “New York”' },
  { condition: '{{ nodes.sum.output.total > 5 }}', said: 'If total from Sum is more than 5' },
  { condition: 'size(nodes.read.output.rows) == 0', said: 'If the number of rows from Read is 0' },
])('a condition is said in words: $said', ({ condition, said }) => {
  expect(summarize(cardWith('If {condition}', {}, ['condition']), { condition })).toBe(said);
});

test('steps are called what people call them', () => {
  const config = { v: '{{ nodes.n1.output.rows }}' };
  expect(summarize(cardWith('Uses {v}'), config, { nameOf: () => 'Read orders' })).toBe('Uses rows from Read orders');
});

test('long texts are cut between characters', () => {
  expect(summarize(cardWith('{t}'), { t: '😀'.repeat(100) }, { maxValueLength: 5 })).toBe('😀😀😀😀…');
});

test('any configuration gives a sentence without braces of its own', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()), (config) => {
      expect(summarize(cardWith('Does {a|this}[ with {b}]'), config)).toMatch(/^Does .+/);
    }),
  );
});
