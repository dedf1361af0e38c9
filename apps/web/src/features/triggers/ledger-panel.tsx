import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { api, type LedgerEntry, type TriggerView } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { ledgerQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { DataList } from '../../ui/data-list.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { DayTime } from '../../ui/time.tsx';
import { refreshTriggers } from './refresh-triggers.ts';
import { toneOf } from './tone.ts';
import classes from './triggers.module.css';

const choices = [
  { value: '', label: 'Everything' },
  { value: 'seen', label: 'What came' },
  { value: 'missed', label: 'What was missed' },
  { value: 'refused', label: 'What was refused' },
];

interface LedgerPanelProps {
  readonly workflowId: string;
  readonly triggers: readonly TriggerView[];
}

/** What was expected and what was seen, line by line. */
export function LedgerPanel({ workflowId, triggers }: LedgerPanelProps): JSX.Element {
  const [only, setOnly] = useState<'' | 'seen' | 'missed' | 'refused'>('');
  const ledger = useInfiniteQuery({
    ...ledgerQuery(workflowId, { limit: 50, ...(only === '' ? {} : { only }) }),
    placeholderData: keepPreviousData,
  });
  const rows = ledger.data?.pages.flatMap(({ items }) => items);
  const names = new Map(triggers.map(({ nodeId, name }) => [nodeId, name]));
  return (
    <Panel
      title="Expected and seen"
      flush
      actions={
        <NativeSelect
          size="xs"
          aria-label="Show"
          data={choices}
          value={only}
          onChange={(event) => setOnly(event.currentTarget.value as typeof only)}
        />
      }
    >
      {ledger.isPending && <LoadingRows rows={5} />}
      {ledger.isError && !rows && <ErrorState title="The ledger could not be read" error={shownError(ledger.error)} compact />}
      {rows?.length === 0 && (
        <p className={classes['none']}>{only === '' ? 'Nothing has been expected or seen yet.' : 'Nothing of this kind.'}</p>
      )}
      {rows && rows.length > 0 && (
        <DataList
          label="Expected and seen"
          bare
          rows={rows}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'what',
              title: 'What happened',
              width: 'minmax(0, 2.4fr)',
              cell: (entry) => <What entry={entry} name={names.get(entry.nodeId)} />,
            },
            { key: 'when', title: 'When', width: '150px', wideOnly: true, cell: (entry) => <DayTime at={entry.at} /> },
            { key: 'run', title: 'Run', width: '130px', align: 'end', cell: (entry) => <RunOf workflowId={workflowId} entry={entry} /> },
          ]}
        />
      )}
      <div className={classes['more']}>
        <LoadMore query={ledger} />
      </div>
    </Panel>
  );
}

function What({ entry, name }: { readonly entry: LedgerEntry; readonly name: string | undefined }): JSX.Element {
  return (
    <div className={classes['what']}>
      <i data-tone={toneOf(entry)} aria-hidden />
      <div>
        <p>{entry.words}</p>
        <p className={classes['muted']}>
          {name ?? entry.nodeId}
          <span className={classes['phone']}>
            {' '}
            · <DayTime at={entry.at} />
          </span>
        </p>
      </div>
    </div>
  );
}

function RunOf({ workflowId, entry }: { readonly workflowId: string; readonly entry: LedgerEntry }): JSX.Element | null {
  const client = useQueryClient();
  const may = useMay('run:start');
  const [busy, setBusy] = useState(false);
  async function act(work: () => Promise<string>, failed: string): Promise<void> {
    setBusy(true);
    try {
      notifyDone(await work());
      await refreshTriggers(client, workflowId);
    } catch (error) {
      notifyError(failed, error);
    } finally {
      setBusy(false);
    }
  }
  if (entry.status === 'missed')
    return may ? (
      <Button
        size="compact-xs"
        variant="default"
        loading={busy}
        onClick={() =>
          void act(async () => {
            const { items } = await api.triggers.backfill({ id: workflowId, ticks: [entry.id] });
            return items[0]?.message ?? 'It runs now, with its own due time.';
          }, 'It was not run')
        }
      >
        Run it now
      </Button>
    ) : null;
  if (!entry.runId) return null;
  return (
    <span className={classes['buttons']}>
      <Link to="/runs/$runId" params={{ runId: entry.runId }}>
        See run
      </Link>
      {may && entry.kind === 'delivery' && entry.status === 'started' && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          loading={busy}
          onClick={() =>
            void act(async () => {
              await api.triggers.redeliver({ id: workflowId, deliveryId: entry.id });
              return 'Delivered again, to the live version.';
            }, 'It was not delivered again')
          }
        >
          Again
        </Button>
      )}
    </span>
  );
}
