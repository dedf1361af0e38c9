import type { WorkflowDocument } from '@arches/kernel';
import type { Place } from '../model/edits.ts';

/** After the chosen step, else at the end of the chain. */
export function placeForNew(document: WorkflowDocument, selection: readonly string[]): Place {
  const [chosen] = selection;
  if (chosen !== undefined && selection.length === 1) return { kind: 'after', nodeId: chosen };
  const last = document.nodes.findLast(({ id }) => !document.edges.some(({ source }) => source === id));
  return last ? { kind: 'after', nodeId: last.id } : { kind: 'start' };
}
