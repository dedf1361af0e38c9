import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type Approval, api } from '../../lib/api.ts';
import { isStatus } from '../../lib/errors.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { useMay, useMe } from '../../lib/session.ts';
import { type Answer, AnswerForm } from '../../ui/answer-form.tsx';
import { IconMail, IconPencil, IconUserPlus } from '../../ui/icons.ts';
import { usePageTitle } from '../../ui/page-header.tsx';
import { DayTime, TimeAgo } from '../../ui/time.tsx';
import { FriendlyValue } from '../../ui/value/value-view.tsx';
import classes from './approval-page.module.css';
import { ApprovalPill } from './approval-pill.tsx';
import { AskedPeople } from './asked-people.tsx';
import { DelegateDialog } from './delegate-dialog.tsx';
import { Rules } from './rules.tsx';

/** What people are asked, who has said what, and the caller's own answer. */
export function ApprovalScreen({ approval }: { readonly approval: Approval }): JSX.Element {
  usePageTitle(approval.title);
  const hasData = approval.data !== null && approval.data !== undefined;
  const isOpen = approval.status === 'open';
  return (
    <>
      <header className={classes['header']}>
        <h1>{approval.title}</h1>
        <p>
          <ApprovalPill question={approval} />
          <span>
            <Link to="/runs/$runId" params={{ runId: approval.runId }} search={{ step: approval.step }}>
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
      {!isOpen && <Outcome approval={approval} />}
      {isOpen && approval.mayAnswer && <YourAnswer approval={approval} />}
      <People approval={approval} />
      {isOpen && !approval.mayAnswer && <NotYours />}
    </>
  );
}

function People({ approval }: { readonly approval: Approval }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('approval:decide');
  const [busy, setBusy] = useState(false);
  const unanswered = approval.asked.filter(({ decision }) => decision === null);
  const wasMailed = unanswered.some(({ mail }) => mail?.sentAt);
  async function remind(): Promise<void> {
    setBusy(true);
    try {
      const after = await api.approvals.remind({ id: approval.id });
      client.setQueryData(['approval', approval.id], after);
      const sent = after.asked.filter(({ decision, mail }) => decision === null && mail?.state === 'sent').length;
      if (sent > 0) notifyDone('The link was mailed again. Nobody gets more than one a minute.');
    } catch (error) {
      notifyError('Nobody was reminded', error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className={classes['people']} aria-label="Who is asked">
      <Rules approval={approval} />
      <AskedPeople approval={approval} />
      {approval.status === 'open' && may && unanswered.length > 0 && (
        <div>
          <Button size="xs" variant="default" leftSection={<IconMail size={14} />} loading={busy} onClick={() => void remind()}>
            {wasMailed ? 'Mail the link again' : 'Mail the link'}
          </Button>
        </div>
      )}
    </section>
  );
}

function NotYours(): JSX.Element {
  const may = useMay('approval:decide');
  const words = may ? 'You are not asked, so this is for others to answer.' : 'Your role may look at approvals, but not decide them.';
  return <p className={classes['quiet']}>{words}</p>;
}

function YourAnswer({ approval }: { readonly approval: Approval }): JSX.Element {
  const client = useQueryClient();
  const { user } = useMe();
  const mine = approval.votes.find(({ by }) => by.toLowerCase() === user.email.toLowerCase());
  const [changing, setChanging] = useState(false);
  const [delegating, setDelegating] = useState(false);
  if (mine && !changing) {
    return (
      <div className={classes['mine']}>
        <p>You have {mine.decision} this. It stays open until enough people have answered.</p>
        <Button size="xs" variant="default" leftSection={<IconPencil size={14} />} onClick={() => setChanging(true)}>
          Change my answer
        </Button>
      </div>
    );
  }
  async function answer(given: Answer): Promise<void> {
    try {
      const after = await api.approvals.decide({ id: approval.id, ...given });
      client.setQueryData(['approval', approval.id], after);
      setChanging(false);
      notifyDone(doneWords(after, given.decision));
    } catch (error) {
      // Somebody else was faster: show what they decided.
      if (isStatus(error, 409)) void client.invalidateQueries({ queryKey: ['approval', approval.id] });
      throw error;
    }
    for (const queryKey of [['approvals'], ['home']]) void client.invalidateQueries({ queryKey });
  }
  return (
    <div className={classes['answer']}>
      <AnswerForm
        form={approval.form}
        before={mine}
        onAnswer={answer}
        others={
          approval.asked.length > 0 && (
            <Button variant="subtle" size="md" leftSection={<IconUserPlus size={18} />} onClick={() => setDelegating(true)}>
              Pass it on…
            </Button>
          )
        }
      />
      {delegating && <DelegateDialog approval={approval} onClose={() => setDelegating(false)} />}
    </div>
  );
}

function doneWords({ status, quorum, votes }: Approval, decision: Answer['decision']): string {
  if (status !== 'open') return decision === 'approved' ? 'Approved. The run goes on.' : 'Rejected.';
  const approvals = votes.filter((vote) => vote.decision === 'approved').length;
  return `Your answer is kept. ${approvals} of ${quorum} approvals are there.`;
}

function Outcome({ approval }: { readonly approval: Approval }): JSX.Element {
  const by = approval.decidedBy === 'timeout' ? undefined : approval.decidedBy;
  // It stands beside the name of who said it.
  const isTold = approval.votes.some(({ comment }) => comment === approval.comment);
  return (
    <section className={classes['data']} aria-label="Decision" role="status">
      <p className={classes['outcome']}>
        <ApprovalPill question={approval} />
        {by && <span>by {by}</span>}
        {approval.decidedAt && <DayTime at={approval.decidedAt} />}
      </p>
      {approval.comment && !isTold && <p className={classes['message']}>{approval.comment}</p>}
      <p className={classes['quiet']}>
        <Link to="/runs/$runId" params={{ runId: approval.runId }}>
          See how the run went on
        </Link>
      </p>
    </section>
  );
}
