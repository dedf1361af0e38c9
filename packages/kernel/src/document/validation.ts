import type { Catalog, NodeType } from '../catalog.ts';
import type { Patch, Problem, WorkflowDocument, WorkflowNode } from '../document.ts';
import { nearest } from './nearest.ts';
import { type NodePlace, walkGraphs, walkNodes } from './graph.ts';

/** A problem as the checks report it: an error unless it says otherwise. */
export type Report = Omit<Problem, 'severity'> & { readonly severity?: Problem['severity'] };

/** One validation under way: the document, what is known of its nodes, and what was found so far. */
export interface Validation {
  readonly document: WorkflowDocument;
  readonly problems: readonly Problem[];
  readonly report: (problem: Report) => void;
  /** By id; of two nodes with one id, the first. */
  readonly places: ReadonlyMap<string, NodePlace>;
  /** Ids of all edges, bodies included. */
  readonly edgeIds: () => ReadonlySet<string>;
  readonly cardOf: (node: WorkflowNode) => NodeType | undefined;
  /** The known type most like this one. */
  readonly nearestType: (type: string) => string | undefined;
}

/** A wish that no step type meets yet: may stand in a draft, never runs. */
export const PLACEHOLDER = 'placeholder';

export function startValidation(document: WorkflowDocument, catalog: Catalog): Validation {
  const problems: Problem[] = [];
  const places = new Map<string, NodePlace>();
  for (const place of walkNodes(document)) if (!places.has(place.node.id)) places.set(place.node.id, place);
  const types = remembered(() => [...new Set(catalog.list().map((card) => card.type))]);
  const meant = new Map<string, string | undefined>();
  return {
    document,
    problems,
    report: (problem) => problems.push({ severity: 'error', ...problem }),
    places,
    edgeIds: remembered(() => new Set([...walkGraphs(document)].flatMap(({ graph }) => graph.edges.map((edge) => edge.id)))),
    cardOf: (node) => catalog.get(node.type, node.version),
    nearestType: (type) => {
      if (!meant.has(type)) meant.set(type, nearest(type, types()));
      return meant.get(type);
    },
  };
}

function remembered<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** “Sort by topic”: how a step is called in sentences. */
export function called(node: WorkflowNode): string {
  return `“${node.name === undefined || node.name === '' ? node.id : node.name}”`;
}

export function fixWith(label: string, ...patches: Patch[]): NonNullable<Problem['fix']> {
  return { label, patches };
}
