import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkValue } from './check-value.ts';
import { choicesOf, fieldKind, humanName, initialValue, resolved } from './field-kind.ts';

test.each([
  [{ type: 'string' }, 'text'],
  [{ type: 'string', 'x-widget': 'textarea' }, 'long-text'],
  [{ type: 'string', format: 'email' }, 'email'],
  [{ type: 'string', format: 'date' }, 'date'],
  [{ type: 'string', enum: ['a', 'b'] }, 'choice'],
  [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, 'choice'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'checkbox'],
  [{ type: 'object', format: 'file' }, 'file'],
  [{ type: 'array', items: { type: 'object', format: 'file' } }, 'files'],
  [{ type: 'array', items: { type: 'string' } }, 'list'],
  [{ type: 'array', items: { enum: ['a'] } }, 'choices'],
  [{ type: 'object', properties: { a: {} } }, 'object'],
  [{ type: 'object', additionalProperties: {} }, 'map'],
  [{}, 'json'],
])('%j becomes a %s field', (schema, kind) => {
  expect(fieldKind(schema)).toBe(kind);
});

test('a reference is followed and the null side of a choice dropped', () => {
  const root = { $defs: { name: { type: 'string', title: 'Name' } }, anyOf: [{ $ref: '#/$defs/name' }, { type: 'null' }] };
  expect(resolved(root, root)).toMatchObject({ type: 'string', title: 'Name' });
});

test('a schema that refers to itself ends', () => {
  const root = { $ref: '#' };
  expect(resolved(root, root)).toBeDefined();
});

test('choices carry their labels', () => {
  expect(choicesOf({ enum: ['get', 'post_form'], 'x-labels': { get: 'Read' } })).toEqual([
    { value: 'get', label: 'Read' },
    { value: 'post_form', label: 'Post form' },
  ]);
});

test('keys become words', () => {
  expect(humanName('orderTotal_usd')).toBe('Order total usd');
});

const schema = {
  type: 'object',
  required: ['name', 'file', 'rows'],
  properties: {
    name: { type: 'string', minLength: 2 },
    mail: { type: 'string', format: 'email' },
    count: { type: 'integer', minimum: 1, default: 3 },
    file: { type: 'object', format: 'file' },
    rows: { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
  },
};

test('every wrong field is named at once, by its path', () => {
  expect(checkValue(schema, { name: 'x', mail: 'nobody', count: 0.5, rows: [{ id: '1' }, {}] })).toEqual({
    name: 'Please write at least 2 characters.',
    mail: 'This is not an e-mail address.',
    count: 'Please write a whole number.',
    file: 'Please choose a file.',
    'rows.1.id': 'Please fill this in.',
  });
});

test('a good value has no errors, and what is optional may be left out', () => {
  const file = { kind: 'file', id: 'f1', name: 'a.csv', mediaType: 'text/csv', size: 3 };
  expect(checkValue(schema, { name: 'Ada', file, rows: [] })).toEqual({});
});

test('defaults fill the form', () => {
  expect(initialValue(schema)).toEqual({ count: 3 });
});

test('no value whatever makes the check throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => typeof checkValue(schema, value) === 'object'));
});
