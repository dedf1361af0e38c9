import { useQueryClient } from '@tanstack/react-query';
import { type ApiInputs, api } from './api.ts';
import { notifyDone } from './notify.ts';

export type Finding = Omit<ApiInputs['effects']['reconcile'], 'runId' | 'step'>;

/** Says whether an outside write happened. Rejects with the server's words. */
export function useReconcile(place: { readonly runId: string; readonly step: string }): (finding: Finding) => Promise<void> {
  const client = useQueryClient();
  return async (finding) => {
    const { resolved } = await api.effects.reconcile({ runId: place.runId, step: place.step, ...finding });
    notifyDone(resolved ? 'The run goes on.' : 'What you found is kept.');
    const keys = [['effects'], ['home'], ['approvals'], ['run', place.runId]];
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
