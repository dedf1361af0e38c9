import type { WorkflowEdge } from '../document.ts';
import { adjacencyOf, findCycle, type GraphPlace } from './graph.ts';
import { nearest } from './nearest.ts';
import { pointer } from './pointer.ts';
import { portsOf } from './validate-nodes.ts';
import { called, fixWith, PLACEHOLDER, type Report, type Validation } from './validation.ts';

export function checkGraph(validation: Validation, place: GraphPlace): void {
  const seen = new Set<string>();
  for (const [index, edge] of place.graph.edges.entries()) {
    const path = pointer([...place.path, 'edges', index]);
    const key = JSON.stringify([edge.source, edge.sourcePort, edge.target, edge.targetPort]);
    if (seen.has(key))
      validation.report({ code: 'duplicate_edge', path, message: `${words(validation, edge)} are connected twice.`, fix: cut(edge) });
    seen.add(key);
    checkEdge(validation, place, edge, path);
  }
  checkCycle(validation, place);
  checkUnreachable(validation, place);
}

function checkEdge(validation: Validation, place: GraphPlace, edge: WorkflowEdge, path: string): void {
  const ends = (['source', 'target'] as const).map((end) => endProblem(validation, place, edge, end, path));
  for (const problem of ends) if (problem) validation.report(problem);
  const target = validation.places.get(edge.target)?.node;
  if (target && validation.cardOf(target)?.kind === 'trigger') {
    const message = `${called(target)} starts the workflow, so nothing can lead to it.`;
    validation.report({ code: 'trigger_with_input', path, nodeId: target.id, message, fix: cut(edge) });
  }
  if (!ends[0]) checkPort(validation, place, edge, path);
}

function endProblem(
  { places }: Validation,
  place: GraphPlace,
  edge: WorkflowEdge,
  end: 'source' | 'target',
  path: string,
): Report | undefined {
  const id = edge[end];
  const found = places.get(id);
  if (!found) {
    const meant = nearest(
      id,
      place.graph.nodes.map((node) => node.id),
    );
    const advice = meant === undefined ? 'Remove the edge, or name a step that exists.' : `Did you mean “${meant}”?`;
    const message = `An edge ${end === 'source' ? 'comes from' : 'leads to'} “${id}”, but there is no such step. ${advice}`;
    const fix = meant === undefined ? cut(edge) : fixWith(`Use “${meant}”`, ...reconnect(place, edge, { ...edge, [end]: meant }));
    return { code: 'edge_to_nowhere', path: `${path}/${end}`, message, fix };
  }
  if (found.parent?.id === place.parent?.id) return undefined;
  const inside = found.parent ? `inside ${called(found.parent)}` : 'outside it';
  const message = `An edge joins ${called(found.node)}, which is ${inside}, with a step that is not. Connect the container instead.`;
  return { code: 'edge_across_bodies', path: `${path}/${end}`, nodeId: id, message, fix: cut(edge) };
}

function checkPort(validation: Validation, place: GraphPlace, edge: WorkflowEdge, path: string): void {
  const node = validation.places.get(edge.source)?.node;
  const ports = node && portsOf(validation, node);
  if (!node || !ports || ports.includes(edge.sourcePort)) return;
  if (edge.sourcePort === 'error' && validation.cardOf(node)?.kind !== 'trigger') return checkErrorPort(validation, node, path);
  const [first] = ports;
  if (first === undefined) {
    const message = `${called(node)} ends its path, so nothing can follow it.`;
    return validation.report({ code: 'unknown_port', path: `${path}/sourcePort`, nodeId: node.id, message, fix: cut(edge) });
  }
  const used = new Set(place.graph.edges.filter((other) => other.source === node.id).map((other) => other.sourcePort));
  const meant = nearest(edge.sourcePort, ports) ?? ports.find((port) => !used.has(port)) ?? first;
  const message = `${called(node)} has no way out called “${edge.sourcePort}”. It has ${ports.map((port) => `“${port}”`).join(', ')}.`;
  const fix = fixWith(`Use “${meant}”`, ...reconnect(place, edge, { ...edge, sourcePort: meant }));
  validation.report({ code: 'unknown_port', path: `${path}/sourcePort`, nodeId: node.id, message, fix });
}

/** An edge drawn from the `error` port sends errors there, unless the step's own policy says otherwise. */
function checkErrorPort({ report }: Validation, node: GraphPlace['graph']['nodes'][number], path: string): void {
  const onError = node.policy?.onError;
  if (onError !== 'fail' && onError !== 'continue') return;
  const message = `The error path of ${called(node)} is never taken, because its errors are not sent there.`;
  const fix = fixWith('Send errors there', {
    op: 'set_node',
    nodeId: node.id,
    field: 'policy',
    value: { ...node.policy, onError: 'route' },
  });
  report({ code: 'error_port_unused', severity: 'warning', path: `${path}/sourcePort`, nodeId: node.id, message, fix });
}

function checkCycle(validation: Validation, place: GraphPlace): void {
  const cycle = findCycle(place.graph);
  const closing = cycle?.at(-1);
  if (!cycle || !closing) return;
  const index = place.graph.edges.indexOf(closing);
  const shown = cycle.length > 8 ? [...cycle.slice(0, 4), ...cycle.slice(-3)] : cycle;
  const steps = shown.map((edge) => name(validation, edge.source)).join(' → ');
  const message =
    closing.source === closing.target
      ? `${name(validation, closing.source)} leads to itself (edge “${closing.id}”). To repeat steps, put them inside a loop.`
      : `The steps ${steps} go round in a circle; the edge “${closing.id}” from ${words(validation, closing)} closes it. To repeat steps, put them inside a loop.`;
  validation.report({ code: 'cycle', path: pointer([...place.path, 'edges', index]), nodeId: closing.source, message, fix: cut(closing) });
}

/** Where triggers start the work, a first step that none of them leads to never runs. An unknown type may yet turn out to be a trigger. */
function checkUnreachable({ report, cardOf, places }: Validation, { graph, parent, path }: GraphPlace): void {
  if (parent || !graph.nodes.some((node) => cardOf(node)?.kind === 'trigger')) return;
  const { incoming } = adjacencyOf(graph);
  for (const [index, node] of graph.nodes.entries()) {
    const isStart = node.type !== PLACEHOLDER && (cardOf(node) ?? { kind: 'trigger' }).kind === 'trigger';
    if (isStart || (incoming.get(node.id)?.length ?? 0) > 0 || places.get(node.id)?.node !== node) continue;
    const message = `Nothing leads to ${called(node)}, so it never runs. Connect it, or remove it.`;
    report({ code: 'unreachable', severity: 'warning', path: pointer([...path, 'nodes', index]), nodeId: node.id, message });
  }
}

function name({ places }: Validation, id: string): string {
  const place = places.get(id);
  return place ? called(place.node) : `“${id}”`;
}

function words(validation: Validation, edge: WorkflowEdge): string {
  return `${name(validation, edge.source)} to ${name(validation, edge.target)}`;
}

function cut(edge: WorkflowEdge) {
  return fixWith('Remove the edge', { op: 'disconnect', edgeId: edge.id });
}

function reconnect({ graph, parent }: GraphPlace, before: WorkflowEdge, after: WorkflowEdge) {
  const index = graph.edges.indexOf(before);
  const where = parent && { parent: parent.id };
  return [
    { op: 'disconnect', edgeId: before.id },
    { op: 'connect', edge: after, index, ...where },
  ] as const;
}
