import type { Condition } from '../recognise/conditions.ts';
import type { Assembly, End } from './assembly.ts';

/**
 * The ways of an answer. After the approval itself they are its two ports; further on, and after several approvals, yes goes on from here, and no
 * leaves from each approval that led here and has no way for it yet. Undefined where nobody was asked.
 */
export function decisionWays(assembly: Assembly, { value, negated }: Condition): { yes: readonly End[]; no: readonly End[] } | undefined {
  const approvals = openApprovals(assembly);
  if (approvals.length === 0) return undefined;
  const isYes = (value === 'approved') !== negated;
  const approved = assembly.ends;
  const rejected = approvals.map((source) => ({ source, port: 'rejected' }));
  return isYes ? { yes: approved, no: rejected } : { yes: rejected, no: approved };
}

/** Approvals on the way to here whose no leads nowhere yet. */
function openApprovals({ nodes, edges, ends }: Assembly): string[] {
  const reached = new Set<string>();
  const open = ends.map(({ source }) => source);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const { source, target } of edges) if (target === id) open.push(source);
  }
  return nodes.flatMap(({ id, type }) =>
    type === 'flow.approval' && reached.has(id) && !edges.some(({ source, sourcePort }) => source === id && sourcePort === 'rejected')
      ? [id]
      : [],
  );
}
