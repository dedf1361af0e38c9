import fc from 'fast-check';
import type { Catalog, NodeType } from '../../catalog.ts';
import type { Patch, WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode } from '../../document.ts';
import { parseDocument } from '../parse-document.ts';
import { walkGraphs, walkNodes } from '../graph.ts';

/** Random documents and patches for the laws of this folder's tests, and a small catalogue. */

function card(type: string, kind: NodeType['kind'], more: Partial<NodeType> = {}): NodeType {
  return {
    type,
    version: 1,
    kind,
    category: 'data',
    title: type,
    description: type,
    icon: 'Box',
    keywords: [],
    config: { type: 'object', additionalProperties: true },
    output: {},
    sampleConfig: {},
    sampleOutput: null,
    ports: { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] },
    outside: 'none',
    summary: type,
    ...more,
  };
}

const cards: readonly NodeType[] = [
  card('trigger.webhook', 'trigger', {
    config: {
      type: 'object',
      properties: { path: { type: 'string', title: 'Address' }, method: { enum: ['GET', 'POST'] } },
      required: ['path'],
      additionalProperties: false,
    },
  }),
  card('trigger.form', 'trigger'),
  card('data.set', 'pure'),
  card('flow.if', 'pure', {
    config: {
      type: 'object',
      properties: { condition: { type: 'string', title: 'Condition' } },
      required: ['condition'],
      additionalProperties: false,
    },
    expressionFields: ['condition'],
    ports: {
      kind: 'fixed',
      ports: [
        { name: 'true', label: 'Yes' },
        { name: 'false', label: 'No' },
      ],
    },
  }),
  card('flow.switch', 'pure', {
    expressionFields: ['cases'],
    ports: { kind: 'listed', field: 'cases', rest: [{ name: 'default', label: 'Otherwise' }] },
  }),
  card('flow.respond', 'pure', { ports: { kind: 'fixed', ports: [] } }),
  card('flow.for_each', 'container'),
  card('flow.while', 'container', { container: 'while', expressionFields: ['condition'] }),
  card('flow.parallel', 'container', { container: 'parallel' }),
  card('flow.try', 'container', { container: 'try' }),
  card('flow.break', 'pure', { mark: 'break', ports: { kind: 'fixed', ports: [] } }),
  card('flow.continue', 'pure', { mark: 'continue', ports: { kind: 'fixed', ports: [] } }),
  card('flow.on_error', 'pure', { mark: 'on_error' }),
  card('flow.cleanup', 'pure', { mark: 'cleanup' }),
  card('http.request', 'effect', {
    config: {
      type: 'object',
      properties: {
        method: { type: 'string', enum: ['GET', 'POST'], default: 'GET' },
        url: { type: 'string', title: 'Address', minLength: 1 },
        tries: { type: 'integer', title: 'Tries', default: 1 },
        body: { anyOf: [{ type: 'string' }, { type: 'object' }] },
      },
      required: ['url'],
      additionalProperties: false,
    },
    outside: 'write',
    reads: { field: 'method', values: ['GET'] },
  }),
];

export const catalog: Catalog = {
  get: (type, version) => cards.find((found) => found.type === type && (version === undefined || found.version === version)),
  list: () => cards,
};

/** A document from its short form; throws when it cannot be read. */
export function documentOf(nodes: readonly object[], edges: readonly object[] = [], more: object = {}): WorkflowDocument {
  const { document, problems } = parseDocument({ id: 'wf', name: 'Test', nodes, edges, ...more });
  if (!document) throw new Error(JSON.stringify(problems));
  return document;
}

const ids = ['a', 'b', 'c', 'd', 'read', 'my-step', 'x1', 'y2', 'z3', 'w4', 'loop', 'other'] as const;
const anyId = fc.constantFrom(...ids);
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.tuple(anyId, anyId).map(([one, two]) => `{{ nodes.${one.replace('-', '_')}.output.x + nodes["${two}"].output }} and nodes.${one}`),
  anyId.map((id) => `nodes.${id}.output > 3`),
);
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer({ min: -9, max: 9 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('k', 'l', 'm', 'fields'), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const config = fc.dictionary(fc.constantFrom('k', 'l', 'm', 'fields'), json, { maxKeys: 3 });
const policy = fc.record(
  {
    timeoutMs: fc.integer({ min: -5, max: 5 }),
    onError: fc.constantFrom('fail', 'route'),
    cache: fc.record({ ttlSeconds: fc.integer({ min: -5, max: 5 }), key: text }, { requiredKeys: ['ttlSeconds'] }),
  },
  { requiredKeys: [] },
);
const point = fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) });
const bodies = ['flow.for_each', 'flow.while', 'flow.parallel', 'flow.try', 'flow.break', 'flow.continue', 'flow.on_error', 'flow.cleanup'];
const nodeType = fc.constantFrom('data.set', 'flow.if', 'http.request', 'placeholder', 'not.there', ...bodies);

/** Nodes and bodies over a given list of ids, each used once. */
function graphFrom(free: readonly string[], depth: number): fc.Arbitrary<WorkflowGraph> {
  const split = fc.shuffledSubarray([...free]).chain((own) => fc.tuple(fc.constant(own), fc.nat({ max: depth > 0 ? own.length : 0 })));
  return split.chain(([own, inside]) => {
    const outer = own.slice(inside);
    const container = outer[0];
    const body = container !== undefined && inside > 0 ? graphFrom(own.slice(0, inside), depth - 1) : fc.constant(undefined);
    const nodes = fc.tuple(...outer.map((id) => nodeOf(id)));
    const edges = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.constantFrom('out', 'true', 'error')), {
      maxLength: 6,
    });
    return fc.tuple(nodes, body, edges).map(([list, inner, ends]) => ({
      nodes: list.map((node, index) => (index === 0 && inner ? { ...node, body: inner } : node)) as WorkflowNode[],
      edges: ends.map(([source, target, sourcePort]) => ({ id: '', source, sourcePort, target, targetPort: 'in' })),
    }));
  });
}

