import { expect, test } from 'vitest';
import type { Catalog, NodeType } from '../catalog.ts';
import { outputSchema } from './output-schema.ts';
import { catalog, documentOf } from './testing/random-documents.ts';

const rowsOf = (...columns: string[]) => ({
  type: 'object',
  properties: {
    rows: { type: 'array', items: { type: 'object', properties: Object.fromEntries(columns.map((name) => [name, { type: 'string' }])) } },
  },
});
const base = catalog.get('data.set') as NodeType;
const types: readonly NodeType[] = [
  { ...base, type: 'orders', output: rowsOf('id', 'customer') },
  { ...base, type: 'customers', output: rowsOf('customer', 'name') },
  { ...base, type: 'if', outputShape: 'input' },
  {
    ...base,
    type: 'merge',
    outputShape: { field: 'mode', of: { object: 'by_source', first: 'input', concat: 'rows', join: 'joined_rows' }, usual: 'by_source' },
  },
  { ...base, type: 'each', kind: 'container', outputShape: 'list_of_body' },
  { ...base, type: 'side', kind: 'container', container: 'parallel', outputShape: 'parts_of_body' },
  { ...base, type: 'try', kind: 'container', container: 'try', outputShape: 'body' },
  { ...base, type: 'failed', mark: 'on_error' },
];
const shapes: Catalog = { get: (type) => types.find((found) => found.type === type), list: () => types };

const orders = { id: 'orders', type: 'orders' };
const customers = { id: 'customers', type: 'customers' };
const edges = [
  { source: 'orders', target: 'x' },
  { source: 'customers', target: 'x' },
];
const schemaOf = (node: object) => outputSchema(documentOf([orders, customers, { id: 'x', ...node }], edges), 'x', shapes);
const text = { type: 'string' };

test.each([
  ['object', { type: 'object', properties: { orders: rowsOf('id', 'customer'), customers: rowsOf('customer', 'name') } }],
  ['first', { anyOf: [rowsOf('id', 'customer'), rowsOf('customer', 'name')] }],
])('a merge (%s) is known by the branches it brings together', (mode, schema) => {
  expect(schemaOf({ type: 'merge', config: { mode } })).toEqual(schema);
});

test('lists one after the other have rows of either sort, rows side by side the columns of both', () => {
  expect(schemaOf({ type: 'merge', config: { mode: 'concat' } })).toMatchObject({
    properties: { rows: { items: { anyOf: [{ properties: { id: text } }, { properties: { name: text } }] } }, count: { type: 'integer' } },
  });
  expect(schemaOf({ type: 'merge', config: { mode: 'join', key: 'customer' } })).toMatchObject({
    properties: { rows: { items: { type: 'object', properties: { id: text, customer: text, name: text } } } },
  });
});

test('what is handed on keeps its shape, through several steps too', () => {
  const document = documentOf(
    [orders, { id: 'a', type: 'if' }, { id: 'b', type: 'if' }],
    [
      { source: 'orders', target: 'a' },
      { source: 'a', target: 'b' },
    ],
  );
  expect(outputSchema(document, 'b', shapes)).toEqual(rowsOf('id', 'customer'));
});

test('containers are known by their last steps', () => {
  const body = { nodes: [orders, customers], edges: [] };
  const container = (type: string, nodes: readonly object[] = body.nodes, inner: readonly object[] = []) =>
    outputSchema(documentOf([{ id: 'x', type, body: { nodes, edges: inner } }]), 'x', shapes);
  expect(container('each', [orders])).toEqual({ type: 'array', items: rowsOf('id', 'customer') });
  expect(container('side')).toEqual({
    type: 'object',
    properties: { orders: rowsOf('id', 'customer'), customers: rowsOf('customer', 'name') },
  });
  const mended = [orders, { id: 'failed', type: 'failed' }, customers];
  expect(container('try', mended, [{ source: 'failed', target: 'customers' }])).toEqual({
    anyOf: [rowsOf('id', 'customer'), rowsOf('customer', 'name')],
  });
});
