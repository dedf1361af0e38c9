import type { JSX } from 'react';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconLoader2,
  IconPlayerSkipForward,
  IconUserCheck,
} from './icons.ts';
import { type StatusFacts, type StatusWord, shownStatus } from './status.ts';
import classes from './status-pill.module.css';

const icons = {
  Queued: IconCircleDashed,
  Running: IconLoader2,
  'Waiting for': IconUserCheck,
  'Waiting until': IconClock,
  Done: IconCheck,
  'Done with warnings': IconAlertTriangle,
  Failed: IconAlertTriangle,
  Cancelled: IconBan,
  Skipped: IconPlayerSkipForward,
} satisfies Record<StatusWord, unknown>;

export interface StatusPillProps extends StatusFacts {
  /** Smaller, for cards and dense rows. */
  readonly small?: boolean;
}

export function StatusPill({ small, ...facts }: StatusPillProps): JSX.Element {
  const { word, tone, label } = shownStatus(facts);
  const Icon = icons[word];
  return (
    <span className={classes['pill']} data-tone={tone} data-small={small || undefined} title={label}>
      <Icon aria-hidden size={small ? 12 : 14} stroke={2} className={word === 'Running' ? classes['spin'] : undefined} />
      <span className={classes['label']}>{label}</span>
    </span>
  );
}
