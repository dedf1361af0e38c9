import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../app-error.ts';
import type { Patch, WorkflowDocument } from '../document.ts';
import { applyPatches } from './apply-patches.ts';
import { diffDocuments } from './diff-documents.ts';
import { findNode } from './graph.ts';
import { parseDocument } from './parse-document.ts';
import { anyDocument, anyPatch, documentOf } from './testing/random-documents.ts';

/** A random walk: patches that the document of their moment takes. */
function walk(start: WorkflowDocument, seeds: readonly number[]): Patch[] {
  const taken: Patch[] = [];
  let document = start;
  // Several from each moment: making the generator costs more than drawing from it.
  for (const seed of seeds) {
    for (const patch of fc.sample(anyPatch(document), { numRuns: 4, seed })) {
      try {
        document = applyPatches(document, [patch]).document;
        taken.push(patch);
      } catch (error) {
        expect(error).toMatchObject({ code: 'patch_invalid' });
      }
    }
  }
  return taken;
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) frozen(item);
    Object.freeze(value);
  }
  return value;
}

describe('laws', () => {
  const seeds = fc.array(fc.integer(), { maxLength: 4 });

  test('applying the inverse of any patches restores the document exactly', () => {
    fc.assert(
      fc.property(anyDocument, seeds, (start, own) => {
        const before = frozen(start);
        const patches = walk(before, own);
        const { document, inverse } = applyPatches(before, patches);
        expect(applyPatches(document, inverse).document).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('the inverse of the inverse leads forward again', () => {
    fc.assert(
      fc.property(anyDocument, seeds, (before, own) => {
        const forward = applyPatches(before, walk(before, own));
        const back = applyPatches(forward.document, forward.inverse);
        expect(applyPatches(back.document, back.inverse).document).toEqual(forward.document);
      }),
      { numRuns: 150 },
    );
  });

  test('applying the difference of two documents to the first gives the second', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (before, after) => {
        const { document, inverse } = applyPatches(before, diffDocuments(before, after));
        expect(document).toEqual(after);
        expect(applyPatches(document, inverse).document).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('a document is no different from itself, and little different after little', () => {
    fc.assert(
      fc.property(anyDocument, seeds, (before, own) => {
        expect(diffDocuments(before, structuredClone(before))).toEqual([]);
        const { document } = applyPatches(before, walk(before, own));
        expect(applyPatches(before, diffDocuments(before, document)).document).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  test('a patched document can be written, read and found the same', () => {
    fc.assert(
      fc.property(anyDocument, seeds, (before, own) => {
        const { document } = applyPatches(before, walk(before, own));
        expect(parseDocument(JSON.parse(JSON.stringify(document)))).toEqual({ document, problems: [] });
      }),
      { numRuns: 150 },
    );
  });
});

const small = documentOf(
  [
    { id: 'read', type: 'data.set', config: { list: [1, 2, 3], deep: { a: { b: 1 } } } },
    {
      id: 'each',
      type: 'flow.for_each',
      config: { items: '{{ nodes.read.output.rows }}' },
      body: { nodes: [{ id: 'inner', type: 'data.set' }], edges: [] },
    },
    {
      id: 'last',
      type: 'flow.if',
      config: { condition: 'nodes.read.output.n > 1', note: 'nodes.read is nice', quoted: '{{ "nodes.read" + nodes["read"].output }}' },
    },
  ],
  [
    { source: 'read', target: 'each' },
    { source: 'each', target: 'last' },
  ],
  { layout: { read: { x: 1, y: 2 } }, pins: { read: { n: 1 } }, outputs: { n: '{{ nodes.read.output }}' } },
);

describe('single patches', () => {
  test('what a patch does not touch is shared with the document before', () => {
    const { document } = applyPatches(small, [{ op: 'set_config', nodeId: 'inner', path: ['k'], value: 1 }]);
    expect(document.nodes[0]).toBe(small.nodes[0]);
    expect(document.edges).toBe(small.edges);
    expect(findNode(document, 'inner')?.node.config).toEqual({ k: 1 });
  });

  test('renaming a node renames its edges, expressions, layout and pins, and no plain text', () => {
    const { document } = applyPatches(small, [{ op: 'rename_node', nodeId: 'read', newId: 'load-file' }]);
    expect(document.edges[0]?.source).toBe('load-file');
    expect(document.layout).toEqual({ 'load-file': { x: 1, y: 2 } });
    expect(document.pins).toEqual({ 'load-file': { n: 1 } });
    expect(document.outputs).toEqual({ n: '{{ nodes["load-file"].output }}' });
    expect(findNode(document, 'each')?.node.config).toEqual({ items: '{{ nodes["load-file"].output.rows }}' });
    expect(findNode(document, 'last')?.node.config).toEqual({
      condition: 'nodes["load-file"].output.n > 1',
      note: 'nodes.read is nice',
      quoted: '{{ "nodes.read" + nodes["load-file"].output }}',
    });
  });

  test('removing a node takes its edges, position and pin along', () => {
    const { document } = applyPatches(small, [{ op: 'remove_node', nodeId: 'read' }]);
    expect(document.edges.map((edge) => edge.id)).toEqual(['each-last']);
    expect(document).not.toHaveProperty('layout');
    expect(document).not.toHaveProperty('pins');
  });

  test('an entry taken out of a list closes the gap', () => {
    const { document } = applyPatches(small, [{ op: 'set_config', nodeId: 'read', path: ['list', 1] }]);
    expect(findNode(document, 'read')?.node.config['list']).toEqual([1, 3]);
  });

  test('objects on the way to a value are made, and go again with it', () => {
    const { document, inverse } = applyPatches(small, [{ op: 'set_config', nodeId: 'inner', path: ['fields', 'n'], value: 2 }]);
    expect(findNode(document, 'inner')?.node.config).toEqual({ fields: { n: 2 } });
    expect(inverse).toEqual([{ op: 'set_config', nodeId: 'inner', path: ['fields'] }]);
  });

  test('a new edge may leave out its id and ports', () => {
    const edge = { source: 'read', target: 'last' } as never;
    const { document } = applyPatches(small, [{ op: 'connect', edge }]);
    expect(document.edges.at(-1)).toEqual({ id: 'read-last', source: 'read', sourcePort: 'out', target: 'last', targetPort: 'in' });
  });

  test.each<{ patch: unknown; words: RegExp; path: string }>([
    { patch: { op: 'remove_node', nodeId: 'nope' }, words: /no step “nope”/, path: '/nodeId' },
    { patch: { op: 'add_node', node: { id: 'read', type: 'x', config: {} } }, words: /already a step “read”/, path: '/node/id' },
    { patch: { op: 'add_node', node: { id: 'x', type: 'x', config: {} }, parent: 'nope' }, words: /no step “nope”/, path: '/parent' },
    { patch: { op: 'add_node', node: { id: '1x', type: 'x' } }, words: /begin with a letter/, path: '/node/id' },
    { patch: { op: 'rename_node', nodeId: 'read', newId: 'each' }, words: /already a step “each”/, path: '/newId' },
    { patch: { op: 'rename_node', nodeId: 'read', newId: 'constructor' }, words: /must be 1 to 64/, path: '/newId' },
    { patch: { op: 'set_config', nodeId: 'read', path: ['list', 9], value: 1 }, words: /only 3 entries/, path: '/path' },
    { patch: { op: 'set_config', nodeId: 'read', path: ['list', 'x'], value: 1 }, words: /is a list/, path: '/path' },
    { patch: { op: 'set_config', nodeId: 'read', path: ['__proto__'], value: 1 }, words: /may not be used/, path: '/path/0' },
    { patch: { op: 'set_config', nodeId: 'read', path: ['deep', 'a', 'b', 'c'], value: 1 }, words: /plain value/, path: '/path' },
    { patch: { op: 'set_node', nodeId: 'read', field: 'type' }, words: /“type” of step “read” is missing/, path: '/value' },
    { patch: { op: 'set_node', nodeId: 'read', field: 'policy', value: { retries: 3 } }, words: /“retries”/, path: '/value' },
    { patch: { op: 'set_meta', field: 'name' }, words: /must have a name/, path: '/value' },
    { patch: { op: 'disconnect', edgeId: 'nope' }, words: /no edge “nope”/, path: '/edgeId' },
    { patch: { op: 'connect', edge: { id: 'read-each', source: 'a', target: 'b' } }, words: /already an edge/, path: '/edge/id' },
    { patch: { op: 'connect', edge: { source: 'a', target: 'b' }, parent: 'read' }, words: /no steps inside/, path: '/parent' },
    { patch: { op: 'move', positions: { nope: { x: 1, y: 1 } } }, words: /no step “nope”/, path: '/positions' },
    { patch: { op: 'set_pin', nodeId: 'nope', value: 1 }, words: /no step “nope”/, path: '/nodeId' },
    { patch: { op: 'explode' }, words: /“op” of the change must be "add_node"/, path: '/op' },
    { patch: { op: 'disconnect', edgeId: 'x', edge: 1 }, words: /“edge”, which Arches does not know/, path: '' },
    { patch: 7, words: /must be an object/, path: '' },
  ])('refuses $patch with its place and why, and applies nothing', ({ patch, words, path }) => {
    const good: Patch = { op: 'set_meta', field: 'name', value: 'New' };
    try {
      applyPatches(small, [good, patch as Patch]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'patch_invalid', details: { index: 1, path } });
      expect((error as AppError).message).toMatch(words);
    }
    expect(small.name).toBe('Test');
  });

  test('a configuration cannot be made deeper than a document may be', () => {
    let value: unknown = 1;
    for (let level = 0; level < 62; level += 1) value = { k: value };
    expect(() => applyPatches(small, [{ op: 'set_config', nodeId: 'read', path: ['k'], value }])).toThrow(/too deep/);
  });
});
