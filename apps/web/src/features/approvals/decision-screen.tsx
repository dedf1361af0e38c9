import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Decision } from '../../lib/api.ts';
import { useResolve } from '../../lib/decisions.ts';
import { count } from '../../lib/format.ts';
import { useMay } from '../../lib/session.ts';
import { DecisionChoices } from '../../ui/decision-choices.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';
import { SentBadge } from '../../ui/sent-badge.tsx';
import { DayTime, TimeAgo } from '../../ui/time.tsx';
import { ValueView } from '../../ui/value/value-view.tsx';
import { largeValue } from '../../ui/value/stored-value.ts';
import classes from './approval-page.module.css';
import { ApprovalPill } from './approval-pill.tsx';

/** A step that failed or is in doubt: what happened, what it worked with, and how it goes on. */
export function DecisionScreen({ decision }: { readonly decision: Decision & { readonly input: unknown } }): JSX.Element {
  usePageTitle(decision.title);
  const may = useMay('approval:decide');
  const resolve = useResolve(decision);
  const input = largeValue(decision.input)?.preview ?? decision.input;
  return (
    <>
      <header className={classes['header']}>
        <h1>{decision.title}</h1>
        <p>
          <ApprovalPill question={decision} />
          {decision.sent && <SentBadge sent={decision.sent} />}
          <span>
            <Link to="/runs/$runId" params={{ runId: decision.runId }} search={{ step: decision.step }}>
              {decision.workflowName}
            </Link>{' '}
            stopped <TimeAgo at={decision.createdAt} />, after {count(decision.attempts, 'attempt')}
          </span>
        </p>
      </header>
      <section className={classes['failure']} aria-label="What happened" data-doubt={decision.reason === 'outcome_unknown' || undefined}>
        {decision.reason === 'outcome_unknown' && (
          <p>
            This step must not happen twice, and no answer came: it may have happened or not. Look on the other side, then say what you
            found.
          </p>
        )}
        <p>{decision.error.message}</p>
      </section>
      {decision.status === 'open' && may && (
        <DecisionChoices reason={decision.reason} mayHaveSent={decision.sent === 'maybe'} onChoose={resolve} />
      )}
      {decision.status === 'open' && !may && <p className={classes['quiet']}>Your role may look at decisions, but not make them.</p>}
      {decision.status !== 'open' && <Outcome decision={decision} />}
      {input !== null && input !== undefined && (
        <section className={classes['data']} aria-label="What it worked with">
          <h2>What it worked with</h2>
          <ValueView value={input} label="Input" />
        </section>
      )}
    </>
  );
}

function Outcome({ decision }: { readonly decision: Decision }): JSX.Element {
  return (
    <section className={classes['data']} aria-label="Decision" role="status">
      <p className={classes['outcome']}>
        <ApprovalPill question={decision} />
        {decision.decidedBy && <span>by {decision.decidedBy}</span>}
        {decision.decidedAt && <DayTime at={decision.decidedAt} />}
      </p>
      {decision.comment && <p className={classes['message']}>{decision.comment}</p>}
      <p className={classes['quiet']}>
        <Link to="/runs/$runId" params={{ runId: decision.runId }} search={{ step: decision.step }}>
          See how the run went on
        </Link>
      </p>
    </section>
  );
}
