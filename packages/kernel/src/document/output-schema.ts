import type { Catalog, OutputShape } from '../catalog.ts';
import type { WorkflowDocument, WorkflowGraph, WorkflowNode } from '../document.ts';
import { isJsonObject, type JsonObject, type JsonSchema } from '../json.ts';
import { TRY_PART, bodyParts } from './container-parts.ts';
import { findNode } from './graph.ts';
import { sameJson } from './json-copy.ts';

/** How deep steps that hand others' outputs on are followed; beyond it the type's own schema is the answer. */
const MAX_DEPTH = 40;

/**
 * The schema of what a step gives, with what is known of its place: a merge knows the branches it brings together, a condition what it
 * hands on, a loop what its steps give. The type's own `output` where nothing more is known. Pure; never throws.
 */
export function outputSchema(document: WorkflowDocument, nodeId: string, catalog: Catalog): JsonSchema {
  const place = findNode(document, nodeId);
  return place ? schemaOf({ catalog, known: new Map() }, place.graph, place.node, 0) : {};
}

interface Search {
  readonly catalog: Catalog;
  readonly known: Map<string, JsonSchema>;
}

function schemaOf(search: Search, graph: WorkflowGraph, node: WorkflowNode, depth: number): JsonSchema {
  const found = search.known.get(node.id);
  if (found) return found;
  const card = search.catalog.get(node.type, node.version);
  if (!card) return {};
  const { outputShape: rule } = card;
  const chosen = typeof rule === 'object' ? node.config[rule.field] : undefined;
  const shape = typeof rule === 'object' ? ((typeof chosen === 'string' ? rule.of[chosen] : undefined) ?? rule.usual) : rule;
  const schema = shape === undefined || depth > MAX_DEPTH ? card.output : shaped(search, graph, node, shape, depth + 1);
  search.known.set(node.id, schema);
  return schema;
}

function shaped(search: Search, graph: WorkflowGraph, node: WorkflowNode, shape: OutputShape, depth: number): JsonSchema {
  const inputs = (): { readonly id: string; readonly schema: JsonSchema }[] =>
    graph.edges.flatMap(({ source, target }) => {
      const from = target === node.id ? graph.nodes.find(({ id }) => id === source) : undefined;
      return from ? [{ id: source, schema: schemaOf(search, graph, from, depth) }] : [];
    });
  switch (shape) {
    case 'input':
      return oneOf(inputs().map(({ schema }) => schema));
    case 'by_source':
      return objectOf(inputs().map(({ id, schema }) => [id, schema]));
    case 'rows':
      return rowsOutput(oneOf(inputs().map(({ schema }) => rowOf(schema))));
    case 'joined_rows':
      return rowsOutput(joined(inputs().map(({ schema }) => rowOf(schema))));
    case 'body':
    case 'list_of_body':
    case 'parts_of_body':
      return ofBody(search, node, shape, depth);
  }
}

function ofBody(search: Search, node: WorkflowNode, shape: 'body' | 'list_of_body' | 'parts_of_body', depth: number): JsonSchema {
  const body = node.body ?? { nodes: [], edges: [] };
  const last = (graph: WorkflowGraph) =>
    graph.nodes
      .filter(({ id }) => !graph.edges.some(({ source }) => source === id))
      .map((inner): readonly [string, JsonSchema] => [inner.id, schemaOf(search, body, inner, depth)]);
  const output = (graph: WorkflowGraph): JsonSchema => {
    const ends = last(graph);
    return ends.length === 1 ? (ends[0]?.[1] ?? {}) : objectOf(ends);
  };
  if (shape === 'list_of_body') return { type: 'array', items: body.nodes.length === 0 ? {} : output(body) };
  if (shape === 'parts_of_body') return objectOf(last(body));
  const parts = bodyParts('try', body, (inner) => search.catalog.get(inner.type, inner.version)?.mark);
  return oneOf([parts[TRY_PART.main], parts[TRY_PART.error]].flatMap((part) => (part && part.nodes.length > 0 ? [output(part)] : [])));
}

function objectOf(fields: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  return { type: 'object', properties: Object.fromEntries(fields) };
}

function rowsOutput(items: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { rows: { type: 'array', items, title: 'The list' }, count: { type: 'integer', title: 'How many' } },
    required: ['rows', 'count'],
  };
}

/** A row of the list that an output is or holds. */
function rowOf(schema: JsonSchema): JsonSchema {
  if (isJsonObject(schema['items'])) return schema['items'];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  for (const key of ['rows', 'items']) {
    const list = properties[key];
    if (isJsonObject(list) && list['type'] === 'array') return isJsonObject(list['items']) ? list['items'] : {};
  }
  return {};
}

/** Of several the columns of all; the first to name a column says what it is. */
function joined(rows: readonly JsonSchema[]): JsonSchema {
  const properties: JsonObject = Object.assign({}, ...rows.toReversed().map((row) => row['properties'])) as JsonObject;
  return Object.keys(properties).length === 0 ? {} : { type: 'object', properties };
}

/** Any one of several; of none, and where one of them may be anything, anything. */
function oneOf(schemas: readonly JsonSchema[]): JsonSchema {
  const different = schemas.filter((schema, index) => schemas.findIndex((other) => sameJson(other, schema)) === index);
  if (different.length <= 1) return different[0] ?? {};
  return different.some((schema) => Object.keys(schema).length === 0) ? {} : { anyOf: different };
}
