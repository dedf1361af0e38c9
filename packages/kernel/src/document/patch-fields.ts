import type { Patch, WorkflowDocument, WorkflowNode } from '../document.ts';
import type { JsonObject } from '../json.ts';
import { levelOf, updateNode, withEntry, withField } from './edit-graph.ts';
import { issueWords } from './issue-sentence.ts';
import { jsonDepth, sameJson } from './json-copy.ts';
import { documentLimits, isForbiddenKey } from './limits.ts';
import { type Applied, PatchRefusal, type PatchOf, requireNode } from './patch-refusal.ts';
import { shapes } from './document-schema.ts';
import { type ConfigPath, removeAt, setAt } from './set-config.ts';

export function setConfig(document: WorkflowDocument, { nodeId, path, value }: PatchOf<'set_config'>): Applied {
  const place = requireNode(document, nodeId);
  const old = place.node.config;
  for (const [at, key] of path.entries()) {
    if (typeof key === 'string' && isForbiddenKey(key)) throw new PatchRefusal(`The name “${key}” may not be used.`, `/path/${at}`);
  }
  const change = path.length === 0 ? wholeConfig(old, value) : value === undefined ? removeAt(old, path) : setAt(old, path, value);
  if (typeof change === 'string') throw new PatchRefusal(change, '/path');
  if (levelOf(place) + jsonDepth(change.config) > documentLimits.depth)
    throw new PatchRefusal('The configuration would be too deep.', '/path');
  const inverse = change.inverse.map((step): Patch => ({ op: 'set_config', nodeId, ...step }));
  return { document: updateNode(document, nodeId, (node) => ({ ...node, config: change.config })), inverse };
}

function wholeConfig(old: JsonObject, value: unknown): { config: JsonObject; inverse: { path: ConfigPath; value: unknown }[] } {
  const read = shapes.nodeFields.config.safeParse(value === undefined ? {} : value);
  if (!read.success) throw new PatchRefusal('A whole configuration must be an object.', '/value');
  return { config: read.data, inverse: [{ path: [], value: old }] };
}

export function setNode(document: WorkflowDocument, { nodeId, field, value }: PatchOf<'set_node'>): Applied {
  const { node } = requireNode(document, nodeId);
  const read = shapes.nodeFields[field].safeParse(value);
  if (!read.success) throw new PatchRefusal(`“${field}” of step “${nodeId}” ${shapeWords(read.error.issues[0], value)}.`, '/value');
  const { [field]: old, ...rest } = node;
  const next = (value === undefined ? rest : { ...rest, [field]: value }) as WorkflowNode;
  return { document: updateNode(document, nodeId, () => next), inverse: [withValue({ op: 'set_node', nodeId, field }, old)] };
}

export function move(document: WorkflowDocument, positions: PatchOf<'move'>['positions']): Applied {
  let { layout } = document;
  const before: Record<string, { readonly x: number; readonly y: number } | null> = {};
  for (const [id, position] of Object.entries(positions)) {
    if (position) requireNode(document, id, '/positions');
    const old = layout && Object.hasOwn(layout, id) ? layout[id] : undefined;
    before[id] = old ?? null;
    layout = withEntry(layout, id, position ?? undefined);
  }
  return { document: withField(document, 'layout', layout), inverse: [{ op: 'move', positions: before }] };
}

export function setPin(document: WorkflowDocument, { nodeId, value }: PatchOf<'set_pin'>): Applied {
  if (value !== undefined) requireNode(document, nodeId);
  if (2 + jsonDepth(value) > documentLimits.depth) throw new PatchRefusal('The pinned output has too many levels.', '/value');
  const old = document.pins && Object.hasOwn(document.pins, nodeId) ? document.pins[nodeId] : undefined;
  const pins = withEntry(document.pins, nodeId, value);
  return { document: withField(document, 'pins', pins), inverse: [withValue({ op: 'set_pin', nodeId }, old)] };
}

export function setMeta(document: WorkflowDocument, { field, value }: PatchOf<'set_meta'>): Applied {
  if (field === 'name' && value === undefined) throw new PatchRefusal('A workflow must have a name.', '/value');
  const read = value === undefined ? undefined : shapes.meta[field].safeParse(value);
  if (read && !read.success) throw new PatchRefusal(`“${field}” of the workflow ${shapeWords(read.error.issues[0], value)}.`, '/value');
  if (1 + jsonDepth(value) > documentLimits.depth) throw new PatchRefusal(`“${field}” has too many levels.`, '/value');
  return {
    document: withField(document, field, value as WorkflowDocument[typeof field]),
    inverse: sameJson(document[field], value) ? [] : [withValue({ op: 'set_meta', field }, document[field])],
  };
}

/** A patch whose `value` is left out when there is none, as JSON would. */
function withValue<Op extends Patch>(patch: Op, value: unknown): Op {
  return value === undefined ? patch : { ...patch, value };
}

function shapeWords(issue: Parameters<typeof issueWords>[0] | undefined, value: unknown): string {
  if (!issue) return 'does not fit';
  if (issue.code === 'unrecognized_keys') return `has a field “${issue.keys[0] ?? ''}”, which Arches does not know`;
  const inner = issue.path.length === 0 ? '' : `has a wrong part: “${issue.path.map(String).join('.')}” `;
  return `${inner}${issueWords(issue, value)}`;
}
