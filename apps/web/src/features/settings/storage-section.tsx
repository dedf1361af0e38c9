import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { count, sizeWords } from '../../lib/format.ts';
import { notifyDone } from '../../lib/notify.ts';
import { storageQuery } from '../../lib/storage.ts';
import { useMay } from '../../lib/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import forms from './settings-page.module.css';
import { StorageDays } from './storage-days.tsx';
import { StorageRules } from './storage-rules.tsx';
import classes from './storage-section.module.css';
import { useAttempt } from './use-attempt.ts';

type Storage = ApiOutputs['storage']['get'];
type WorkflowStorage = Storage['workflows'][number];

/** Who keeps how much, for how long, and what will be freed. */
export function StorageSection(): JSX.Element {
  const storage = useQuery(storageQuery);
  if (storage.isPending) return <LoadingRows />;
  if (!storage.data)
    return <ErrorState title="Storage could not be read" error={shownError(storage.error)} onRetry={() => void storage.refetch()} />;
  return (
    <>
      <Totals storage={storage.data} />
      <StorageDays days={storage.data.days} />
      <ByWorkflow workflows={storage.data.workflows} />
      <StorageRules storage={storage.data} />
      <CleanUp storage={storage.data} />
    </>
  );
}

const kindWords: { readonly [kind in Storage['kinds'][number]['kind']]: { readonly title: string; readonly unit?: string } } = {
  journal: { title: 'Run history and steps', unit: 'run' },
  values: { title: 'Large values' },
  files: { title: 'Files that steps wrote' },
  uploads: { title: 'Uploaded files', unit: 'file' },
  versions: { title: 'Workflow versions', unit: 'version' },
  results: { title: 'Results kept to be used again', unit: 'result' },
};

function Totals({ storage }: { readonly storage: Storage }): JSX.Element {
  const { keptBytes, rules, runs, oldestRun, kinds } = storage;
  const most = Math.max(1, ...kinds.map(({ bytes }) => bytes));
  const limit = rules.budgetBytes;
  return (
    <Panel title="What is kept">
      <p className={classes['total']}>
        <strong>{sizeWords(keptBytes)}</strong>{' '}
        <span>
          {limit === null ? '' : `of ${sizeWords(limit)} `}in {count(runs, 'run')}
          {oldestRun ? `, the oldest from ${dayWords(oldestRun)}` : ''}
        </span>
      </p>
      {limit !== null && <Budget keptBytes={keptBytes} limitBytes={limit} />}
      <ul className={classes['kinds']} aria-label="By kind">
        {kinds.map(({ kind, bytes, count: pieces }) => (
          <li key={kind}>
            <span>{kindWords[kind].title}</span>
            <Bar share={bytes / most} />
            <span className={classes['size']}>{sizeWords(bytes)}</span>
            <span className={classes['pieces']}>{pieces === null || !kindWords[kind].unit ? '' : count(pieces, kindWords[kind].unit)}</span>
          </li>
        ))}
      </ul>
      <p className={forms['muted']}>
        Sizes of what was written, before the database packs it. An uploaded file goes with the last run that worked with it, and after
        seven days when none did and no workflow names it. Versions stay until they are deleted.
      </p>
    </Panel>
  );
}

function Budget({ keptBytes, limitBytes }: { readonly keptBytes: number; readonly limitBytes: number }): JSX.Element {
  const share = keptBytes / limitBytes;
  const state = share >= 1 ? 'full' : share >= 0.8 ? 'near' : 'fine';
  return (
    <div className={classes['budget']} data-state={state}>
      <Bar share={Math.min(1, share)} />
      {state === 'full' && <p>The limit is reached: runs that would keep more fail, and uploads are refused.</p>}
      {state === 'near' && <p>{Math.floor(share * 100)} % of the limit is used.</p>}
    </div>
  );
}

function Bar({ share }: { readonly share: number }): JSX.Element {
  return (
    <span className={classes['bar']} aria-hidden>
      <span style={{ width: share <= 0 ? 0 : `max(3px, ${(share * 100).toFixed(1)}%)` }} />
    </span>
  );
}

const bytesOf = ({ journalBytes, valueBytes, fileBytes }: WorkflowStorage): number => journalBytes + valueBytes + fileBytes;

