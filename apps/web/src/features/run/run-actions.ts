import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ApiInputs, api, type RunDetail } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';

export type RerunChoice = Pick<ApiInputs['runs']['rerun'], 'fromStep' | 'version' | 'edited'>;

export interface RunActions {
  readonly busy: boolean;
  /** Starts a new run and goes there. */
  readonly rerun: (choice: RerunChoice) => Promise<void>;
  /** The same; rejects with the server's words instead of showing them. */
  readonly rerunOrThrow: (choice: RerunChoice) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

export function isOver(status: RunDetail['status']): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

export function useRunActions(run: RunDetail): RunActions {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const rerunOrThrow = async (choice: RerunChoice): Promise<void> => {
    const started = await api.runs.rerun({ id: run.id, ...choice });
    await navigate({ to: '/runs/$runId', params: { runId: started.id } });
    notifyDone(choice.fromStep ? 'Started again from that step; earlier results are reused.' : 'Started again.');
  };
  return {
    busy,
    rerunOrThrow,
    rerun: async (choice) => {
      setBusy(true);
      try {
        await rerunOrThrow(choice);
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
