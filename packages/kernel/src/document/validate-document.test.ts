import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem, WorkflowDocument } from '../document.ts';
import { applyPatches } from './apply-patches.ts';
import { anyDocument, catalog, documentOf } from './testing/random-documents.ts';
import { validateDocument } from './validate-document.ts';

const set = (id: string, config: object = {}, more: object = {}) => ({ id, type: 'data.set', config, ...more });
const edge = (source: string, target: string, more: object = {}) => ({ source, target, ...more });
const problemsOf = (document: WorkflowDocument): Problem[] => validateDocument(document, catalog);

interface Case {
  readonly code: string;
  readonly nodes: readonly object[];
  readonly edges?: readonly object[];
  readonly more?: object;
  readonly path: string;
  readonly words: RegExp;
  readonly severity?: 'warning';
  /** Whether the fix is there and makes the problem go away. */
  readonly mends?: boolean;
}

const hook = { id: 'hook', type: 'trigger.webhook', config: { path: 'orders' } };
const http = (config: object) => ({ id: 'get', type: 'http.request', config });
const kept = (cache: object, config: object = {}) => ({ ...http({ url: 'https://example.org', ...config }), policy: { cache } });
const loop = (nodes: readonly object[], edges: readonly object[] = []) => ({ id: 'loop', type: 'flow.for_each', body: { nodes, edges } });

