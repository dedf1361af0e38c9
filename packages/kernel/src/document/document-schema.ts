import { z } from 'zod';
import { documentLimits, isForbiddenKey, nodeIdPattern } from './limits.ts';

/** Shapes of a document's parts. Ranges of policies and settings are `validateDocument`'s, so that a draft can be opened and mended. */
const object = z.record(z.string(), z.unknown());
const text = z.string().max(2_000);

const nodeId = z.string().refine((id) => nodeIdPattern.test(id) && !isForbiddenKey(id), {
  error: `must be 1 to ${documentLimits.idLength} letters, digits, "_" or "-", and begin with a letter`,
});

const portName = z.string().min(1).max(200);

const edge = z.strictObject({
  id: z.string().min(1).max(400),
  source: z.string().max(400),
  sourcePort: portName,
  target: z.string().max(400),
  targetPort: portName,
});

const retry = z.strictObject({
  maxAttempts: z.number().optional(),
  initialDelayMs: z.number().optional(),
  backoff: z.number().optional(),
  maxDelayMs: z.number().optional(),
  jitter: z.number().optional(),
  on: z.array(z.string().max(100)).max(20).optional(),
});

const cache = z.strictObject({
  ttlSeconds: z.number(),
  key: text.optional(),
  scope: z.enum(['workflow', 'organization']).optional(),
  use: z.enum(['fresh', 'on_error']).optional(),
});

const policy = z.strictObject({
  retry: retry.optional(),
  timeoutMs: z.number().optional(),
  onError: z.enum(['fail', 'continue', 'route', 'ask']).optional(),
  join: z
    .union([z.enum(['all', 'any']), z.strictObject({ atLeast: z.number() })], { error: 'must be "all", "any" or { "atLeast": a number }' })
    .optional(),
  effect: z.enum(['at_least_once', 'at_most_once']).optional(),
  cache: cache.optional(),
});

const nodeFields = {
  id: nodeId,
  type: z.string().min(1).max(200),
  version: z.int().min(1).optional(),
  name: text.optional(),
  summary: text.optional(),
  config: object,
  policy: policy.optional(),
  disabled: z.boolean().optional(),
};

const node = z.strictObject({
  ...nodeFields,
  // Typed loosely: a shape that names itself has no type that could be inferred.
  get body(): z.ZodOptional<z.ZodType> {
    return graph.optional();
  },
});

const graph = z.strictObject({
  nodes: z.array(node),
  edges: z.array(edge),
});

const settings = z.strictObject({
  executionMode: z.enum(['parallel', 'sequential', 'hybrid']).optional(),
  errorHandling: z.enum(['strict', 'lenient', 'adaptive']).optional(),
  timeoutMs: z.number().optional(),
  concurrency: z.number().optional(),
  budgetUsd: z.number().optional(),
  budgetBytes: z.number().optional(),
  timezone: z.string().max(100).optional(),
  retention: z.strictObject({ days: z.number() }).optional(),
  maxConcurrentRuns: z.number().optional(),
  rate: z.strictObject({ count: z.number(), perSeconds: z.number() }).optional(),
  priority: z.enum(['low', 'normal', 'high']).optional(),
});

const point = z.strictObject({ x: z.number(), y: z.number() });
const note = z.strictObject({ id: z.string().min(1).max(200), text: z.string().max(20_000), x: z.number(), y: z.number() });

const meta = {
  name: z.string().min(1).max(200),
  description: z.string().max(20_000),
  inputs: object,
  outputs: object,
  settings,
  notes: z.array(note),
};

const document = z.strictObject({
  schemaVersion: z.literal(1, { error: 'must be 1, the version that this Arches reads' }),
  id: z.string().max(200),
  name: meta.name,
  description: meta.description.optional(),
  inputs: meta.inputs.optional(),
  outputs: meta.outputs.optional(),
  nodes: z.array(node),
  edges: z.array(edge),
  settings: settings.optional(),
  layout: z.record(z.string(), point).optional(),
  pins: object.optional(),
  notes: meta.notes.optional(),
});

const configPath = z
  .array(z.union([z.string(), z.int().min(0)], { error: 'must be a list of names and whole numbers' }))
  .max(documentLimits.depth);

const patch = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('add_node'),
    node,
    parent: z.string().optional(),
    position: point.optional(),
    index: z.int().min(0).optional(),
  }),
  z.strictObject({ op: z.literal('remove_node'), nodeId: z.string() }),
  z.strictObject({ op: z.literal('replace_node'), node }),
  z.strictObject({ op: z.literal('set_config'), nodeId: z.string(), path: configPath, value: z.unknown().optional() }),
  z.strictObject({
    op: z.literal('set_node'),
    nodeId: z.string(),
    field: z.enum(['name', 'summary', 'policy', 'disabled', 'version', 'type']),
    value: z.unknown().optional(),
  }),
  z.strictObject({ op: z.literal('rename_node'), nodeId: z.string(), newId: nodeId }),
  z.strictObject({ op: z.literal('connect'), edge, parent: z.string().optional(), index: z.int().min(0).optional() }),
  z.strictObject({ op: z.literal('disconnect'), edgeId: z.string() }),
  z.strictObject({ op: z.literal('move'), positions: z.record(z.string(), point.nullable()) }),
  z.strictObject({ op: z.literal('set_pin'), nodeId: z.string(), value: z.unknown().optional() }),
  z.strictObject({
    op: z.literal('set_meta'),
    field: z.enum(['name', 'description', 'inputs', 'outputs', 'settings', 'notes']),
    value: z.unknown().optional(),
  }),
]);

export const shapes = { document, node, graph, edge, policy, retry, cache, settings, note, point, meta, nodeFields, patch };
