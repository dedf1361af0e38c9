import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { triggersQuery, workflowQuery } from '../../lib/queries.ts';
import { IconCalendarTime } from '../../ui/icons.ts';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { TriggerPanel } from './trigger-panel.tsx';
import classes from './triggers.module.css';

/** What starts a workflow: what is expected next, what came, what stayed away. */
export function TriggersPage(): JSX.Element {
  const { workflowId } = useParams({ from: '/shell/w/$workflowId/triggers' });
  const workflow = useQuery(workflowQuery(workflowId));
  const triggers = useQuery(triggersQuery(workflowId));
  useTopics([`workflow:${workflowId}`]);
  const name = workflow.data?.name ?? 'Workflow';
  return (
    <Page>
      <div className={classes['top']}>
        <Link to="/w/$workflowId" params={{ workflowId }} className={classes['crumb']}>
          ← {name}
        </Link>
        <PageHeader title="Triggers">What starts “{name}”: what is expected, what came, and what stayed away.</PageHeader>
      </div>
      {triggers.isPending && <LoadingRows rows={6} />}
      {triggers.isError && (
        <ErrorState title="The triggers could not be read" error={shownError(triggers.error)} onRetry={() => void triggers.refetch()} />
      )}
      {triggers.data?.paused && (
        <p className={classes['note']} data-tone="waiting">
          This workflow is paused: due times pass without a run, and are written down as missed.
        </p>
      )}
      {triggers.data?.items.length === 0 && (
        <EmptyState icon={IconCalendarTime} title="Nothing starts this workflow by itself">
          Add a schedule, a web address or a form in the editor, and publish.
        </EmptyState>
      )}
      {triggers.data?.items.map((trigger) => (
        <TriggerPanel key={trigger.nodeId} workflowId={workflowId} trigger={trigger} />
      ))}
      {triggers.data && triggers.data.items.length > 0 && <LedgerPanel workflowId={workflowId} triggers={triggers.data.items} />}
    </Page>
  );
}
