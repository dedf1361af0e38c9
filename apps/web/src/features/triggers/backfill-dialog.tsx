import { Button, Group, Modal, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api, type TriggerView } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { count } from '../../lib/format.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import { refreshTriggers } from './refresh-triggers.ts';
import classes from './triggers.module.css';

interface BackfillDialogProps {
  readonly workflowId: string;
  readonly trigger: TriggerView;
  readonly onClose: () => void;
}

const listed = 8;
const dayMs = 86_400_000;

/** Runs the due times of a range later. What would run is shown before anything does. */
export function BackfillDialog({ workflowId, trigger, onClose }: BackfillDialogProps): JSX.Element {
  const client = useQueryClient();
  const [from, setFrom] = useState(() => localText(new Date(Date.now() - dayMs)));
  const [to, setTo] = useState(() => localText(new Date()));
  const [busy, setBusy] = useState(false);
  const range = { id: workflowId, nodeId: trigger.nodeId, ...instantOf('from', from), ...instantOf('to', to) };
  const preview = useQuery({
    queryKey: ['triggers', workflowId, 'backfill', range],
    queryFn: () => api.triggers.backfill({ ...range, preview: true }),
    enabled: 'from' in range,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const toRun = preview.data?.items.filter(({ status }) => status === 'to_run') ?? [];
  const ran = (preview.data?.items.length ?? 0) - toRun.length;

  async function run(): Promise<void> {
    setBusy(true);
    try {
      const { started, more } = await api.triggers.backfill(range);
      notifyDone(`${count(started, 'run')} started${more ? '; some are left, do it again' : ''}.`);
      await refreshTriggers(client, workflowId);
      onClose();
    } catch (error) {
      notifyError('The due times were not run', error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title="Run missed times" size="md">
      <div className={classes['dialog']}>
        <p className={classes['muted']}>
          Each due time between these two that has no run yet is started once, on the live version, with its own time as the trigger’s.
        </p>
        <div className={classes['range']}>
          <TextInput type="datetime-local" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="datetime-local" label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        </div>
        {preview.isError && <p className={classes['error']}>{shownError(preview.error).message}</p>}
        {preview.data && !preview.isError && (
          <div role="status" aria-label="What would run">
            <p>
              <strong>{toRun.length === 0 ? 'Nothing to run' : `${count(toRun.length, 'run')} would start`}</strong>
              {preview.data.more && ', and more in a second go'}
              {ran > 0 && `; ${ran} ${ran === 1 ? 'has' : 'have'} run already`}.
            </p>
            <ul className={classes['preview']}>
              {toRun.slice(0, listed).map(({ dueAt }) => (
                <li key={dueAt}>{zonedTime(dueAt, trigger.timezone)}</li>
              ))}
              {toRun.length > listed && <li>and {toRun.length - listed} more</li>}
            </ul>
          </div>
        )}
      </div>
      <Group justify="flex-end" gap={8} mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={toRun.length === 0 || preview.isError} loading={busy} onClick={() => void run()}>
          {toRun.length === 0 ? 'Run' : `Run ${toRun.length}`}
        </Button>
      </Group>
    </Modal>
  );
}

/** As an input of date and time takes it, by this browser's clock. */
function localText(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(key: 'from' | 'to', text: string): { from?: string; to?: string } {
  const time = new Date(text);
  return text === '' || Number.isNaN(time.getTime()) ? {} : { [key]: time.toISOString() };
}
