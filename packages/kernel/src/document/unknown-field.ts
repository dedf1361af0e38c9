import type { Patch, Problem, WorkflowDocument, WorkflowEdge, WorkflowNode } from '../document.ts';
import { shapes } from './document-schema.ts';
import { walkGraphs } from './graph.ts';
import { sameJson } from './json-copy.ts';
import { nearest } from './nearest.ts';
import { pointer, valueAt } from './pointer.ts';

export interface UnknownField {
  /** Keys of the object that held it. */
  readonly path: readonly PropertyKey[];
  readonly key: string;
  readonly value: unknown;
}

type Fix = NonNullable<Problem['fix']>;

/** One problem for each field that nothing reads. `document` is what remains without them; with it, misspelt ones get a fix. */
export function unknownFieldProblems(document: WorkflowDocument | undefined, fields: readonly UnknownField[]): Problem[] {
  return fields.map((field) => {
    const known = nearest(field.key, knownFields(field.path));
    const fix = known !== undefined && document ? renameFix(document, field, known) : undefined;
    const node = nodeAt(document, field.path)?.node.id;
    const advice = known === undefined ? 'Remove it.' : `Did you mean “${known}”?`;
    return {
      code: 'unknown_field',
      severity: 'error',
      path: pointer([...field.path, field.key]),
      ...(node !== undefined && { nodeId: node }),
      message: `${placeWords(field.path, node)} has a field “${field.key}”, which Arches does not know. ${advice}`,
      ...(fix && { fix }),
    };
  });
}

function placeWords(path: readonly PropertyKey[], node: string | undefined): string {
  const last = path.at(-1);
  if (path.length === 0) return 'The workflow';
  if (typeof last === 'number' && path.at(-2) === 'edges') return `Edge number ${last + 1}`;
  if (typeof last === 'number' && path.at(-2) === 'nodes') return node === undefined ? `Step number ${last + 1}` : `Step “${node}”`;
  return node === undefined ? `“${path.map(String).join('.')}”` : `“${String(last)}” of step “${node}”`;
}

/** Names that may stand in the object at `path`. */
function knownFields(path: readonly PropertyKey[]): readonly string[] {
  const last = path.at(-1);
  const kind = typeof last === 'number' ? path.at(-2) : last;
  switch (kind) {
    case undefined:
      return Object.keys(shapes.document.shape);
    case 'nodes':
      return Object.keys(shapes.node.shape);
    case 'edges':
      return Object.keys(shapes.edge.shape);
    case 'body':
      return Object.keys(shapes.graph.shape);
    case 'policy':
      return Object.keys(shapes.policy.shape);
    case 'retry':
      return Object.keys(shapes.retry.shape);
    case 'cache':
      return Object.keys(shapes.cache.shape);
    case 'settings':
      return Object.keys(shapes.settings.shape);
    case 'notes':
      return Object.keys(shapes.note.shape);
    case 'retention':
      return ['days'];
    case 'rate':
      return ['count', 'perSeconds'];
    case 'join':
      return ['atLeast'];
    default:
      return path.at(-2) === 'layout' ? ['x', 'y'] : [];
  }
}

/** Patches that put the value where it was meant to go, if that place is free and the value fits there. */
function renameFix(document: WorkflowDocument, field: UnknownField, known: string): Fix | undefined {
  if (valueAt(document, [...field.path, known]) !== undefined && !isFilled(document, field.path, known)) return undefined;
  const patches = topPatches(document, field, known) ?? edgePatches(document, field, known) ?? nodePatches(document, field, known);
  return patches && { label: `Use “${known}”`, patches };
}

/** A value that reading filled in counts as absent: `{ sourceport: "true" }` has `sourcePort: "out"` by now. */
function isFilled(document: WorkflowDocument, path: readonly PropertyKey[], known: string): boolean {
  const value = valueAt(document, [...path, known]);
  return value === 'out' || value === 'in' || sameJson(value, {}) || sameJson(value, []);
}

function topPatches(document: WorkflowDocument, field: UnknownField, known: string): Patch[] | undefined {
  const [first] = field.path;
  const metaField = first === undefined ? known : first;
  const isMeta =
    metaField === 'name' ||
    metaField === 'description' ||
    metaField === 'inputs' ||
    metaField === 'outputs' ||
    metaField === 'settings' ||
    metaField === 'notes';
  if (!isMeta) return undefined;
  const value = first === undefined ? field.value : placed(document[metaField], field.path.slice(1), known, field.value);
  return shapes.meta[metaField].safeParse(value).success ? [{ op: 'set_meta', field: metaField, value }] : undefined;
}

function edgePatches(document: WorkflowDocument, field: UnknownField, known: string): Patch[] | undefined {
  if (field.path.at(-2) !== 'edges') return undefined;
  const old = valueAt(document, field.path) as WorkflowEdge;
  const edge = shapes.edge.safeParse({ ...old, [known]: field.value });
  if (!edge.success) return undefined;
  for (const place of walkGraphs(document)) {
    const index = place.graph.edges.indexOf(old);
    if (index < 0) continue;
    return [
      { op: 'disconnect', edgeId: old.id },
      { op: 'connect', edge: edge.data, index, ...(place.parent && { parent: place.parent.id }) },
    ];
  }
  return undefined;
}

function nodePatches(document: WorkflowDocument, field: UnknownField, known: string): Patch[] | undefined {
  const place = nodeAt(document, field.path);
  if (!place) return undefined;
  const node = shapes.node.safeParse(placed(place.node, place.rest, known, field.value));
  return node.success && node.data.id === place.node.id ? [{ op: 'replace_node', node: node.data as WorkflowNode }] : undefined;
}

function nodeAt(
  document: WorkflowDocument | undefined,
  path: readonly PropertyKey[],
): { node: WorkflowNode; rest: readonly PropertyKey[] } | undefined {
  if (!document) return undefined;
  const start = path.findLastIndex((key, index) => typeof key === 'number' && path[index - 1] === 'nodes');
  if (start < 0 || path.slice(start).includes('edges')) return undefined;
  const node = valueAt(document, path.slice(0, start + 1));
  return node === undefined ? undefined : { node: node as WorkflowNode, rest: path.slice(start + 1) };
}

/** A copy of `root` in which the object at `path` has `key: value`. */
function placed(root: unknown, path: readonly PropertyKey[], key: string, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return { ...(root as object), [key]: value };
  if (Array.isArray(root)) return root.map((item, index) => (index === first ? placed(item, rest, key, value) : item));
  return { ...(root as object), [first]: placed((root as Record<PropertyKey, unknown>)[first], rest, key, value) };
}
