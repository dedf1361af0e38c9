import type { JSX } from 'react';
import type { Approval } from '../../lib/api.ts';
import { dayAndTime } from '../../lib/format.ts';
import { IconBan, IconCheck, IconClock, IconUserCheck, IconX } from '../../ui/icons.ts';
import classes from './approval-pill.module.css';

const shown = {
  open: { tone: 'waiting', label: 'Waiting', icon: IconUserCheck },
  approved: { tone: 'done', label: 'Approved', icon: IconCheck },
  rejected: { tone: 'failed', label: 'Rejected', icon: IconX },
  expired: { tone: 'quiet', label: 'Too late', icon: IconClock },
  cancelled: { tone: 'quiet', label: 'Cancelled', icon: IconBan },
} as const satisfies Record<Approval['status'], unknown>;

export function ApprovalPill({ approval }: { readonly approval: Pick<Approval, 'status' | 'deadlineAt'> }): JSX.Element {
  const { tone, label, icon: Icon } = shown[approval.status];
  const until = approval.status === 'open' && approval.deadlineAt ? ` until ${dayAndTime(new Date(approval.deadlineAt), new Date())}` : '';
  return (
    <span className={classes['pill']} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {label}
      {until}
    </span>
  );
}