function ByWorkflow({ workflows }: { readonly workflows: readonly WorkflowStorage[] }): JSX.Element {
  const most = Math.max(1, ...workflows.map(bytesOf));
  if (workflows.length === 0) {
    return (
      <Panel title="By workflow">
        <p className={forms['muted']}>Nothing is kept yet. Run a workflow, and what it keeps shows here.</p>
      </Panel>
    );
  }
  return (
    <Panel title="By workflow" hint="Largest first" flush>
      <DataList
        bare
        label="Storage by workflow"
        rows={workflows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            title: 'Workflow',
            width: 'minmax(0, 2fr)',
            cell: ({ id, name }) => (
              <Link to="/w/$workflowId" params={{ workflowId: id }} className={classes['name']}>
                {name}
              </Link>
            ),
          },
          { key: 'share', title: '', width: '110px', wideOnly: true, cell: (row) => <Bar share={bytesOf(row) / most} /> },
          { key: 'size', title: 'Keeps', width: '86px', align: 'end', cell: (row) => <strong>{sizeWords(bytesOf(row))}</strong> },
          { key: 'files', title: 'Files', width: '80px', align: 'end', wideOnly: true, cell: ({ fileBytes }) => sizeWords(fileBytes) },
          { key: 'runs', title: 'Runs', width: '60px', align: 'end', wideOnly: true, cell: ({ runs }) => runs.toLocaleString('en-GB') },
          {
            key: 'oldest',
            title: 'Oldest',
            width: '84px',
            wideOnly: true,
            cell: ({ oldestRun }) => (oldestRun ? dayWords(oldestRun) : '—'),
          },
          { key: 'days', title: 'Kept for', width: '80px', align: 'end', wideOnly: true, cell: ({ liveDays }) => count(liveDays, 'day') },
        ]}
      />
    </Panel>
  );
}

function CleanUp({ storage }: { readonly storage: Storage }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('settings:manage');
  const [asks, setAsks] = useState(false);
  const { failure, run } = useAttempt();
  const { frees, cleanedAt, lastCleanUp } = storage;
  const cleanUp = async (): Promise<void> => {
    const isDone = await run(async () => {
      const done = await api.storage.cleanUp();
      notifyDone(done.runs === 0 ? 'There was nothing to delete.' : `Deleted ${count(done.runs, 'run')}, ${sizeWords(done.bytes)}.`);
      await client.invalidateQueries({ queryKey: storageQuery.queryKey });
    });
    if (isDone) setAsks(false);
  };
  return (
    <Panel
      title="Clean-up"
      actions={
        may && (
          <Button size="xs" variant="default" onClick={() => setAsks(true)}>
            Clean up now
          </Button>
        )
      }
    >
      <dl className={classes['frees']}>
        {(
          [
            ['Can go now', frees.now],
            ['Within 7 days', frees.in7Days],
            ['Within 30 days', frees.in30Days],
          ] as const
        ).map(([words, { runs, bytes }]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>
              <strong>{sizeWords(bytes)}</strong> {count(runs, 'run')}
            </dd>
          </div>
        ))}
      </dl>
      <p className={forms['muted']}>
        Runs whose time is over are deleted each hour; a week that nobody keeps any more goes as a whole, up to seven days later.{' '}
        {cleanedAt && (
          <>
            Last looked <TimeAgo at={cleanedAt} />
            {lastCleanUp ? `; the last find was ${count(lastCleanUp.runs, 'run')}, ${sizeWords(lastCleanUp.bytes)}.` : '.'}
          </>
        )}
      </p>
      {asks && (
        <ConfirmDialog
          title="Delete runs whose time is over?"
          confirm={frees.now.runs === 0 ? 'Look again' : `Delete ${count(frees.now.runs, 'run')}`}
          danger={frees.now.runs > 0}
          onConfirm={cleanUp}
          onClose={() => setAsks(false)}
        >
          {frees.now.runs === 0
            ? 'No run is over at the moment.'
            : `${count(frees.now.runs, 'run')} with ${sizeWords(frees.now.bytes)} of history, values and files go for good. Runs that have not ended stay.`}
          {failure && <ErrorState compact title="Not deleted" error={failure} />}
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function dayWords(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: '2-digit', timeZone: 'UTC' });
}
