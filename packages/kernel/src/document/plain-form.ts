import { edgeIdFor } from './edge-id.ts';

type Mutable = Record<string, unknown>;

/**
 * Turns the plain form that people write by hand into the full envelope, in place: `schemaVersion`, `id`, configurations, ports and edge ids.
 * Only what is absent is filled; what is wrong stays as it is, for the shape check to name. Takes a copy that nobody else holds.
 */
export function fillPlainForm(root: Mutable): void {
  if (root['schemaVersion'] === undefined) root['schemaVersion'] = 1;
  if (root['id'] === undefined) root['id'] = '';
  const taken = new Set<string>();
  const graphs: Mutable[] = [];
  collectGraphs(root, graphs);
  for (const graph of graphs) for (const edge of objects(graph['edges'])) if (typeof edge['id'] === 'string') taken.add(edge['id']);
  for (const graph of graphs) fillGraph(graph, taken);
}

/** The same for the node or edge that a patch brings; `taken` are the document's edge ids. In place, on a copy. */
export function fillPatch(patch: unknown, taken: () => Set<string>): void {
  if (!isObject(patch)) return;
  if (patch['op'] === 'connect' && isObject(patch['edge'])) fillGraph({ edges: [patch['edge']] }, taken());
  if ((patch['op'] !== 'add_node' && patch['op'] !== 'replace_node') || !isObject(patch['node'])) return;
  const graphs: Mutable[] = [];
  if (patch['node']['config'] === undefined) patch['node']['config'] = {};
  if (isObject(patch['node']['body'])) collectGraphs(patch['node']['body'], graphs);
  const ids = graphs.length > 0 ? taken() : new Set<string>();
  for (const graph of graphs) fillGraph(graph, ids);
}

function collectGraphs(graph: Mutable, found: Mutable[]): void {
  found.push(graph);
  for (const node of objects(graph['nodes'])) if (isObject(node['body'])) collectGraphs(node['body'], found);
}

function fillGraph(graph: Mutable, taken: Set<string>): void {
  if (graph['edges'] === undefined && graph['nodes'] !== undefined) graph['edges'] = [];
  for (const node of objects(graph['nodes'])) if (node['config'] === undefined) node['config'] = {};
  for (const edge of objects(graph['edges'])) {
    if (edge['sourcePort'] === undefined) edge['sourcePort'] = 'out';
    if (edge['targetPort'] === undefined) edge['targetPort'] = 'in';
    if (edge['id'] !== undefined) continue;
    const { source, sourcePort, target, targetPort } = edge;
    if (typeof source !== 'string' || typeof sourcePort !== 'string' || typeof target !== 'string' || typeof targetPort !== 'string') {
      // Its ends are wrong and will be named; a missing id on top would only confuse.
      edge['id'] = edgeIdFor({ source: 'edge', sourcePort: 'out', target: 'unknown', targetPort: 'in' }, taken);
    } else edge['id'] = edgeIdFor({ source, sourcePort, target, targetPort }, taken);
    taken.add(edge['id'] as string);
  }
}

function objects(value: unknown): Mutable[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Mutable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
