import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { HomeView } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { IconChecks } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './needs-you.module.css';

type Item = HomeView['needsYou'][number];

export function NeedsYou({ items, workflowCount }: { readonly items: readonly Item[]; readonly workflowCount: number }): JSX.Element {
  return (
    <Panel title="Needs you" flush>
      {items.length === 0 ? (
        <p className={classes['nothing']}>
          <IconChecks size={18} aria-hidden />
          Nothing waits for you.
        </p>
      ) : (
        <ul className={classes['list']}>
          {items.map((item) => (
            <li key={item.kind === 'approval' ? item.approval.id : item.workflowId}>
              {item.kind === 'approval' ? <Waiting {...item} /> : <Failing {...item} />}
            </li>
          ))}
        </ul>
      )}
      <p className={classes['all']}>
        <Anchor component={Link} to="/workflows" size="sm">
          {workflowCount === 1 ? 'Your workflow' : `All ${workflowCount} workflows`}
        </Anchor>
      </p>
    </Panel>
  );
}

function Waiting({ approval }: Extract<Item, { kind: 'approval' }>): JSX.Element {
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{approval.workflowName}</strong> <StatusPill small status="waiting" waitingFor="you" />
        </p>
        <p className={classes['hint']}>
          {approval.title} · <TimeAgo at={approval.createdAt} />
        </p>
      </div>
      <Button component={Link} to={`/approvals/${approval.id}`} size="xs" variant="default" aria-label={`Review: ${approval.title}`}>
        Review
      </Button>
    </>
  );
}

function Failing({ workflowName, count: failures, message, lastRunId }: Extract<Item, { kind: 'failing' }>): JSX.Element {
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{workflowName}</strong> <StatusPill small status="failed" />
        </p>
        <p className={classes['hint']}>
          {failures > 1 ? `${count(failures, 'run')}: ` : ''}
          {message}
        </p>
      </div>
      <Button component={Link} to={`/runs/${lastRunId}`} size="xs" variant="default" aria-label={`See why ${workflowName} failed`}>
        See why
      </Button>
    </>
  );
}
