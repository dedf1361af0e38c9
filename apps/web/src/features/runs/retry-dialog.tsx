import { Radio, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiInputs, api, type FailureCause } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import classes from './failure-causes.module.css';

type Input = ApiInputs['failures']['retry'];
interface Choice {
  readonly from: NonNullable<Input['from']>;
  readonly version: NonNullable<Input['version']>;
}

/** Asks from where and with which version all runs of a cause begin again, and says what that repeats outside. */
export function RetryDialog({ cause, onClose }: { readonly cause: FailureCause; readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const [from, setFrom] = useState<Choice['from']>('failed_step');
  const [version, setVersion] = useState<Choice['version']>('same');
  const many = cause.runs === 1 ? 'this run' : `all ${cause.runs.toLocaleString()} runs`;

  async function retry(): Promise<void> {
    try {
      const { workflowId, code, nodeId } = cause;
      const started = await retryAll({ workflowId, code, nodeId, from, version });
      notifyDone(started === 1 ? '1 run started again.' : `${started.toLocaleString()} runs started again.`);
      onClose();
    } catch (error) {
      notifyError('Not all runs were started again', error);
    } finally {
      await client.invalidateQueries({ queryKey: ['runs'] });
    }
  }

  return (
    <ConfirmDialog title={`Run ${many} again?`} confirm={cause.runs === 1 ? 'Retry' : 'Retry all'} onConfirm={retry} onClose={onClose}>
      <p>{cause.message}</p>
      <Stack gap="md">
        <Radio.Group label="Begin" value={from} onChange={(value) => setFrom(value as Choice['from'])}>
          <Radio value="failed_step" label="At the step that failed, with the results before it" mt={6} />
          <Radio value="start" label="At the start, with the same input" mt={6} />
        </Radio.Group>
        <Radio.Group label="With" value={version} onChange={(value) => setVersion(value as Choice['version'])}>
          <Radio value="same" label="The version each run had" mt={6} />
          <Radio value="live" label="The version that is live now" mt={6} />
        </Radio.Group>
      </Stack>
      {from === 'start' ? (
        <p className={classes['warning']}>Everything is done again, what went outside before included.</p>
      ) : (
        cause.repeats.length > 0 && (
          <p className={classes['warning']}>
            May happen outside once more: {cause.repeats.join(', ')}. Steps before the one that failed are not repeated.
          </p>
        )
      )}
    </ConfirmDialog>
  );
}

/** One call tries so many; it is called again until all were. */
async function retryAll(input: Input): Promise<number> {
  let total = 0;
  const refusals: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const { started, next, refused } = await api.failures.retry({ ...input, ...(after === undefined ? {} : { after }) });
    total += started;
    refusals.push(...refused.map(({ message }) => message));
    after = next;
  }
  if (refusals.length > 0) throw new Error(`${total} were started. ${refusals.length} were not, the first because: ${refusals[0]}`);
  return total;
}
