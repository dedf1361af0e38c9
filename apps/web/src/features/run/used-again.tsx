import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { StepDetail } from '../../lib/api.ts';
import { costWords } from '../../lib/format.ts';
import classes from './step-dock.module.css';

/** Of which run a result is that was used again, of when, and what that saved. */
export function UsedAgain({ runId: own, step }: { readonly runId: string; readonly step: StepDetail }): JSX.Element | null {
  const { cached } = step;
  if (!cached) return null;
  const { runId, step: madeBy, at, savedUsd, insteadOf } = cached;
  return (
    <p className={classes['usedAgain']}>
      {insteadOf ? 'An earlier result stands in, from ' : 'Not run: its result was used again from '}
      <Link to="/runs/$runId" params={{ runId }} search={{ step: madeBy }}>
        {runId === own ? 'an earlier step of this run' : `the run of ${momentWords(at)}`}
      </Link>
      {savedUsd ? `, saved ~${costWords(savedUsd)}` : ''}
    </p>
  );
}

/** `12:31`, with its day unless that is today. */
function momentWords(at: string): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? time : `${moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}
