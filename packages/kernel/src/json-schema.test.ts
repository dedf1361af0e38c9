import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coerceInput, validateAgainst } from './json-schema.ts';
import { schemaProblems } from './json-schema-check.ts';

const person = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Your name', minLength: 1, maxLength: 5 },
    age: { type: 'integer', title: 'Age', minimum: 18 },
    mail: { type: 'string', format: 'email', title: 'E-mail' },
    size: { enum: ['small', 'large'], title: 'Size' },
    tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
    report: { type: 'object', format: 'file', title: 'Report' },
    either: { anyOf: [{ type: 'string' }, { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }] },
    home: { $ref: '#/$defs/address' },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { address: { type: 'object', title: 'Address', properties: { city: { type: 'string', title: 'City' } }, required: ['city'] } },
};

test.each<{ value: unknown; path: string; message: string }>([
  { value: 3, path: '', message: 'This must be an object, but is a number.' },
  { value: {}, path: '/name', message: '“Your name” is missing.' },
  { value: { name: '' }, path: '/name', message: '“Your name” must not be empty.' },
  { value: { name: 'abcdef' }, path: '/name', message: '“Your name” must have at most 5 characters.' },
  { value: { name: 'A', age: 'x' }, path: '/age', message: '“Age” must be a whole number, but is text.' },
  { value: { name: 'A', age: 3 }, path: '/age', message: '“Age” must be at least 18, but is 3.' },
  { value: { name: 'A', mail: 'q' }, path: '/mail', message: '“E-mail” must be an e-mail address, such as name@example.com, but is "q".' },
  { value: { name: 'A', size: 'larg' }, path: '/size', message: '“Size” must be "small" or "large", but is "larg". Did you mean “large”?' },
  { value: { name: 'A', tags: [] }, path: '/tags', message: '“tags” must have at least one entry.' },
  { value: { name: 'A', tags: [1] }, path: '/tags/0', message: '“tags.0” must be text, but is a number.' },
  { value: { name: 'A', report: 'x.csv' }, path: '/report', message: '“Report” must be a file, but is text.' },
  { value: { name: 'A', report: { id: 1 } }, path: '/report', message: '“Report” must be a file, but is an object.' },
  { value: { name: 'A', either: 3 }, path: '/either', message: '“either” must be text or an object, but is a number.' },
  { value: { name: 'A', either: { n: 'x' } }, path: '/either/n', message: '“either.n” must be a number, but is text.' },
  { value: { name: 'A', home: {} }, path: '/home/city', message: '“City” is missing.' },
  { value: { name: 'A', mial: 1 }, path: '/mial', message: '“mial” is not a known field. Did you mean “mail”?' },
])('$message', ({ value, path, message }) => {
  expect(validateAgainst(person, value)).toEqual([{ path, message }]);
});

test('a value that fits has nothing wrong', () => {
  const report = { kind: 'file', id: 'f', name: 'x.csv', mediaType: 'text/csv', size: 1 };
  expect(
    validateAgainst(person, { name: 'A', age: 18, size: 'small', tags: ['x'], report, either: { n: 1 }, home: { city: 'B' } }),
  ).toEqual([]);
});

test('the schema given is not changed, frozen or not', () => {
  const schema = Object.freeze({ type: 'object', properties: Object.freeze({ n: Object.freeze({ type: 'number' }) }) });
  expect(validateAgainst(schema, { n: 'x' })).toHaveLength(1);
  expect(Object.getOwnPropertyNames(schema)).toEqual(['type', 'properties']);
});

test('no schema and no value makes it throw', () => {
  const schemas = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.record(
      {
        type: fc.jsonValue(),
        properties: fc.jsonValue(),
        items: fc.jsonValue(),
        pattern: fc.jsonValue(),
        $ref: fc.constantFrom('#', '#/x', 'q'),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(schemas, fc.jsonValue(), (schema, value) => {
      for (const error of validateAgainst(schema as object as { [key: string]: unknown }, value)) expect(error.message).not.toBe('');
      schemaProblems(schema as { [key: string]: unknown });
    }),
    { numRuns: 500 },
  );
});

test('a schema without problems judges like the plain rule', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 0 }, s: { type: ['string', 'null'] } }, required: ['n'] };
  const value = fc.record({ n: fc.oneof(fc.integer(), fc.string()), s: fc.oneof(fc.string(), fc.integer()) }, { requiredKeys: [] });
  fc.assert(
    fc.property(value, (given) => {
      const fits = typeof given.n === 'number' && given.n >= 0 && typeof (given.s ?? '') === 'string';
      expect(validateAgainst(schema, given).length === 0).toBe(fits);
    }),
  );
});

describe('what a form posts', () => {
  const schema = {
    type: 'object',
    properties: {
      n: { type: 'number' },
      on: { type: 'boolean' },
      day: { type: 'string', format: 'date' },
      text: { type: 'string' },
      list: { type: 'array', items: { type: 'integer' } },
      data: { type: 'object' },
    },
    required: ['on'],
  };

  test.each<{ given: object; made: object }>([
    { given: { n: ' 2.5 ', on: 'on' }, made: { n: 2.5, on: true } },
    { given: { n: '', day: '', text: '' }, made: { text: '', on: false } },
    { given: { on: 'no', n: '1e3' }, made: { on: false, n: 1000 } },
    { given: { on: 'maybe', n: '12 apples' }, made: { on: 'maybe', n: '12 apples' } },
    { given: { on: '1', list: ['1', '2'], data: '{"a":1}' }, made: { on: true, list: [1, 2], data: { a: 1 } } },
    { given: { on: '1', list: '7', data: '{broken' }, made: { on: true, list: [7], data: '{broken' } },
    { given: { on: true, text: '007', other: '5' }, made: { on: true, text: '007', other: '5' } },
  ])('$given becomes $made', ({ given, made }) => {
    expect(coerceInput(schema, given)).toEqual(made);
  });
});
