import { edgeIdFor, type Patch, walkGraphs, walkNodes, type WorkflowDocument, type WorkflowEdge, type WorkflowNode } from '@arches/kernel';
import { addAll } from '../assemble/assemble.ts';
import { Assembly, type End } from '../assemble/assembly.ts';
import type { Wish } from '../recognise/wish.ts';
import { ancestors, dataAt } from './data-at.ts';

/** Where new steps go: behind a step, or between the steps that lead to `before` and it. */
export interface Place {
  readonly after: readonly End[];
  readonly before?: WorkflowNode;
}

const outputs = /^(?:file\.write|email\.send|flow\.respond|flow\.approval|ai\.summarize|ai\.generate)$/u;

/** In front of a step. */
export function placeBefore(document: WorkflowDocument, target: WorkflowNode): Place {
  const after = document.edges.filter((edge) => edge.target === target.id).map(({ source, sourcePort }) => ({ source, port: sourcePort }));
  return { after, before: target };
}

/** Right behind a step; what followed it follows the new ones. */
export function placeAfter(document: WorkflowDocument, node: WorkflowNode): Place {
  const port = node.type === 'flow.approval' ? 'approved' : node.type === 'flow.if' ? 'true' : 'out';
  const next = document.edges.filter((edge) => edge.source === node.id && edge.sourcePort === port);
  const before = next.length === 1 ? document.nodes.find(({ id }) => id === next[0]?.target) : undefined;
  return { after: [{ source: node.id, port }], ...(before ? { before } : {}) };
}

/** At the end: behind every step that nothing follows. */
export function placeAtEnd(document: WorkflowDocument): Place {
  const followed = new Set(document.edges.map(({ source }) => source));
  const last = document.nodes.findLast(({ id }) => !followed.has(id));
  return {
    after: last ? [{ source: last.id, port: last.type === 'flow.approval' ? 'approved' : last.type === 'flow.if' ? 'true' : 'out' }] : [],
  };
}

/** Where a step of its kind usually stands: rows are cleaned behind their source, put in order before they go out. */
export function usualPlace(document: WorkflowDocument, wish: Wish): Place {
  const source = document.nodes.find(({ type }) => type === 'file.read' || type === 'http.request');
  if (['filter', 'deduplicate', 'calculate'].includes(wish.kind) && source) return placeAfter(document, source);
  const output = document.nodes.find(({ type }) => outputs.test(type));
  if (['sort', 'total', 'topics', 'classify', 'extract', 'filter', 'deduplicate', 'calculate'].includes(wish.kind) && output)
    return placeBefore(document, output);
  if (wish.kind === 'approve' || wish.kind === 'wait') {
    const isCall = (node: WorkflowNode): boolean =>
      node.type === 'http.request' && !['GET', undefined].includes(node.config['method'] as string);
    const mail = document.nodes.find(({ type }) => type === 'email.send') ?? document.nodes.find(isCall);
    if (mail && document.edges.some(({ target }) => target === mail.id)) return placeBefore(document, mail);
  }
  return placeAtEnd(document);
}

/** Patches that put the steps for `wishes` at a place, and let later steps work with what the new ones give. */
export function insert(
  document: WorkflowDocument,
  wishes: readonly Wish[],
  place: Place,
  answers: { readonly [id: string]: string },
): { patches: Patch[]; assembly: Assembly } {
  const assembly = new Assembly(undefined, { answers });
  for (const { node } of walkNodes(document)) assembly.freeId(node.id);
  const anchor = place.after[0]?.source;
  assembly.data = anchor === undefined ? { recordFields: [] } : dataAt(document, anchor);
  assembly.earlier.push(...(anchor === undefined ? [] : document.nodes.filter(({ id }) => ancestors(document, anchor).has(id))));
  const before = assembly.data;
  assembly.ends = [...place.after];
  addAll(assembly, wishes);
  const added = new Set(assembly.nodes.map(({ id }) => id));
  if (added.size === 0) return { patches: [], assembly };
  const taken = new Set([...walkGraphs(document)].flatMap(({ graph }) => graph.edges.map(({ id }) => id)));
  const connect = (source: string, sourcePort: string, target: string): Patch => {
    const edge: Omit<WorkflowEdge, 'id'> = { source, sourcePort, target, targetPort: 'in' };
    const id = edgeIdFor(edge, taken);
    taken.add(id);
    return { op: 'connect', edge: { id, ...edge } };
  };
  const { before: next } = place;
  const cut = next
    ? document.edges.filter(
        (edge) => edge.target === next.id && place.after.some(({ source, port }) => source === edge.source && port === edge.sourcePort),
      )
    : [];
  return {
    assembly,
    patches: [
      ...cut.map(({ id }): Patch => ({ op: 'disconnect', edgeId: id })),
      ...assembly.nodes.map((node): Patch => ({ op: 'add_node', node })),
      ...assembly.edges.map(({ source, sourcePort, target }) => connect(source, sourcePort, target)),
      ...(next ? assembly.ends.map(({ source, port }) => connect(source, port, next.id)) : []),
      ...(next ? redirected(document, next, before.rows, assembly.data.rows) : []),
    ],
  };
}

/** Later steps that read the rows of before read the new ones. */
function redirected(document: WorkflowDocument, from: WorkflowNode, before: string | undefined, after: string | undefined): Patch[] {
  if (!before || !after || before === after) return [];
  const later = document.nodes.filter(({ id }) => ancestors(document, id).has(from.id));
  return later.flatMap((node) =>
    Object.entries(node.config).flatMap(([key, value]): Patch[] =>
      typeof value === 'string' && value.includes(before)
        ? [{ op: 'set_config', nodeId: node.id, path: [key], value: value.replaceAll(before, after) }]
        : [],
    ),
  );
}

/** Patches that take a step out and join what was on both sides of it. */
export function removal(document: WorkflowDocument, node: WorkflowNode): Patch[] {
  const incoming = document.edges.filter(({ target }) => target === node.id);
  const leaving = document.edges.filter(
    ({ source, sourcePort }) => source === node.id && !['rejected', 'false', 'error'].includes(sourcePort),
  );
  const taken = new Set([...walkGraphs(document)].flatMap(({ graph }) => graph.edges.map(({ id }) => id)));
  const joined = incoming.flatMap(({ source, sourcePort }) =>
    leaving.map(({ target }): Patch => {
      const edge = { source, sourcePort, target, targetPort: 'in' };
      const id = edgeIdFor(edge, taken);
      taken.add(id);
      return { op: 'connect', edge: { id, ...edge } };
    }),
  );
  const inputs = dataAt(document, incoming[0]?.source ?? '').rows;
  const own = dataAt(document, node.id).rows;
  const next = document.nodes.find(({ id }) => id === leaving[0]?.target);
  return [
    ...(next ? redirected(document, next, own, inputs) : []),
    ...unattached(document, node),
    { op: 'remove_node', nodeId: node.id },
    ...joined,
  ];
}

/** A file that is no longer made is no longer attached. */
function unattached(document: WorkflowDocument, removed: WorkflowNode): Patch[] {
  return document.nodes.flatMap((node): Patch[] =>
    typeof node.config['attachments'] === 'string' && node.config['attachments'].includes(`nodes.${removed.id}.`)
      ? [{ op: 'set_config', nodeId: node.id, path: ['attachments'] }]
      : [],
  );
}
