import { AppError } from '../app-error.ts';
import type { WorkflowGraph, WorkflowNode } from '../document.ts';

/**
 * The nodes so that every edge points forward; among equals, in the order of the document.
 * @throws AppError `workflow_invalid` naming the circle, or the edge that leads nowhere
 */
export function topologicalOrder(graph: WorkflowGraph): WorkflowNode[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const open = new Map(graph.nodes.map((node) => [node.id, 0]));
  const targets = new Map<string, string[]>();
  for (const { source, target } of graph.edges) {
    for (const end of [source, target]) {
      if (!byId.has(end))
        throw new AppError('workflow_invalid', `An edge from "${source}" to "${target}" needs the step "${end}", which is not there.`);
    }
    open.set(target, (open.get(target) ?? 0) + 1);
    const list = targets.get(source);
    if (list) list.push(target);
    else targets.set(source, [target]);
  }
  const order = graph.nodes.filter((node) => open.get(node.id) === 0);
  for (const node of order) {
    for (const target of targets.get(node.id) ?? []) {
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      const next = byId.get(target);
      if (left === 0 && next) order.push(next);
    }
  }
  if (order.length < byId.size) throw new AppError('workflow_invalid', circleSentence(graph, new Set(order.map((node) => node.id))));
  return order;
}

function circleSentence(graph: WorkflowGraph, ordered: ReadonlySet<string>): string {
  const before = new Map(
    graph.edges.filter(({ source, target }) => !ordered.has(source) && !ordered.has(target)).map(({ source, target }) => [target, source]),
  );
  let at = graph.nodes.find((node) => !ordered.has(node.id) && before.has(node.id))?.id ?? '';
  const path: string[] = [];
  while (!path.includes(at)) {
    path.push(at);
    at = before.get(at) ?? '';
  }
  const circle = [at, ...path.slice(path.indexOf(at)).reverse()];
  return `The steps ${circle.join(' → ')} form a circle. Remove the edge from "${circle.at(-2)}" to "${circle.at(-1)}", or use a loop step to repeat.`;
}
