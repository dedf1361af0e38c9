import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Approval } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { approvalsQuery } from '../../lib/queries.ts';
import { IconChecks, IconChevronRight } from '../../ui/icons.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { ApprovalPill } from './approval-pill.tsx';
import classes from './approvals-page.module.css';

export function ApprovalsPage(): JSX.Element {
  const [status, setStatus] = useState<'open' | 'closed'>('open');
  const approvals = useInfiniteQuery(approvalsQuery(status));
  const rows = approvals.data?.pages.flatMap(({ items }) => items);
  return (
    <Page narrow>
      <PageHeader
        title="Approvals"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Which approvals"
            value={status}
            data={[
              { value: 'open', label: 'Waiting' },
              { value: 'closed', label: 'Decided' },
            ]}
            onChange={(next) => setStatus(next === 'closed' ? 'closed' : 'open')}
          />
        }
      >
        Work that stopped to ask a person first.
      </PageHeader>
      {approvals.isPending && <LoadingRows />}
      {approvals.isError && !rows && (
        <ErrorState title="The approvals could not be read" error={shownError(approvals.error)} onRetry={() => void approvals.refetch()} />
      )}
      {rows?.length === 0 && <NothingHere status={status} />}
      {rows && rows.length > 0 && (
        <ul className={classes['list']}>
          {rows.map((approval) => (
            <li key={approval.id}>
              <ApprovalRow approval={approval} />
            </li>
          ))}
        </ul>
      )}
      <LoadMore query={approvals} />
    </Page>
  );
}

function NothingHere({ status }: { readonly status: 'open' | 'closed' }): JSX.Element {
  if (status === 'closed') return <EmptyState icon={IconChecks} title="Nothing was decided yet" />;
  return (
    <EmptyState icon={IconChecks} title="Nothing waits for a decision">
      When a workflow reaches an “Ask for approval” step, it stops here until somebody says yes or no.
    </EmptyState>
  );
}

function ApprovalRow({ approval }: { readonly approval: Approval }): JSX.Element {
  return (
    <Link to="/approvals/$approvalId" params={{ approvalId: approval.id }} className={classes['row']}>
      <span className={classes['words']}>
        <strong>{approval.title}</strong>
        <span className={classes['hint']}>
          {approval.workflowName} · <TimeAgo at={approval.createdAt} />
          {approval.decidedBy && ` · by ${approval.decidedBy}`}
        </span>
      </span>
      <ApprovalPill approval={approval} />
      <IconChevronRight size={18} aria-hidden />
    </Link>
  );
}
