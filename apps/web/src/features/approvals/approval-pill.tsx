import type { JSX } from 'react';
import type { Question } from '../../lib/api.ts';
import { dayAndTimeInside } from '../../lib/format.ts';
import { IconAlertTriangle, IconBan, IconCheck, IconClock, IconUserCheck, IconX } from '../../ui/icons.ts';
import classes from './approval-pill.module.css';

const approvals = {
  open: { tone: 'waiting', label: 'Waiting', icon: IconUserCheck },
  approved: { tone: 'done', label: 'Approved', icon: IconCheck },
  rejected: { tone: 'failed', label: 'Rejected', icon: IconX },
  expired: { tone: 'quiet', label: 'Too late', icon: IconClock },
  cancelled: { tone: 'quiet', label: 'Cancelled', icon: IconBan },
} as const;

const decisions = {
  answered: { tone: 'done', label: 'Decided', icon: IconCheck },
  cancelled: approvals.cancelled,
} as const;

function shownOf(question: Question) {
  if (question.kind === 'approval') return approvals[question.status];
  if (question.status !== 'open') return decisions[question.status];
  return question.reason === 'failed'
    ? ({ tone: 'failed', label: 'Step failed', icon: IconAlertTriangle } as const)
    : ({ tone: 'waiting', label: 'In doubt', icon: IconAlertTriangle } as const);
}

export function ApprovalPill({ question }: { readonly question: Question }): JSX.Element {
  const { tone, label, icon: Icon } = shownOf(question);
  const deadline = question.kind === 'approval' && question.status === 'open' ? question.deadlineAt : null;
  return (
    <span className={classes['pill']} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {label}
      {deadline && ` until ${dayAndTimeInside(new Date(deadline), new Date())}`}
    </span>
  );
}
