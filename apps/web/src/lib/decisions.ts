import { useQueryClient } from '@tanstack/react-query';
import { type ApiInputs, api } from './api.ts';
import { isStatus } from './errors.ts';
import { notifyDone } from './notify.ts';

/** How somebody says that a failed or doubtful step goes on. */
export type Resolution = Omit<ApiInputs['approvals']['resolve'], 'id'>;

const told = {
  retry: 'The step is tried again.',
  accept: 'The run goes on; the step counts as done.',
  fail: 'The step has failed now.',
} as const;

/** Says how a step goes on. Rejects with the server's words. */
export function useResolve(question: { readonly id: string; readonly runId: string }): (resolution: Resolution) => Promise<void> {
  const client = useQueryClient();
  return async (resolution) => {
    try {
      await api.approvals.resolve({ id: question.id, ...resolution });
      notifyDone(told[resolution.choice]);
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
      await refresh();
      throw error;
    }
    await refresh();
  };

  async function refresh(): Promise<void> {
    const keys = [['approvals'], ['approval', question.id], ['effects'], ['home'], ['run', question.runId], ['runs']];
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  }
}
