import type { JSX } from 'react';
import { dayAndTime } from '../lib/format.ts';
import { IconPlayerPause } from './icons.ts';
import classes from './live-badge.module.css';

export interface Pause {
  readonly at: string;
  /** Name of who paused it. */
  readonly by: string;
  readonly runs: 'finish' | 'hold';
}

/** That what starts is kept in line, by whom and since when. */
export function PausedPill({ paused }: { readonly paused: Pause | null }): JSX.Element | null {
  if (!paused) return null;
  const words = pauseWords(paused);
  return (
    <span className={classes['badge']} data-paused title={words}>
      <IconPlayerPause size={13} stroke={1.9} aria-hidden />
      Paused
      <span className={classes['reader']}> {words}</span>
    </span>
  );
}

export function pauseWords({ at, by, runs }: Pause): string {
  const held = runs === 'hold' ? ' Runs under way are held too.' : '';
  return `Paused by ${by}, ${dayAndTime(new Date(at), new Date())}. What starts is accepted and waits.${held}`;
}