function nodeOf(id: string): fc.Arbitrary<WorkflowNode> {
  const optional = fc.record(
    {
      name: fc.string({ maxLength: 4 }),
      summary: fc.string({ maxLength: 4 }),
      policy,
      disabled: fc.boolean(),
      version: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(nodeType, config, optional).map(([type, own, rest]) => ({ ...rest, id, type, config: own }) as WorkflowNode);
}

/** Documents as `parseDocument` reads them, with unique ids; references and edges may lead anywhere. */
export const anyDocument: fc.Arbitrary<WorkflowDocument> = fc
  .tuple(
    graphFrom(ids, 2),
    fc.record(
      {
        description: fc.string({ maxLength: 5 }),
        inputs: config,
        outputs: config,
        settings: fc.record({ concurrency: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
        layout: fc.dictionary(anyId, point, { maxKeys: 4 }),
        pins: fc.dictionary(anyId, json, { maxKeys: 3 }),
        notes: fc.array(fc.record({ id: anyId, text: fc.string({ maxLength: 4 }), x: fc.integer(), y: fc.integer() }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom('One', 'Two'),
  )
  .map(([graph, meta, name]) => documentOf(withEdgeIds(graph).nodes, withEdgeIds(graph).edges, { ...meta, name }));

/** Ids that say what the edge joins, so that two random documents have some edges in common. */
function withEdgeIds(graph: WorkflowGraph, taken = new Set<string>()): WorkflowGraph {
  const edges: WorkflowEdge[] = [];
  for (const edge of graph.edges) {
    let id = `${edge.source}-${edge.target}`;
    while (taken.has(id)) id += '+';
    taken.add(id);
    edges.push({ ...edge, id });
  }
  return { nodes: graph.nodes.map((node) => (node.body ? { ...node, body: withEdgeIds(node.body, taken) } : node)), edges };
}

/** Patches for a document of these ids. Some will be refused: that is part of what is tested. */
export function anyPatch(document: WorkflowDocument): fc.Arbitrary<Patch> {
  const here = [...walkNodes(document)].map((place) => place.node.id);
  const edgeIds = [...walkGraphs(document)].flatMap((place) => place.graph.edges.map((edge) => edge.id));
  const nodeId = here.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...here) }, { weight: 1, arbitrary: anyId }) : anyId;
  const edgeId = fc.constantFrom(...edgeIds, 'new-edge', 'no-edge');
  const path = fc.array(fc.oneof(fc.constantFrom('k', 'l', 'm', 'fields'), fc.nat({ max: 3 })), { maxLength: 3 });
  const parent = fc.option(nodeId, { nil: undefined });
  const index = fc.option(fc.nat({ max: 3 }), { nil: undefined });
  const edge = fc.record({
    id: edgeId,
    source: anyId,
    sourcePort: fc.constantFrom('out', 'true'),
    target: anyId,
    targetPort: fc.constant('in'),
  });
  const node = anyId.chain(nodeOf);
  const own = fc.oneof(
    nodeId.chain(nodeOf),
    fc.constantFrom(...[...walkNodes(document)].map((place) => place.node), { id: 'a', type: 't', config: {} }),
  );
  const set = (field: 'name' | 'summary' | 'policy' | 'disabled' | 'version' | 'type', value: fc.Arbitrary<unknown>) =>
    fc.record({ op: fc.constant('set_node'), nodeId, field: fc.constant(field), value: fc.option(value, { nil: undefined }) });
  const meta = (field: string, value: fc.Arbitrary<unknown>) =>
    fc.record({ op: fc.constant('set_meta'), field: fc.constant(field), value: fc.option(value, { nil: undefined }) });
  const value = fc.option(json, { nil: undefined });
  return fc.oneof(
    fc.record({ op: fc.constant('add_node'), node, parent, position: fc.option(point, { nil: undefined }), index }),
    fc.record({ op: fc.constant('remove_node'), nodeId }),
    fc.record({ op: fc.constant('replace_node'), node: own }),
    fc.record({ op: fc.constant('set_config'), nodeId, path, value }),
    fc.oneof(
      set('name', fc.string({ maxLength: 4 })),
      set('policy', policy),
      set('disabled', fc.boolean()),
      set('version', fc.constant(2)),
      set('type', nodeType),
    ),
    fc.record({ op: fc.constant('rename_node'), nodeId, newId: fc.oneof(anyId, fc.constantFrom('fresh', 'new-id')) }),
    fc.record({ op: fc.constant('connect'), edge, parent, index }),
    fc.record({ op: fc.constant('disconnect'), edgeId }),
    fc.record({ op: fc.constant('move'), positions: fc.dictionary(nodeId, fc.option(point, { nil: null }), { maxKeys: 2 }) }),
    fc.record({ op: fc.constant('set_pin'), nodeId, value }),
    fc.oneof(meta('name', fc.constantFrom('New', 'Newer')), meta('outputs', config), meta('settings', fc.constant({ concurrency: 2 }))),
  ) as fc.Arbitrary<Patch>;
}
