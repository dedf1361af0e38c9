import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { isStatus, shownError } from '../../lib/errors.ts';
import { dayAndTimeInside } from '../../lib/format.ts';
import { AnswerForm } from '../../ui/answer-form.tsx';
import { IconBan, IconCheck, IconClock, IconX } from '../../ui/icons.ts';
import { Logo } from '../../ui/logo.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { largeValue } from '../../ui/value/stored-value.ts';
import { FriendlyValue } from '../../ui/value/value-view.tsx';
import classes from './approve-page.module.css';

type Page = ApiOutputs['approve']['get'];

/** The question behind a link of a mail. Looking at it decides nothing; a button does. */
export function ApprovePage(): JSX.Element {
  const { token } = useParams({ from: '/approve/$token' });
  const page = useQuery({ queryKey: ['approve', token], queryFn: () => api.approve.get({ token }), retry: false });
  usePageTitle(page.data?.title ?? 'A question to you');
  return (
    <main className={classes['page']} id="main">
      <div className={classes['card']}>
        {page.isPending && <LoadingRows rows={4} />}
        {page.isError && <NoQuestion error={page.error} onRetry={() => void page.refetch()} />}
        {page.data && <Question key={page.data.state} token={token} page={page.data} />}
      </div>
      <p className={classes['foot']}>
        <Logo size={16} /> Made with Arches
      </p>
    </main>
  );
}

function NoQuestion({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): JSX.Element {
  const { message } = shownError(error);
  if (isStatus(error, 404)) {
    return (
      <EmptyState icon={IconBan} title="This link leads nowhere">
        {message}
      </EmptyState>
    );
  }
  if (isStatus(error, 410)) {
    return (
      <EmptyState icon={IconClock} title="This link has expired">
        {message}
      </EmptyState>
    );
  }
  return <ErrorState title="The question could not be opened" error={shownError(error)} onRetry={onRetry} />;
}

const atDeadline = { approve: 'it counts as approved', reject: 'it counts as rejected', fail: 'the run stops with an error' } as const;

function Question({ token, page }: { readonly token: string; readonly page: Page }): JSX.Element {
  const client = useQueryClient();
  const data = largeValue(page.data)?.preview ?? page.data;
  return (
    <>
      <p className={classes['from']}>
        {page.organization} · {page.workflowName}
      </p>
      <h1>{page.title}</h1>
      {page.state === 'open' ? (
        <>
          {page.message && <p className={classes['lead']}>{page.message}</p>}
          {data !== null && data !== undefined && (
            <section className={classes['data']} aria-label="What to decide on">
              <FriendlyValue value={data} label="What to decide on" depth={0} />
              {largeValue(page.data) && <p className={classes['quiet']}>This is only the beginning. Sign in to Arches to see all of it.</p>}
            </section>
          )}
          <AnswerForm
            form={page.form}
            onAnswer={async (answer) => {
              try {
                client.setQueryData(['approve', token], await api.approve.answer({ token, ...answer }));
              } catch (error) {
                if (isStatus(error, 409) || isStatus(error, 403)) void client.invalidateQueries({ queryKey: ['approve', token] });
                throw error;
              }
            }}
          />
          <p className={classes['quiet']}>
            You answer as <strong>{page.email}</strong>, once.
            {page.quorum > 1 && ` ${page.approvals} of ${page.quorum} approvals are there so far.`}
            {page.deadlineAt &&
              ` Answer until ${dayAndTimeInside(new Date(page.deadlineAt), new Date())}; without enough answers ${atDeadline[page.onTimeout]}.`}
          </p>
        </>
      ) : (
        <Closed page={page} />
      )}
    </>
  );
}

function Closed({ page }: { readonly page: Page }): JSX.Element {
  const { answer } = page;
  if (page.state === 'answered' && answer) {
    const Icon = answer.decision === 'approved' ? IconCheck : IconX;
    return (
      <div className={classes['end']} role="status" data-tone={answer.decision === 'approved' ? 'done' : 'failed'}>
        <Icon size={24} aria-hidden />
        <p>
          <strong>You have {answer.decision} this.</strong> {page.status === 'open' ? stillOpen(page) : outcome(page)}
        </p>
        {answer.comment && <p className={classes['lead']}>“{answer.comment}”</p>}
      </div>
    );
  }
  const words = page.state === 'not_asked' ? 'Your place was given to somebody else, so you are not asked any more.' : outcome(page);
  return (
    <div className={classes['end']} role="status" data-tone="quiet">
      <IconClock size={24} aria-hidden />
      <p>
        <strong>There is nothing to answer any more.</strong> {words}
      </p>
    </div>
  );
}

function stillOpen({ approvals, quorum }: Page): string {
  return `Thank you. ${approvals} of ${quorum} approvals are there; others are still asked.`;
}

function outcome({ status }: Page): string {
  switch (status) {
    case 'approved':
      return 'It was approved, and the work goes on.';
    case 'rejected':
      return 'It was rejected.';
    case 'expired':
      return 'The time to answer is over.';
    case 'cancelled':
      return 'The work was cancelled.';
    case 'open':
      return '';
  }
}
