import { Link, useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { WorkflowSummary } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { DataList } from '../../ui/data-list.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { PausedPill } from '../../ui/paused-pill.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { WorkflowMenu } from './workflow-menu.tsx';
import classes from './workflow-rows.module.css';

export function WorkflowRows({ rows }: { readonly rows: readonly WorkflowSummary[] }): JSX.Element {
  const navigate = useNavigate();
  return (
    <DataList
      label="Workflows"
      rows={rows}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: '/w/$workflowId', params: { workflowId: id } })}
      columns={[
        { key: 'name', title: 'Name', width: 'minmax(0, 2.4fr)', cell: (workflow) => <Name workflow={workflow} /> },
        {
          key: 'trigger',
          title: 'Starts with',
          width: 'minmax(0, 1.4fr)',
          wideOnly: true,
          cell: ({ trigger }) => <span className={classes['muted']}>{trigger}</span>,
        },
        { key: 'live', title: 'State', width: '190px', wideOnly: true, cell: (workflow) => <State workflow={workflow} /> },
        {
          key: 'last',
          title: 'Last result',
          width: 'minmax(190px, 1.2fr)',
          wideOnly: true,
          cell: (workflow) => <LastResult workflow={workflow} />,
        },
        {
          key: 'changed',
          title: 'Changed',
          width: '100px',
          wideOnly: true,
          cell: ({ updatedAt }) => (
            <span className={classes['muted']}>
              <TimeAgo at={updatedAt} />
            </span>
          ),
        },
        { key: 'menu', title: '', width: '36px', align: 'end', cell: (workflow) => <WorkflowMenu workflow={workflow} /> },
      ]}
    />
  );
}

function Name({ workflow }: { readonly workflow: WorkflowSummary }): JSX.Element {
  return (
    <div className={classes['name']}>
      <Link to="/w/$workflowId" params={{ workflowId: workflow.id }}>
        {workflow.name || 'Untitled workflow'}
      </Link>
      <p>
        <span className={classes['phone']}>
          <State workflow={workflow} />{' '}
        </span>
        {workflow.description || count(workflow.stepCount, 'step')}
      </p>
    </div>
  );
}

function State({ workflow }: { readonly workflow: WorkflowSummary }): JSX.Element {
  return (
    <span className={classes['state']}>
      <LiveBadge {...workflow} />
      <PausedPill paused={workflow.paused} />
    </span>
  );
}

function LastResult({ workflow }: { readonly workflow: WorkflowSummary }): JSX.Element {
  const last = workflow.lastRun;
  if (!last) return <span className={classes['muted']}>Never run</span>;
  return (
    <Link
      className={classes['last']}
      to="/runs/$runId"
      params={{ runId: last.id }}
      aria-label={`Last run of ${workflow.name}: ${last.status}`}
    >
      <StatusPill status={last.status} />
      <TimeAgo at={last.at} />
    </Link>
  );
}
