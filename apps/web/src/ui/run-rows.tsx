import { Link, useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { RunSummary } from '../lib/api.ts';
import { costWords } from '../lib/format.ts';
import { DataList } from './data-list.tsx';
import classes from './run-rows.module.css';
import { StatusPill } from './status-pill.tsx';
import { Duration, TimeAgo } from './time.tsx';
import { triggerWords } from './trigger-words.ts';

export interface RunRowsProps {
  readonly runs: readonly RunSummary[];
  readonly bare?: boolean;
}

/** Runs as dense rows: which workflow, how it stands, what started it, how long, what it cost, when. */
export function RunRows({ runs, bare = false }: RunRowsProps): JSX.Element {
  const navigate = useNavigate();
  if (runs.length === 0) return <p className={classes['none']}>No runs yet.</p>;
  return (
    <DataList
      label="Runs"
      bare={bare}
      rows={runs}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: '/runs/$runId', params: { runId: id } })}
      columns={[
        { key: 'workflow', title: 'Workflow', width: 'minmax(0, 2.2fr)', cell: (run) => <RunName run={run} /> },
        {
          key: 'status',
          title: 'Status',
          width: 'minmax(120px, 1fr)',
          cell: (run) => <StatusPill status={run.status} waitingFor={run.waitingFor} />,
        },
        { key: 'trigger', title: 'Started by', width: 'minmax(0, 1fr)', wideOnly: true, cell: (run) => <Trigger run={run} /> },
        { key: 'steps', title: 'Steps', width: '64px', align: 'end', wideOnly: true, cell: (run) => `${run.stepsDone}/${run.stepsTotal}` },
        {
          key: 'duration',
          title: 'Duration',
          width: '92px',
          align: 'end',
          wideOnly: true,
          cell: (run) => <Duration from={run.startedAt} to={run.endedAt} />,
        },
        { key: 'cost', title: 'Cost', width: '72px', align: 'end', wideOnly: true, cell: (run) => costWords(run.costUsd) },
        {
          key: 'when',
          title: 'When',
          width: '104px',
          align: 'end',
          wideOnly: true,
          cell: (run) => (
            <span className={classes['muted']}>
              <TimeAgo at={run.createdAt} />
            </span>
          ),
        },
      ]}
    />
  );
}

function RunName({ run }: { readonly run: RunSummary }): JSX.Element {
  return (
    <div className={classes['name']}>
      <Link to="/runs/$runId" params={{ runId: run.id }}>
        {run.workflowName}
      </Link>
      {run.mode === 'test' && <span className={classes['test']}>Test</span>}
      <p className={classes['detail']}>
        {run.error ? (
          run.error.message
        ) : run.waiting ? (
          <span title={run.waiting.message}>{run.waiting.message}</span>
        ) : (
          <span className={classes['phone']}>
            <TimeAgo at={run.createdAt} /> · <Duration from={run.startedAt} to={run.endedAt} />
          </span>
        )}
      </p>
    </div>
  );
}

function Trigger({ run }: { readonly run: RunSummary }): JSX.Element {
  const { label, icon: Icon } = triggerWords(run.triggerKind);
  return (
    <span className={classes['trigger']}>
      <Icon size={15} stroke={1.7} aria-hidden />
      {label}
    </span>
  );
}
