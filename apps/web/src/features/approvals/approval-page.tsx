import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { isStatus, shownError } from '../../lib/errors.ts';
import { approvalQuery } from '../../lib/queries.ts';
import { IconArrowLeft, IconChecks } from '../../ui/icons.ts';
import { Page } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './approval-page.module.css';
import { ApprovalScreen } from './approval-screen.tsx';
import { DecisionScreen } from './decision-screen.tsx';

export function ApprovalPage(): JSX.Element {
  const { approvalId } = useParams({ from: '/shell/approvals/$approvalId' });
  // Mails go out after the question is there.
  const question = useQuery({
    ...approvalQuery(approvalId),
    refetchInterval: ({ state: { data } }) =>
      data?.kind === 'approval' && data.status === 'open' && data.asked.some(({ mail }) => mail === null || mail.state === 'due')
        ? 5000
        : false,
  });
  if (question.isPending) return <LoadingRows />;
  if (question.data) {
    return (
      <Page narrow>
        <Link to="/approvals" className={classes['back']}>
          <IconArrowLeft size={16} aria-hidden /> Approvals
        </Link>
        {question.data.kind === 'approval' ? (
          <ApprovalScreen key={approvalId} approval={question.data} />
        ) : (
          <DecisionScreen key={approvalId} decision={question.data} />
        )}
      </Page>
    );
  }
  if (isStatus(question.error, 404)) return <EmptyState icon={IconChecks} title="There is no such approval" />;
  return <ErrorState title="The approval could not be read" error={shownError(question.error)} onRetry={() => void question.refetch()} />;
}
