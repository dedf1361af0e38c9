import type { WorkflowEdge } from '../document.ts';

/** The id that an edge without one gets: made from its ends, so that writing the same edges again gives the same ids. */
export function edgeIdFor(edge: Omit<WorkflowEdge, 'id'>, taken: ReadonlySet<string>): string {
  const from = edge.sourcePort === 'out' ? edge.source : `${edge.source}.${edge.sourcePort}`;
  const to = edge.targetPort === 'in' ? edge.target : `${edge.target}.${edge.targetPort}`;
  const base = `${from}-${to}`.slice(0, 380);
  if (!taken.has(base)) return base;
  let count = 2;
  while (taken.has(`${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}
