import type { JSX } from 'react';
import { IconBolt, IconPencil } from './icons.ts';
import classes from './live-badge.module.css';

export interface LiveBadgeProps {
  readonly liveVersion: number | null;
  /** The draft differs from the live version. */
  readonly hasChanges: boolean;
}

/** Whether triggers start anything: “Live v3”, with a mark for unpublished changes, or “Draft”. */
export function LiveBadge({ liveVersion, hasChanges }: LiveBadgeProps): JSX.Element {
  if (liveVersion === null) {
    return (
      <span className={classes['badge']}>
        <IconPencil size={13} stroke={1.9} aria-hidden />
        Draft
      </span>
    );
  }
  return (
    <>
      <span className={classes['badge']} data-live>
        <IconBolt size={13} stroke={1.9} aria-hidden />
        Live v{liveVersion}
      </span>
      {hasChanges && <span className={classes['changes']}>+ changes</span>}
    </>
  );
}