const cases: readonly Case[] = [
  { code: 'empty_workflow', nodes: [], path: '/nodes', words: /no steps yet/ },
  { code: 'duplicate_id', nodes: [set('a'), loop([set('a')])], path: '/nodes/1/body/nodes/0/id', words: /Two steps have the id “a”/ },
  {
    code: 'duplicate_id',
    nodes: [set('a'), set('b')],
    edges: [
      { id: 'e', ...edge('a', 'b') },
      { id: 'e', ...edge('a', 'b', { targetPort: 'x' }) },
    ],
    path: '/edges/1/id',
    words: /Two edges/,
  },
  {
    code: 'unknown_node_type',
    nodes: [{ id: 'a', type: 'data.sett' }],
    path: '/nodes/0/type',
    words: /Did you mean “data.set”/,
    mends: true,
  },
  { code: 'unknown_node_type', nodes: [{ id: 'a', type: 'qqqqqqqq' }], path: '/nodes/0/type', words: /Choose one/ },
  { code: 'unknown_node_version', nodes: [set('a', {}, { version: 9 })], path: '/nodes/0/version', words: /newest is 1/, mends: true },
  {
    code: 'placeholder_left',
    nodes: [{ id: 'a', type: 'placeholder', config: { wish: 'fax it' } }],
    path: '/nodes/0/type',
    words: /“fax it”/,
  },
  {
    code: 'placeholder_left',
    nodes: [{ id: 'a', type: 'placeholder', disabled: true }],
    path: '/nodes/0/type',
    words: /still a wish/,
    severity: 'warning',
  },
  { code: 'missing_config', nodes: [http({})], path: '/nodes/0/config/url', words: /“get” needs “Address”/ },
  { code: 'missing_config', nodes: [{ ...http({}), disabled: true }], path: '/nodes/0/config/url', words: /needs/, severity: 'warning' },
  {
    code: 'unknown_field',
    nodes: [http({ url: 'x', methd: 'POST' })],
    path: '/nodes/0/config/methd',
    words: /Did you mean “method”/,
    mends: true,
  },
  { code: 'unknown_field', nodes: [http({ url: 'x', zzz: 1 })], path: '/nodes/0/config/zzz', words: /Known are method, url/, mends: true },
  {
    code: 'wrong_type',
    nodes: [http({ url: 'x', tries: '5' })],
    path: '/nodes/0/config/tries',
    words: /“Tries” must be a whole number, but is text/,
    mends: true,
  },
  { code: 'wrong_type', nodes: [http({ url: 'x', tries: 'a {{ input.n }}' })], path: '/nodes/0/config/tries', words: /whole number/ },
  { code: 'wrong_type', nodes: [http({ url: 'x', body: 3 })], path: '/nodes/0/config/body', words: /must be text or an object/ },
  {
    code: 'wrong_config',
    nodes: [http({ url: 'x', method: 'Pots' })],
    path: '/nodes/0/config/method',
    words: /Did you mean “POST”/,
    mends: true,
  },
  { code: 'wrong_config', nodes: [http({ url: '' })], path: '/nodes/0/config/url', words: /must not be empty/ },
  { code: 'bad_expression', nodes: [set('a', { n: '{{ 1 + }}' })], path: '/nodes/0/config/n', words: /cannot be read/ },
  { code: 'bad_expression', nodes: [set('a', { n: '{{ input.n' })], path: '/nodes/0/config/n', words: /never closed/ },
  {
    code: 'bad_expression',
    nodes: [{ id: 'a', type: 'flow.if', config: { condition: 'input.n > > 1' } }],
    path: '/nodes/0/config/condition',
    words: /cannot be read/,
  },
  { code: 'bad_expression', nodes: [set('a')], more: { outputs: { n: '{{ nope( }}' } }, path: '/outputs/n', words: /cannot be read/ },
  {
    code: 'unknown_reference',
    nodes: [set('read'), set('b', { n: '{{ nodes.raed.output }}' })],
    edges: [edge('read', 'b')],
    path: '/nodes/1/config/n',
    words: /Did you mean “read”/,
    mends: true,
  },
  {
    code: 'unknown_reference',
    nodes: [set('a')],
    more: { outputs: { n: '{{ nodes.zz.output }}' } },
    path: '/outputs/n',
    words: /no such step/,
  },
  { code: 'reference_to_itself', nodes: [set('a', { n: '{{ nodes.a.output }}' })], path: '/nodes/0/config/n', words: /its own output/ },
  {
    code: 'reference_not_before',
    nodes: [set('a'), set('b', { n: '{{ nodes.a.output }}' })],
    path: '/nodes/1/config/n',
    words: /Connect them/,
    mends: true,
  },
  {
    code: 'reference_not_before',
    nodes: [set('a', { n: '{{ nodes.b.output }}' }), set('b')],
    edges: [edge('a', 'b')],
    path: '/nodes/0/config/n',
    words: /only runs after it/,
  },
  {
    code: 'reference_not_before',
    nodes: [loop([set('a', { n: '{{ nodes.loop.output }}' })])],
    path: '/nodes/0/body/nodes/0/config/n',
    words: /Use “item”/,
  },
  {
    code: 'reference_not_before',
    nodes: [set('x'), loop([set('a', { n: '{{ nodes.x.output }}' })])],
    path: '/nodes/1/body/nodes/0/config/n',
    words: /Connect/,
    mends: true,
  },
  {
    code: 'reference_into_body',
    nodes: [loop([set('a')]), set('b', { n: '{{ nodes.a.output }}' })],
    edges: [edge('loop', 'b')],
    path: '/nodes/1/config/n',
    words: /once for each entry/,
  },
  {
    code: 'reference_into_body',
    nodes: [loop([set('a')])],
    more: { outputs: { n: '{{ nodes.a.output }}' } },
    path: '/outputs/n',
    words: /inside a loop/,
  },
  {
    code: 'edge_to_nowhere',
    nodes: [set('first'), set('b')],
    edges: [edge('frist', 'b')],
    path: '/edges/0/source',
    words: /Did you mean “first”/,
    mends: true,
  },
  {
    code: 'edge_to_nowhere',
    nodes: [set('first')],
    edges: [edge('first', 'qqqqq')],
    path: '/edges/0/target',
    words: /Remove the edge/,
    mends: true,
  },
  {
    code: 'edge_across_bodies',
    nodes: [set('a'), loop([set('b')])],
    edges: [edge('a', 'b')],
    path: '/edges/0/target',
    words: /inside “loop”/,
    mends: true,
  },
  {
    code: 'unknown_port',
    nodes: [{ id: 'a', type: 'flow.if', config: { condition: 'true' } }, set('b')],
    edges: [edge('a', 'b')],
    path: '/edges/0/sourcePort',
    words: /“true”, “false”/,
    mends: true,
  },
  {
    code: 'unknown_port',
    nodes: [{ id: 'a', type: 'flow.switch', config: { cases: [{ name: 'Red' }] } }, set('b')],
    edges: [edge('a', 'b', { sourcePort: 'red' })],
    path: '/edges/0/sourcePort',
    words: /“Red”, “default”/,
    mends: true,
  },
  {
    code: 'unknown_port',
    nodes: [{ id: 'a', type: 'flow.respond' }, set('b')],
    edges: [edge('a', 'b')],
    path: '/edges/0/sourcePort',
    words: /nothing can follow/,
    mends: true,
  },
  {
    code: 'error_port_unused',
    nodes: [set('a', {}, { policy: { onError: 'fail' } }), set('b')],
    edges: [edge('a', 'b', { sourcePort: 'error' })],
    path: '/edges/0/sourcePort',
    words: /never taken/,
    severity: 'warning',
    mends: true,
  },
  {
    code: 'duplicate_edge',
    nodes: [set('a'), set('b')],
    edges: [edge('a', 'b'), edge('a', 'b')],
    path: '/edges/1',
    words: /twice/,
    mends: true,
  },
  {
    code: 'cycle',
    nodes: [set('a'), set('b'), set('c')],
    edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'a')],
    path: '/edges/2',
    words: /“a” → “b” → “c” go round.*“c-a” from “c” to “a”/,
    mends: true,
  },
  { code: 'cycle', nodes: [set('a')], edges: [edge('a', 'a')], path: '/edges/0', words: /leads to itself/, mends: true },
  {
    code: 'trigger_with_input',
    nodes: [set('a'), hook],
    edges: [edge('a', 'hook')],
    path: '/edges/0',
    words: /nothing can lead to it/,
    mends: true,
  },
  { code: 'trigger_in_body', nodes: [loop([hook])], path: '/nodes/0/body/nodes/0', words: /cannot stand inside “loop”/ },
  { code: 'duplicate_webhook', nodes: [hook, { ...hook, id: 'hook2' }], path: '/nodes/1/config/path', words: /same path “orders”/ },
  { code: 'missing_body', nodes: [{ id: 'a', type: 'flow.for_each' }], path: '/nodes/0/body', words: /no steps inside/ },
  { code: 'unexpected_body', nodes: [set('a', {}, { body: { nodes: [] } })], path: '/nodes/0/body', words: /cannot hold/, mends: true },
  { code: 'unreachable', nodes: [hook, set('a')], path: '/nodes/1', words: /never runs/, severity: 'warning' },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { type: 'object', properties: { n: { type: 'text' } } } },
    path: '/inputs/properties/n/type',
    words: /Did you mean “string”/,
    mends: true,
  },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { required: 'n' } },
    path: '/inputs/required',
    words: /list of field names/,
  },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { properties: { n: 3 } } },
    path: '/inputs/properties/n',
    words: /must be an object/,
  },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { pattern: '(' } },
    path: '/inputs/pattern',
    words: /no valid regular expression/,
  },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { pattern: '^(a+)+$' } },
    path: '/inputs/pattern',
    words: /repeats what repeats/,
  },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { $ref: 'https://example.com/x' } },
    path: '/inputs/$ref',
    words: /part of this schema/,
  },
  { code: 'invalid_schema', nodes: [set('a')], more: { inputs: { $ref: '#' } }, path: '/inputs/$ref', words: /refers to itself/ },
  {
    code: 'invalid_schema',
    nodes: [set('a')],
    more: { inputs: { properties: { n: {} }, required: ['m'], additionalProperties: false } },
    path: '/inputs/required/0',
    words: /nothing would ever fit/,
    mends: true,
  },
  {
    code: 'policy_out_of_range',
    nodes: [set('a', {}, { policy: { retry: { maxAttempts: 0 } } })],
    path: '/nodes/0/policy/retry/maxAttempts',
    words: /from 1 to 100/,
    mends: true,
  },
  {
    code: 'policy_out_of_range',
    nodes: [kept({ ttlSeconds: 0 })],
    path: '/nodes/0/policy/cache/ttlSeconds',
    words: /from 1 to 31536000 seconds/,
    mends: true,
  },
  {
    code: 'cache_key_empty',
    nodes: [kept({ ttlSeconds: 60, key: ' ' })],
    path: '/nodes/0/policy/cache/key',
    words: /leave it out/,
    mends: true,
  },
  {
    code: 'bad_expression',
    nodes: [kept({ ttlSeconds: 60, key: 'input.' })],
    path: '/nodes/0/policy/cache/key',
    words: /cannot be read/,
  },
  {
    code: 'unknown_reference',
    nodes: [set('read'), kept({ ttlSeconds: 60, key: '{{ nodes.reed.output.id }}' })],
    edges: [edge('read', 'get')],
    path: '/nodes/1/policy/cache/key',
    words: /Did you mean “read”/,
  },
  {
    code: 'cache_of_write',
    nodes: [kept({ ttlSeconds: 60 }, { method: 'POST' })],
    path: '/nodes/0/policy/cache',
    words: /silently not happen. Only with GET/,
    mends: true,
  },
  {
    code: 'cache_of_write',
    nodes: [kept({ ttlSeconds: 60 }, { method: '{{ input.method }}' })],
    path: '/nodes/0/policy/cache',
    words: /changes something outside/,
    mends: true,
  },
  {
    code: 'cache_not_possible',
    nodes: [set('a', {}, { policy: { cache: { ttlSeconds: 60 } } })],
    path: '/nodes/0/policy/cache',
    words: /nothing to save/,
    mends: true,
  },
  {
    code: 'cache_not_possible',
    nodes: [{ ...hook, policy: { cache: { ttlSeconds: 60 } } }],
    path: '/nodes/0/policy/cache',
    words: /no result of its own/,
    mends: true,
  },
  {
    code: 'cache_not_possible',
    nodes: [{ ...loop([set('a')]), config: { items: '{{ input.list }}' }, policy: { cache: { ttlSeconds: 60 } } }],
    path: '/nodes/0/policy/cache',
    words: /runs the steps inside it/,
    mends: true,
  },
  {
    code: 'policy_out_of_range',
    nodes: [set('a', {}, { policy: { timeoutMs: 1.5 } })],
    path: '/nodes/0/policy/timeoutMs',
    words: /whole number/,
    mends: true,
  },
  {
    code: 'policy_out_of_range',
    nodes: [set('a'), set('b', {}, { policy: { join: { atLeast: 2 } } })],
    edges: [edge('a', 'b')],
    path: '/nodes/1/policy/join/atLeast',
    words: /paths that lead to it/,
    mends: true,
  },
  {
    code: 'setting_out_of_range',
    nodes: [set('a')],
    more: { settings: { concurrency: 0 } },
    path: '/settings/concurrency',
    words: /from 1 to 1000/,
    mends: true,
  },
  {
    code: 'setting_out_of_range',
    nodes: [set('a')],
    more: { settings: { retention: { days: 0 } } },
    path: '/settings/retention/days',
    words: /days/,
    mends: true,
  },
  {
    code: 'setting_out_of_range',
    nodes: [set('a')],
    more: { settings: { budgetBytes: 1000 } },
    path: '/settings/budgetBytes',
    words: /from 65536 to 1099511627776 bytes/,
    mends: true,
  },
  {
    code: 'setting_out_of_range',
    nodes: [set('a')],
    more: { settings: { maxConcurrentRuns: 0 } },
    path: '/settings/maxConcurrentRuns',
    words: /runs at once/,
    mends: true,
  },
  {
    code: 'setting_out_of_range',
    nodes: [set('a')],
    more: { settings: { rate: { count: 2.5, perSeconds: 60 } } },
    path: '/settings/rate/count',
    words: /whole number/,
    mends: true,
  },
  {
    code: 'unknown_timezone',
    nodes: [set('a')],
    more: { settings: { timezone: 'Mars/Base' } },
    path: '/settings/timezone',
    words: /no time zone/,
  },
];

