import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ApiInputs, api, type RunDetail } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';

type RerunChoice = Pick<ApiInputs['runs']['rerun'], 'fromStep' | 'version'>;

export interface RunActions {
  readonly busy: boolean;
  /** Starts a new run and goes there. */
  readonly rerun: (choice: RerunChoice) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

export function isOver(status: RunDetail['status']): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

export function useRunActions(run: RunDetail): RunActions {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    rerun: async (choice) => {
      setBusy(true);
      try {
        const started = await api.runs.rerun({ id: run.id, ...choice });
        await navigate({ to: '/runs/$runId', params: { runId: started.id } });
        notifyDone(choice.fromStep ? 'Started again from that step; earlier results are reused.' : 'Started again.');
      } catch (error) {
        notifyError('The run was not started again', error);
      } finally {
        setBusy(false);
      }
    },
    cancel: async () => {
      try {
        await api.runs.cancel({ id: run.id });
        await client.invalidateQueries({ queryKey: ['run', run.id] });
      } catch (error) {
        notifyError('The run was not cancelled', error);
      }
    },
  };
}
