import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { HomeView } from '../../lib/api.ts';
import { useTryNow } from '../../lib/circuits.ts';
import { count } from '../../lib/format.ts';
import { useMay } from '../../lib/session.ts';
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
            <li key={keyOf(item)}>
              <Needed item={item} />
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

function keyOf(item: Item): string {
  switch (item.kind) {
    case 'approval':
      return item.approval.id;
    case 'decision':
      return item.decision.id;
    case 'doubt':
      return 'doubt';
    case 'failing':
      return item.workflowId;
    case 'circuit':
      return item.circuit.id;
    case 'trigger':
      return `${item.workflowId} ${item.nodeId} ${item.alert}`;
  }
}

function Needed({ item }: { readonly item: Item }): JSX.Element {
  switch (item.kind) {
    case 'approval':
      return <Waiting {...item} />;
    case 'decision':
      return <ToDecide {...item} />;
    case 'doubt':
      return <InDoubt {...item} />;
    case 'failing':
      return <Failing {...item} />;
    case 'circuit':
      return <FailingService {...item} />;
    case 'trigger':
      return <QuietTrigger {...item} />;
  }
}

function FailingService({ circuit }: Extract<Item, { kind: 'circuit' }>): JSX.Element {
  const tryNow = useTryNow();
  const may = useMay('run:start');
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{circuit.name}</strong> <StatusPill small status="failed" />
        </p>
        <p className={classes['hint']}>
          Failed {count(circuit.failures, 'time')} in a row
          {circuit.waitingSteps > 0 && `; ${count(circuit.waitingSteps, 'step')} ${circuit.waitingSteps === 1 ? 'waits' : 'wait'} for it`}.{' '}
          {circuit.lastError?.message}
        </p>
      </div>
      {may && (
        <Button size="xs" variant="default" aria-label={`Try ${circuit.name} now`} onClick={() => void tryNow(circuit)}>
          Try now
        </Button>
      )}
    </>
  );
}

function QuietTrigger({ workflowId, workflowName, message, since }: Extract<Item, { kind: 'trigger' }>): JSX.Element {
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{workflowName}</strong>
        </p>
        <p className={classes['hint']}>
          {message} · <TimeAgo at={since} />
        </p>
      </div>
      <Button
        component={Link}
        to={`/w/${workflowId}/triggers`}
        size="xs"
        variant="default"
        aria-label={`See the triggers of ${workflowName}`}
      >
        See triggers
      </Button>
    </>
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

function ToDecide({ decision }: Extract<Item, { kind: 'decision' }>): JSX.Element {
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{decision.workflowName}</strong> <StatusPill small status="waiting" waitingFor="you" />
        </p>
        <p className={classes['hint']}>
          {decision.title}
          {decision.reason === 'failed' && `: ${decision.error.message}`} · <TimeAgo at={decision.createdAt} />
        </p>
      </div>
      <Button component={Link} to={`/approvals/${decision.id}`} size="xs" variant="default" aria-label={`Decide: ${decision.title}`}>
        Decide
      </Button>
    </>
  );
}

function InDoubt({ count: effects }: Extract<Item, { kind: 'doubt' }>): JSX.Element {
  return (
    <>
      <div className={classes['words']}>
        <p>
          <strong>{count(effects, 'outside write')} in doubt</strong>
        </p>
        <p className={classes['hint']}>No answer came, so nobody knows whether {effects === 1 ? 'it' : 'they'} happened.</p>
      </div>
      <Button component={Link} to="/runs/doubt" size="xs" variant="default" aria-label="Look at what is in doubt">
        Look
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
