import { useQueryClient } from '@tanstack/react-query';
import { api, type WorkflowDetail, type WorkflowSummary } from './api.ts';
import { notifyDone, notifyError } from './notify.ts';
import { workflowQuery } from './queries.ts';

export interface PauseActions {
  /** Resolves true when it is done. */
  readonly pause: (runs: 'finish' | 'hold') => Promise<boolean>;
  readonly resume: () => Promise<boolean>;
}

/** Pauses and resumes a workflow, and brings every list up to it. */
export function usePause({ id, name }: { readonly id: string; readonly name: string }): PauseActions {
  const client = useQueryClient();
  const called = name === '' ? 'The workflow' : `“${name}”`;

  async function change(make: () => Promise<WorkflowSummary>, done: string, failed: string): Promise<boolean> {
    try {
      const { paused } = await make();
      client.setQueryData<WorkflowDetail>(workflowQuery(id).queryKey, (before) => (before ? { ...before, paused } : before));
      await client.invalidateQueries({ queryKey: ['workflows'] });
      void client.invalidateQueries({ queryKey: ['runs'] });
      void client.invalidateQueries({ queryKey: ['run'] });
      notifyDone(done);
      return true;
    } catch (error) {
      notifyError(failed, error);
      return false;
    }
  }

  return {
    pause: (runs) =>
      change(
        () => api.workflows.pause({ id, runs }),
        `${called} is paused. What starts now waits until you resume it.`,
        'It was not paused',
      ),
    resume: () => change(() => api.workflows.resume({ id }), `${called} goes on.`, 'It was not resumed'),
  };
}
