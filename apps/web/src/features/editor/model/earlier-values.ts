import {
  effectiveInputSchema,
  findNode,
  isJsonObject,
  type JsonObject,
  type NodeCard,
  outputSchema,
  tryParts,
  type WorkflowDocument,
  type WorkflowGraph,
  type WorkflowNode,
} from '@arches/kernel';
import { humanName, propertiesOf, resolved, titleOf } from '../../../ui/schema-form/field-kind.ts';
import { largeValue } from '../../../ui/value/stored-value.ts';
import { catalogOfCards } from './catalog-of-cards.ts';
import { nameOf, stepsBefore } from './edits.ts';

/** A value that a step can use, in words and as the expression that means it. */
export interface EarlierValue {
  /** Without braces: `nodes.read.output.rows`. */
  readonly expression: string;
  /** "rows from Read the file". */
  readonly label: string;
  readonly group: string;
  readonly kind: 'list' | 'file' | 'text' | 'number' | 'object' | 'other';
  /** What it was in the last test, or is in the step's sample. */
  readonly sample?: unknown;
}

type Cards = ReadonlyMap<string, NodeCard>;
/** Outputs of the last test by step. */
export type Outputs = ReadonlyMap<string, unknown>;

/** Everything that is known when a step runs: the fields it was started with, what earlier steps gave, the entry of a loop. */
export function earlierValues(document: WorkflowDocument, nodeId: string, cards: Cards, outputs: Outputs): readonly EarlierValue[] {
  const place = findNode(document, nodeId);
  if (!place) return [];
  const values: EarlierValue[] = [...loopValues(document, nodeId, cards, outputs)];
  const catalog = catalogOfCards(cards);
  for (const { graph, at, container } of enclosingGraphs(document, nodeId)) {
    const before = stepsBefore(graph, at);
    if (container && cards.get(container.type)?.container === 'try') for (const id of earlierParts(graph, at, cards)) before.add(id);
    for (const node of graph.nodes.toReversed()) {
      const card = cards.get(node.type);
      if (!before.has(node.id) || !card || card.kind === 'trigger') continue;
      const known = card.outputShape
        ? { output: outputSchema(document, node.id, catalog), sample: undefined }
        : { output: card.output, sample: card.sampleOutput };
      values.push(...outputValues(`nodes.${pathKey(node.id, true)}.output`, nameOf(node, cards), known, outputs.get(node.id)));
    }
  }
  values.push(...inputValues(document, cards));
  return values;
}

/** `item` and `index` of the nearest loop around a step; a `while` step itself asks its condition with them. */
function loopValues(document: WorkflowDocument, nodeId: string, cards: Cards, outputs: Outputs): readonly EarlierValue[] {
  const own = findNode(document, nodeId);
  const loop = own && cards.get(own.node.type)?.container === 'while' ? own.node : loopAround(document, nodeId, cards);
  if (!loop) return [];
  if (cards.get(loop.type)?.container !== 'while') return itemValues(nameOf(loop, cards), entryOf(loop.config['items'], outputs));
  const group = `Each round of ${nameOf(loop, cards)}`;
  return [
    { expression: 'item', label: 'what the round before gave', group, kind: 'other' },
    { expression: 'index', label: 'rounds so far', group, kind: 'number' },
  ];
}

function loopAround(document: WorkflowDocument, nodeId: string, cards: Cards): WorkflowNode | undefined {
  for (let parent = findNode(document, nodeId)?.parent; parent; parent = findNode(document, parent.id)?.parent) {
    const kind = cards.get(parent.type)?.container;
    if (kind !== 'parallel' && kind !== 'try') return parent;
  }
  return undefined;
}

/** Steps of a “Try” in the parts before the one that a step is in. */
function earlierParts(graph: WorkflowGraph, at: string, cards: Cards): readonly string[] {
  const parts = tryParts(graph, (node) => cards.get(node.type)?.mark);
  return [...parts].filter(([, part]) => part < (parts.get(at) ?? 0)).map(([id]) => id);
}

interface Enclosing {
  readonly graph: WorkflowGraph;
  readonly at: string;
  /** Whose body it is. */
  readonly container?: WorkflowNode;
}

function enclosingGraphs(document: WorkflowDocument, nodeId: string): Enclosing[] {
  const place = findNode(document, nodeId);
  if (!place) return [];
  const own: Enclosing = { graph: place.graph, at: nodeId, ...(place.parent ? { container: place.parent } : {}) };
  return place.parent ? [own, ...enclosingGraphs(document, place.parent.id)] : [own];
}

/** `rows`, or `["two words"]` for what is no name. */
function pathKey(key: string, first = false): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : first ? `["${key}"]` : `["${key.replaceAll('"', '\\"')}"]`;
}

export function memberPath(base: string, key: string): string {
  const part = pathKey(key);
  return part.startsWith('[') ? `${base}${part}` : `${base}.${part}`;
}

