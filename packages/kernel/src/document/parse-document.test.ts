import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPatches } from './apply-patches.ts';
import { parseDocument } from './parse-document.ts';
import { anyDocument } from './testing/random-documents.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { k: value };
  return value;
};

describe('reading', () => {
  test('the plain form gets all that it leaves out', () => {
    const plain = {
      id: 'p',
      name: 'Plain',
      nodes: [
        { id: 'a', type: 'data.set', config: { n: 1 } },
        { id: 'b', type: 'x' },
      ],
      edges: [{ source: 'a', target: 'b' }],
    };
    expect(parseDocument(plain)).toEqual({
      problems: [],
      document: {
        schemaVersion: 1,
        id: 'p',
        name: 'Plain',
        nodes: [
          { id: 'a', type: 'data.set', config: { n: 1 } },
          { id: 'b', type: 'x', config: {} },
        ],
        edges: [{ id: 'a-b', source: 'a', sourcePort: 'out', target: 'b', targetPort: 'in' }],
      },
    });
  });

  test('edges get ids that are told apart, and keep the ids they have', () => {
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'a', target: 'b' },
      { id: 'a-b-2', source: 'b', target: 'a' },
      { source: 'a', sourcePort: 'true', target: 'b' },
    ];
    const { document } = parseDocument({ name: 'x', nodes: [], edges });
    expect(document?.edges.map((edge) => edge.id)).toEqual(['a-b', 'a-b-3', 'a-b-2', 'a.true-b']);
  });

  test('a document is read the same a second time, and shares nothing with what was given', () => {
    fc.assert(
      fc.property(anyDocument, (given) => {
        const { document, problems } = parseDocument(given);
        expect(problems).toEqual([]);
        expect(document).toEqual(given);
        expect(document?.nodes).not.toBe(given.nodes);
      }),
    );
  });

  test('positions and pins of steps that are not there are left out', () => {
    const { document, problems } = parseDocument({ name: 'x', nodes: [], layout: { gone: { x: 1, y: 1 } }, pins: { gone: 1 } });
    expect(document).toEqual({ schemaVersion: 1, id: '', name: 'x', nodes: [], edges: [] });
    expect(problems).toMatchObject([{ code: 'unknown_node', severity: 'warning', path: '/pins/gone' }]);
  });
});

describe('refusing', () => {
  test('nothing makes it throw, and what it reads it reads again', () => {
    const shaped = fc.record(
      {
        name: fc.anything(),
        nodes: fc.array(
          fc.record({ id: fc.anything(), type: fc.anything(), config: fc.anything(), body: fc.anything() }, { requiredKeys: [] }),
        ),
        edges: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), shaped), (value) => {
        const { document, problems } = parseDocument(value);
        if (document) expect(parseDocument(document)).toEqual({ document, problems: [] });
        else expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const node = { id: 'a', type: 't' };
  test.each<{ value: unknown; code: string; path: string; words: RegExp }>([
    { value: undefined, code: 'wrong_type', path: '', words: /this is nothing/ },
    { value: [], code: 'wrong_type', path: '', words: /this is a list/ },
    { value: { nodes: [] }, code: 'missing_field', path: '/name', words: /Give the workflow a name/ },
    { value: { name: 'x' }, code: 'missing_field', path: '/nodes', words: /List the steps/ },
    { value: { name: 'x', nodes: 7 }, code: 'wrong_type', path: '/nodes', words: /must be a list, but is a number/ },
    { value: { name: 'x', nodes: ['a'] }, code: 'wrong_type', path: '/nodes/0', words: /Step number 1 must be an object, but is text/ },
    { value: { name: 'x', nodes: [{ type: 't' }] }, code: 'missing_field', path: '/nodes/0/id', words: /Give it a short name/ },
    { value: { name: 'x', nodes: [{ id: 'a' }] }, code: 'missing_field', path: '/nodes/0/type', words: /“type” of step “a” is missing/ },
    { value: { name: 'x', nodes: [{ id: '9', type: 't' }] }, code: 'bad_id', path: '/nodes/0/id', words: /begin with a letter/ },
    { value: { name: 'x', nodes: [{ id: 'prototype', type: 't' }] }, code: 'bad_id', path: '/nodes/0/id', words: /prototype/ },
    {
      value: { name: 'x', nodes: [{ ...node, config: [] }] },
      code: 'wrong_type',
      path: '/nodes/0/config',
      words: /must be an object, but is a list/,
    },
    {
      value: { name: 'x', nodes: [{ ...node, policy: { onError: 'stop' } }] },
      code: 'wrong_value',
      path: '/nodes/0/policy/onError',
      words: /"fail", "continue", "route" or "ask"/,
    },
    {
      value: { name: 'x', nodes: [], edges: [{ source: 'a' }] },
      code: 'missing_field',
      path: '/edges/0/target',
      words: /edge number 1 is missing/,
    },
    { value: { name: 'x', nodes: [], schemaVersion: 2 }, code: 'wrong_value', path: '/schemaVersion', words: /must be 1/ },
    { value: { name: 'x', nodes: [{ ...node, config: { f: () => 1 } }] }, code: 'not_json', path: '/nodes/0/config/f', words: /function/ },
    { value: { name: 'x', nodes: [{ ...node, config: { t: 'a\0b' } }] }, code: 'unstorable_text', path: '/nodes/0/config/t', words: /NUL/ },
    { value: { name: 'x', nodes: [{ ...node, config: { n: Number.NaN } }] }, code: 'not_json', path: '/nodes/0/config/n', words: /NaN/ },
    {
      value: { name: 'x', nodes: [{ ...node, config: { d: new Date(0) } }] },
      code: 'not_json',
      path: '/nodes/0/config/d',
      words: /not plain data/,
    },
    {
      value: { name: 'x', nodes: [{ ...node, config: nested(70) }] },
      code: 'too_deep',
      path: `/nodes/0/config${'/k'.repeat(61)}`,
      words: /64 levels/,
    },
    {
      value: JSON.parse('{"name":"x","nodes":[{"id":"a","type":"t","config":{"__proto__":{}}}]}'),
      code: 'forbidden_key',
      path: '/nodes/0/config/__proto__',
      words: /may not be used/,
    },
    {
      value: { name: 'x', nodes: [{ ...node, config: { a: { constructor: 1 } } }] },
      code: 'forbidden_key',
      path: '/nodes/0/config/a/constructor',
      words: /may not be used/,
    },
    {
      value: { name: 'x', nodes: Array.from({ length: 10_001 }, () => node) },
      code: 'too_many_nodes',
      path: '/nodes',
      words: /10000 steps/,
    },
    {
      value: {
        name: 'x',
        nodes: [],
        get edges() {
          throw new Error('boom');
        },
      },
      code: 'not_json',
      path: '',
      words: /boom/,
    },
  ])('$code at $path', ({ value, code, path, words }) => {
    const { document, problems } = parseDocument(value);
    expect(document).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ code, path, severity: 'error', message: expect.stringMatching(words) }));
  });

  test('a value that contains itself is refused', () => {
    const round: Record<string, unknown> = { name: 'x' };
    round['nodes'] = [round];
    expect(parseDocument(round).problems).toMatchObject([{ code: 'not_json', path: '/nodes/0' }]);
  });
});

