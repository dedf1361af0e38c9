import type { ContainerKind, NodeMark } from '../catalog.ts';
import type { WorkflowNode } from '../document.ts';
import { edgesBetweenParts, bodyParts, TRY_PART, tryParts } from './container-parts.ts';
import type { NodePlace } from './graph.ts';
import { pointer } from './pointer.ts';
import { called, fixWith, type Validation } from './validation.ts';

/** What sort of container a node is; `undefined` for other nodes and for types that are not known. */
export function containerKindOf({ cardOf }: Validation, node: WorkflowNode): ContainerKind | undefined {
  const card = cardOf(node);
  return card?.kind === 'container' ? (card.container ?? 'for_each') : undefined;
}

export function checkContainer(validation: Validation, place: NodePlace): void {
  const kind = containerKindOf(validation, place.node);
  if (kind === 'try') checkTry(validation, place);
  if (kind === 'parallel') checkParallel(validation, place);
  const mark = validation.cardOf(place.node)?.mark;
  if (mark === 'break' || mark === 'continue') checkLoopMark(validation, place);
  else if (mark) checkPartMark(validation, place);
}

/** The parts of a `try` are joined by nothing but what the engine does. */
function checkTry({ report, cardOf }: Validation, { node, path }: NodePlace): void {
  const body = node.body ?? { nodes: [], edges: [] };
  const markOf = (inner: WorkflowNode) => cardOf(inner)?.mark;
  const marks = new Map(body.nodes.map((inner) => [inner.id, markOf(inner)]));
  for (const edge of edgesBetweenParts(body, markOf)) {
    if (isPartMark(marks.get(edge.target))) continue;
    const message = `An edge inside ${called(node)} joins two of its parts: what it tries, what it does on an error, and the clean-up. Remove it.`;
    const fix = fixWith('Remove the edge', { op: 'disconnect', edgeId: edge.id });
    const at = pointer([...path, 'body', 'edges', body.edges.indexOf(edge)]);
    report({ code: 'parts_joined', path: at, nodeId: node.id, message, fix });
  }
  if (body.nodes.length === 0 || [...marks.values()].some(isPartMark)) return;
  const message = `${called(node)} does nothing when its steps fail, and nothing at its end. Add “If it fails” or “Clean up” inside it, or take the steps out.`;
  report({ code: 'try_without_parts', severity: 'warning', path: pointer(path), nodeId: node.id, message });
}

function isPartMark(mark: NodeMark | undefined): boolean {
  return mark === 'on_error' || mark === 'cleanup';
}

function checkParallel({ report, cardOf }: Validation, { node, path }: NodePlace): void {
  const parts = bodyParts('parallel', node.body ?? { nodes: [], edges: [] }, (inner) => cardOf(inner)?.mark).length;
  const { need } = node.config;
  const wanted = typeof need === 'string' && /^\d+$/.test(need) ? Number(need) : need;
  if (typeof wanted === 'number' && wanted > parts && parts > 0) {
    const message = `${called(node)} waits for ${wanted} parts to end well, and there ${parts === 1 ? 'is only one' : `are only ${parts}`}.`;
    const fix = fixWith('Wait for all of them', { op: 'set_config', nodeId: node.id, path: ['need'], value: 'all' });
    report({ code: 'need_too_many', path: pointer([...path, 'config', 'need']), nodeId: node.id, message, fix });
  }
  if (parts !== 1) return;
  const message = `All steps inside ${called(node)} are connected, so nothing is done side by side. Leave apart what may happen at the same time.`;
  report({ code: 'one_part', severity: 'warning', path: pointer([...path, 'body']), nodeId: node.id, message });
}

/** `break` and `continue` reach through other containers to the nearest loop, but leave no clean-up before its end. */
function checkLoopMark(validation: Validation, { node, path, ...place }: NodePlace): void {
  const { report, places } = validation;
  const remove = fixWith('Remove the step', { op: 'remove_node', nodeId: node.id });
  let inner = node;
  for (let { parent } = place; parent; parent = places.get(parent.id)?.parent) {
    const kind = containerKindOf(validation, parent);
    if (kind === undefined || kind === 'for_each' || kind === 'while') return;
    if (kind === 'try' && partIn(validation, parent, inner) === TRY_PART.cleanUp) {
      const message = `${called(node)} would leave the clean-up of ${called(parent)} before its end. A clean-up always goes to its end.`;
      return report({ code: 'mark_in_cleanup', path: pointer(path), nodeId: node.id, message, fix: remove });
    }
    inner = parent;
  }
  const message = `${called(node)} ends a loop, but there is no loop around it. Move it into one, or remove it.`;
  report({ code: 'mark_outside_loop', path: pointer(path), nodeId: node.id, message, fix: remove });
}

function checkPartMark(validation: Validation, { node, path, parent, graph }: NodePlace): void {
  const { report, cardOf } = validation;
  const known = parent === undefined || cardOf(parent) !== undefined;
  if (known && (!parent || containerKindOf(validation, parent) !== 'try')) {
    const message = `${called(node)} begins a part of a “Try”, but does not stand directly inside one. Move it into one, or remove it.`;
    const fix = fixWith('Remove the step', { op: 'remove_node', nodeId: node.id });
    return report({ code: 'mark_outside_try', path: pointer(path), nodeId: node.id, message, fix });
  }
  const edges = graph.edges.filter((edge) => edge.target === node.id);
  if (edges.length === 0) return;
  const message = `${called(node)} begins a part of its own, so nothing may lead to it.`;
  const fix = fixWith('Remove what leads to it', ...edges.map((edge) => ({ op: 'disconnect', edgeId: edge.id }) as const));
  report({ code: 'mark_with_input', path: pointer(path), nodeId: node.id, message, fix });
}

/** The part of a container's body that a step directly in it belongs to, where its parts come one after the other. */
export function partIn({ cardOf }: Validation, container: WorkflowNode, node: WorkflowNode): number {
  return tryParts(container.body ?? { nodes: [], edges: [] }, (inner) => cardOf(inner)?.mark).get(node.id) ?? TRY_PART.main;
}
