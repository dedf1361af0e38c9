import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Approval, Question } from '../../lib/api.ts';
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
        Work that stopped to ask a person: for approval, or how a failed step goes on.
      </PageHeader>
      {approvals.isPending && <LoadingRows />}
      {approvals.isError && !rows && (
        <ErrorState title="The approvals could not be read" error={shownError(approvals.error)} onRetry={() => void approvals.refetch()} />
      )}
      {rows?.length === 0 && <NothingHere status={status} />}
      {rows && rows.length > 0 && (
        <ul className={classes['list']}>
          {rows.map((question) => (
            <li key={question.id}>
              <QuestionRow question={question} />
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
      When a workflow asks for approval, or a step fails whose policy is to ask, it stops here until somebody answers.
    </EmptyState>
  );
}

function QuestionRow({ question }: { readonly question: Question }): JSX.Element {
  return (
    <Link to="/approvals/$approvalId" params={{ approvalId: question.id }} className={classes['row']}>
      <span className={classes['words']}>
        <strong>{question.title}</strong>
        {question.kind === 'decision' && question.status === 'open' && <span className={classes['cause']}>{question.error.message}</span>}
        <span className={classes['hint']}>
          {question.workflowName} · <TimeAgo at={question.createdAt} />
          {question.decidedBy && question.decidedBy !== 'timeout' && ` · by ${question.decidedBy}`}
          {question.kind === 'approval' && progress(question)}
        </span>
      </span>
      <ApprovalPill question={question} />
      <IconChevronRight size={18} aria-hidden />
    </Link>
  );
}

/** Whose turn it is. */
function progress({ status, quorum, votes, asked, mayAnswer }: Approval): string {
  if (status !== 'open') return '';
  const approvals = votes.filter(({ decision }) => decision === 'approved').length;
  const left = asked.filter(({ decision }) => decision === null).map(({ email, name }) => name ?? email);
  const given = quorum > 1 ? ` · ${approvals} of ${quorum} approvals` : '';
  const who = left.length === 0 ? '' : ` · asks ${left.slice(0, 2).join(', ')}${left.length > 2 ? ` and ${left.length - 2} more` : ''}`;
  return mayAnswer || asked.length > 0 ? `${given}${who}` : given;
}