describe('each problem is named with its place', () => {
  test.each(cases)('$code at $path', ({ code, nodes, edges, more, path, words, severity, mends }) => {
    const document = documentOf(nodes, edges, more);
    const problems = problemsOf(document);
    const found = problems.filter((problem) => problem.code === code && problem.path === path);
    expect(found, JSON.stringify(problems, null, 1)).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: severity ?? 'error', message: expect.stringMatching(words) });
    expect(found[0]?.message).toMatch(/[.?]$/);
    if (!mends) return;
    const mended = problemsOf(applyPatches(document, found[0]?.fix?.patches ?? []).document);
    expect(mended.filter((problem) => problem.code === code && problem.path === path)).toEqual([]);
    expect(mended.length).toBeLessThan(problems.length);
  });
});

describe('what is right is left alone', () => {
  test.each<{ name: string; nodes: readonly object[]; edges?: readonly object[]; more?: object }>([
    {
      name: 'a template may stand where a number is asked for',
      nodes: [http({ url: '{{ input.url }}', tries: '{{ input.n }}', method: '{{ input.m }}', body: '{{ input }}' })],
    },
    {
      name: 'a reference to a step several steps before',
      nodes: [set('a'), set('b'), set('c', { n: '{{ nodes.a.output.n }}' })],
      edges: [edge('a', 'b'), edge('b', 'c')],
    },
    {
      name: 'a reference out of nested loops',
      nodes: [
        set('a'),
        loop([{ id: 'inner', type: 'flow.for_each', body: { nodes: [set('deep', { n: '{{ nodes.a.output }} {{ item }}' })] } }]),
      ],
      edges: [edge('a', 'loop')],
    },
    {
      name: 'a container whose result is used after it',
      nodes: [loop([set('a')]), set('b', { n: '{{ nodes.loop.output }}' })],
      edges: [edge('loop', 'b')],
    },
    {
      name: 'both ways out of a condition',
      nodes: [{ id: 'a', type: 'flow.if', config: { condition: 'input.n > 1' } }, set('b'), set('c')],
      edges: [edge('a', 'b', { sourcePort: 'true' }), edge('a', 'c', { sourcePort: 'false' })],
    },
    {
      name: 'names in an expression field that are no expressions',
      nodes: [{ id: 'a', type: 'flow.switch', config: { cases: [{ name: 'Very urgent !', equals: 'x y' }] } }],
    },
    { name: 'a workflow without any trigger', nodes: [set('a'), set('b')] },
    {
      name: 'results of a step that only reads, kept under what came in',
      nodes: [kept({ ttlSeconds: 31_536_000, key: '{{ input.id }} of {{ input.day }}', scope: 'organization', use: 'on_error' })],
    },
    { name: '… under a bare expression', nodes: [kept({ ttlSeconds: 1, key: 'input.id' }, { method: 'GET' })] },
    {
      name: 'an error path that the policy sends errors to',
      nodes: [set('a', {}, { policy: { onError: 'route' } }), set('b')],
      edges: [edge('a', 'b', { sourcePort: 'error' })],
    },
    {
      name: 'webhooks that differ in their method',
      nodes: [hook, { id: 'other', type: 'trigger.webhook', config: { path: 'orders', method: 'GET' } }],
    },
    {
      name: 'a schema with definitions',
      nodes: [set('a')],
      more: { inputs: { $defs: { n: { type: ['number', 'null'] } }, properties: { n: { $ref: '#/$defs/n' } }, required: ['n'] } },
    },
  ])('$name', ({ nodes, edges, more }) => {
    expect(problemsOf(documentOf(nodes, edges, more))).toEqual([]);
  });
});