function outputValues(
  base: string,
  name: string,
  known: { readonly output: JsonObject; readonly sample: unknown },
  tested: unknown,
): EarlierValue[] {
  const large = largeValue(tested);
  const sample = large ? large.preview : (tested ?? known.sample);
  const path = base.replace('.["', '["');
  const fields = isJsonObject(sample) ? Object.entries(sample) : [];
  const shown = new Set(fields.map(([key]) => key));
  const declared = propertiesOf(known.output).filter(([key]) => !shown.has(key));
  return [
    ...fields.map(
      ([key, value]): EarlierValue => ({
        expression: memberPath(path, key),
        label: `${wordsOf(key)} from ${name}`,
        group: name,
        kind: kindOf(value),
        sample: value,
      }),
    ),
    ...declared.map(
      ([key, schema]): EarlierValue => ({
        expression: memberPath(path, key),
        label: `${titleOf(schema, key).toLowerCase()} from ${name}`,
        group: name,
        kind: kindOfSchema(schema),
      }),
    ),
    {
      expression: path,
      label: `everything from ${name}`,
      group: name,
      kind: Array.isArray(sample) || known.output['type'] === 'array' ? 'list' : 'object',
      sample,
    },
  ];
}

function wordsOf(key: string): string {
  return humanName(key).toLowerCase();
}

function inputValues(document: WorkflowDocument, cards: Cards): EarlierValue[] {
  const schema = effectiveInputSchema(document, catalogOfCards(cards));
  const trigger = document.nodes.find(({ type }) => cards.get(type)?.kind === 'trigger');
  const group = 'Start';
  const fields = schema ? propertiesOf(schema) : [];
  const values = fields.map(([key, raw]): EarlierValue => {
    const field = resolved(raw, schema ?? {});
    return { expression: memberPath('input', key), label: `${titleOf(field, key)} from the start`, group, kind: kindOfSchema(field) };
  });
  if (trigger?.type === 'trigger.webhook') {
    values.push(
      { expression: 'trigger.body', label: 'what the caller sent', group, kind: 'object' },
      { expression: 'trigger.query', label: 'the address’s parameters', group, kind: 'object' },
    );
  }
  return [...values, { expression: 'trigger.at', label: 'time of the start', group, kind: 'text' }];
}

function itemValues(container: string, entry: unknown): EarlierValue[] {
  const group = `Each entry of ${container}`;
  const fields = isJsonObject(entry) ? Object.entries(entry) : [];
  return [
    ...fields.map(
      ([key, value]): EarlierValue => ({
        expression: memberPath('item', key),
        label: `${key} of the entry`,
        group,
        kind: kindOf(value),
        sample: value,
      }),
    ),
    { expression: 'item', label: 'the whole entry', group, kind: 'object', sample: entry },
    { expression: 'index', label: 'its number, from 0', group, kind: 'number' },
  ];
}

/** The first entry of a list that a template points to, by the last test. */
export function entryOf(template: unknown, outputs: Outputs): unknown {
  const path = typeof template === 'string' ? /^\s*\{\{\s*nodes\.([\w-]+)\.output((?:\.\w+)*)\s*\}\}\s*$/.exec(template) : null;
  if (!path) return undefined;
  let value: unknown = outputs.get(path[1] ?? '');
  value = largeValue(value)?.preview ?? value;
  for (const key of (path[2] ?? '').split('.').filter(Boolean)) value = isJsonObject(value) ? value[key] : undefined;
  return listIn(value)?.[0];
}

/** A list itself, or the one that a step's output holds. */
export function listIn(value: unknown): readonly unknown[] | undefined {
  const shown = largeValue(value)?.preview ?? value;
  if (Array.isArray(shown)) return shown;
  if (!isJsonObject(shown)) return undefined;
  for (const key of ['rows', 'items', 'groups']) if (Array.isArray(shown[key])) return shown[key];
  return undefined;
}

/** Columns of the rows a step works on: of its own list, else of what the step before gave. */
export function knownColumns(document: WorkflowDocument, nodeId: string, cards: Cards, outputs: Outputs): readonly string[] {
  const place = findNode(document, nodeId);
  if (!place) return [];
  const own = entryOf(place.node.config['items'], outputs);
  const row = isJsonObject(own) ? own : rowBefore(document, nodeId, cards, outputs);
  return row ? Object.keys(row) : [];
}

function rowBefore(document: WorkflowDocument, nodeId: string, cards: Cards, outputs: Outputs): JsonObject | undefined {
  const place = findNode(document, nodeId);
  for (const edge of place?.graph.edges ?? []) {
    if (edge.target !== nodeId) continue;
    const source = findNode(document, edge.source)?.node;
    if (!source) continue;
    const row = listIn(outputs.get(source.id))?.[0];
    if (isJsonObject(row)) return row;
    // Steps that let things through: look further back.
    if (cards.get(source.type)?.category === 'flow') {
      const further = rowBefore(document, source.id, cards, outputs);
      if (further) return further;
    }
  }
  return undefined;
}

export function kindOf(value: unknown): EarlierValue['kind'] {
  if (Array.isArray(value)) return 'list';
  if (isJsonObject(value)) return value['kind'] === 'file' ? 'file' : 'object';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'other';
}

function kindOfSchema(schema: JsonObject): EarlierValue['kind'] {
  if (schema['format'] === 'file') return 'file';
  switch (schema['type']) {
    case 'array':
      return 'list';
    case 'object':
      return 'object';
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    default:
      return 'other';
  }
}
