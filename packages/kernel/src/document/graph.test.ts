import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowGraph } from '../document.ts';
import { effectiveInputSchema } from './input-schema.ts';
import { findCycle, outputPortsOf, topologicalOrder, walkNodes } from './graph.ts';
import { catalog, documentOf } from './testing/random-documents.ts';

const anyGraph: fc.Arbitrary<WorkflowGraph> = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.tuple(fc.nat({ max: size - 1 }), fc.nat({ max: size - 1 })), { maxLength: 20 }).map((ends) => ({
    nodes: Array.from({ length: size }, (_, index) => ({ id: `n${index}`, type: 't', config: {} })),
    edges: ends.map(([from, to], index) => ({
      id: `e${index}`,
      source: `n${from}`,
      sourcePort: 'out',
      target: `n${to}`,
      targetPort: 'in',
    })),
  })),
);

test('either there is an order of all nodes that follows every edge, or there is a cycle', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const order = topologicalOrder(graph);
      const cycle = findCycle(graph);
      expect(cycle === undefined).toBe(order.length === graph.nodes.length);
      const place = new Map(order.map((id, index) => [id, index]));
      for (const { source, target } of graph.edges) {
        if (place.has(target)) expect(place.get(source) ?? Infinity).toBeLessThan(place.get(target) ?? -1);
      }
    }),
    { numRuns: 500 },
  );
});

test('a cycle is a closed chain of edges whose last is the latest in the list', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const cycle = findCycle(graph) ?? [];
      for (const [index, edge] of cycle.entries()) expect(cycle[(index + 1) % cycle.length]?.source).toBe(edge.target);
      const places = cycle.map((edge) => graph.edges.indexOf(edge));
      expect(places.at(-1) ?? 0).toBe(Math.max(0, ...places));
    }),
    { numRuns: 300 },
  );
});

test('nodes that could come next come in the order they are listed', () => {
  const graph = documentOf(
    ['d', 'c', 'b', 'a'].map((id) => ({ id, type: 't' })),
    [{ source: 'a', target: 'd' }],
  );
  expect(topologicalOrder(graph)).toEqual(['c', 'b', 'a', 'd']);
});

test('a walk meets containers before what is inside them, with parent and place', () => {
  const document = documentOf([
    { id: 'a', type: 't', body: { nodes: [{ id: 'b', type: 't', body: { nodes: [{ id: 'c', type: 't' }] } }] } },
    { id: 'd', type: 't' },
  ]);
  const walked = [...walkNodes(document)].map(({ node, parent, path }) => [node.id, parent?.id, path.join('/')]);
  expect(walked).toEqual([
    ['a', undefined, 'nodes/0'],
    ['b', 'a', 'nodes/0/body/nodes/0'],
    ['c', 'b', 'nodes/0/body/nodes/0/body/nodes/0'],
    ['d', undefined, 'nodes/1'],
  ]);
});

test('listed ports come from the configuration, each once, then the fixed ones', () => {
  const card = catalog.get('flow.switch');
  const cases = [{ name: 'red', label: 'Red things' }, { name: 'red' }, { name: '' }, 'blue', 7];
  expect(card && outputPortsOf(card, { cases })).toEqual([
    { name: 'red', label: 'Red things' },
    { name: 'blue', label: 'blue' },
    { name: 'default', label: 'Otherwise' },
  ]);
});

test('the input of a workflow is what it declares, else what its form asks for, else anything', () => {
  const fields = [
    { name: 'who', label: 'Your name', type: 'text', required: true },
    { name: 'age', label: 'Age', type: 'number', required: false, help: 'In years' },
    { name: 'day', label: 'Day', type: 'date' },
    { name: 'size', label: 'Size', type: 'choice', options: ['S', 'L'] },
    { name: 'ok', label: 'Agreed', type: 'checkbox' },
    { name: 'doc', label: 'Document', type: 'file', required: true },
    { name: 'note', label: 'Note', type: 'long_text' },
    { name: 'mail', label: 'Mail', type: 'email' },
  ];
  const form = { id: 'form', type: 'trigger.form', config: { fields } };
  expect(effectiveInputSchema(documentOf([form], [], { inputs: { type: 'object' } }), catalog)).toEqual({ type: 'object' });
  expect(effectiveInputSchema(documentOf([{ id: 'a', type: 'data.set' }]), catalog)).toBeUndefined();
  expect(effectiveInputSchema(documentOf([form]), catalog)).toEqual({
    type: 'object',
    properties: {
      who: { type: 'string', title: 'Your name', minLength: 1 },
      age: { type: 'number', title: 'Age', description: 'In years' },
      day: { type: 'string', format: 'date', title: 'Day' },
      size: { type: 'string', title: 'Size', enum: ['S', 'L'] },
      ok: { type: 'boolean', title: 'Agreed' },
      doc: { type: 'object', format: 'file', title: 'Document' },
      note: { type: 'string', 'x-widget': 'long_text', title: 'Note' },
      mail: { type: 'string', format: 'email', title: 'Mail' },
    },
    required: ['who', 'doc'],
    additionalProperties: false,
  });
});