test('every problem is listed, not the first', () => {
  const document = documentOf(
    [http({ methd: 1, tries: 'x' }), { id: 'b', type: 'nope' }, set('c', { n: '{{ nodes.q.output }}' })],
    [edge('x', 'y')],
  );
  expect(problemsOf(document).map((problem) => problem.code)).toEqual([
    'missing_config',
    'wrong_type',
    'unknown_field',
    'unknown_node_type',
    'edge_to_nowhere',
    'edge_to_nowhere',
    'unknown_reference',
  ]);
});

test('it never throws, whatever it is given, and every fix can be applied', () => {
  fc.assert(
    fc.property(fc.oneof(anyDocument, fc.jsonValue(), fc.anything()), (value) => {
      for (const problem of problemsOf(value as WorkflowDocument)) {
        expect(problem.message).not.toBe('');
        if (problem.fix && (value as WorkflowDocument).schemaVersion === 1) applyPatches(value as WorkflowDocument, problem.fix.patches);
      }
    }),
    { numRuns: 400 },
  );
});

test('an edge that a fix brings gets an id that no edge has, inside containers neither', () => {
  const inside = loop([set('x')], [{ id: 'a-b', source: 'x', target: 'gone' }]);
  const document = documentOf([set('a'), set('b', { n: '{{ nodes.a.output }}' }), inside]);
  const fix = problemsOf(document).find((problem) => problem.code === 'reference_not_before')?.fix;
  expect(applyPatches(document, fix?.patches ?? []).document.edges).toMatchObject([{ id: 'a-b-2', source: 'a', target: 'b' }]);
});

test('ten thousand steps in a row that refer to each other are checked', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) =>
    set(`n${index}`, index === 0 ? {} : { v: `{{ nodes.n${index >> 1}.output }}` }),
  );
  const edges = Array.from({ length: 9_999 }, (_, index) => edge(`n${index}`, `n${index + 1}`));
  expect(problemsOf(documentOf(nodes, edges))).toEqual([]);
});
