import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Approval } from '../../lib/api.ts';
import { isStatus, shownError } from '../../lib/errors.ts';
import { approvalQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconArrowLeft, IconChecks } from '../../ui/icons.ts';
import { Page, usePageTitle } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { DayTime, TimeAgo } from '../../ui/time.tsx';
import { FriendlyValue } from '../../ui/value/value-view.tsx';
import classes from './approval-page.module.css';
import { ApprovalPill } from './approval-pill.tsx';
import { DecisionForm } from './decision-form.tsx';

export function ApprovalPage(): JSX.Element {
  const { approvalId } = useParams({ from: '/shell/approvals/$approvalId' });
  const approval = useQuery(approvalQuery(approvalId));
  if (approval.isPending) return <LoadingRows />;
  if (approval.data) return <ApprovalScreen key={approvalId} approval={approval.data} />;
  if (isStatus(approval.error, 404)) return <EmptyState icon={IconChecks} title="There is no such approval" />;
  return <ErrorState title="The approval could not be read" error={shownError(approval.error)} onRetry={() => void approval.refetch()} />;
}

function ApprovalScreen({ approval }: { readonly approval: Approval }): JSX.Element {
  const may = useMay('approval:decide');
  usePageTitle(approval.title);
  const hasData = approval.data !== null && approval.data !== undefined;
  return (
    <Page narrow>
      <Link to="/approvals" className={classes['back']}>
        <IconArrowLeft size={16} aria-hidden /> Approvals
      </Link>
      <header className={classes['header']}>
        <h1>{approval.title}</h1>
        <p>
          <ApprovalPill approval={approval} />
          <span>
            <Link to="/runs/$runId" params={{ runId: approval.runId }}>
              {approval.workflowName}
            </Link>{' '}
            asked <TimeAgo at={approval.createdAt} />
          </span>
        </p>
      </header>
      {approval.message && <p className={classes['message']}>{approval.message}</p>}
      {hasData && (
        <section className={classes['data']} aria-label="What to decide on">
          <FriendlyValue value={approval.data} label="What to decide on" depth={0} />
        </section>
      )}
      {approval.status === 'open' && may && <DecisionForm approval={approval} />}
      {approval.status === 'open' && !may && <p className={classes['quiet']}>Your role may look at approvals, but not decide them.</p>}
      {approval.status !== 'open' && <Outcome approval={approval} />}
    </Page>
  );
}

function Outcome({ approval }: { readonly approval: Approval }): JSX.Element {
  return (
    <section className={classes['data']} aria-label="Decision" role="status">
      <p className={classes['outcome']}>
        <ApprovalPill approval={approval} />
        {approval.decidedBy && <span>by {approval.decidedBy}</span>}
        {approval.decidedAt && <DayTime at={approval.decidedAt} />}
      </p>
      {approval.comment && <p className={classes['message']}>{approval.comment}</p>}
      <p className={classes['quiet']}>
        <Link to="/runs/$runId" params={{ runId: approval.runId }}>
          See how the run went on
        </Link>
      </p>
    </section>
  );
}