describe('unknown fields', () => {
  const base = { name: 'x', nodes: [{ id: 'a', type: 't' }], edges: [{ source: 'a', target: 'a' }] };

  test.each<{ value: object; path: string; known: string; after: object }>([
    { value: { ...base, desciption: 'D' }, path: '/desciption', known: 'description', after: { description: 'D' } },
    {
      value: { ...base, settings: { concurency: 2 } },
      path: '/settings/concurency',
      known: 'concurrency',
      after: { settings: { concurrency: 2 } },
    },
    {
      value: { ...base, nodes: [{ id: 'a', type: 't', nmae: 'N' }] },
      path: '/nodes/0/nmae',
      known: 'name',
      after: { nodes: [{ id: 'a', type: 't', name: 'N', config: {} }] },
    },
    {
      value: { ...base, nodes: [{ id: 'a', type: 't', params: { n: 1 } }] },
      path: '/nodes/0/params',
      known: 'config',
      after: { nodes: [{ id: 'a', type: 't', config: { n: 1 } }] },
    },
    {
      value: { ...base, nodes: [{ id: 'a', type: 't', policy: { timeOutMs: 5 } }] },
      path: '/nodes/0/policy/timeOutMs',
      known: 'timeoutMs',
      after: { nodes: [{ id: 'a', type: 't', config: {}, policy: { timeoutMs: 5 } }] },
    },
    {
      value: { ...base, edges: [{ source: 'a', target: 'a', sourceHandle: 'true' }] },
      path: '/edges/0/sourceHandle',
      known: 'sourcePort',
      after: { edges: [{ id: 'a-a', source: 'a', sourcePort: 'true', target: 'a', targetPort: 'in' }] },
    },
  ])('“$known” was meant at $path, and the fix says so', ({ value, path, known, after }) => {
    const { document, problems } = parseDocument(value);
    expect(problems).toMatchObject([
      { code: 'unknown_field', severity: 'error', path, message: expect.stringContaining(`Did you mean “${known}”?`) },
    ]);
    const mended = document && applyPatches(document, problems[0]?.fix?.patches ?? []).document;
    expect(mended).toMatchObject(after);
  });

  test('one that resembles nothing is named, without a guess', () => {
    const { problems } = parseDocument({ ...base, zzqx: 1 });
    expect(problems).toEqual([
      {
        code: 'unknown_field',
        severity: 'error',
        path: '/zzqx',
        message: 'The workflow has a field “zzqx”, which Arches does not know. Remove it.',
      },
    ]);
  });
});
