import type { JSX } from 'react';
import type { Approval } from '../../lib/api.ts';
import { count, dayAndTimeInside } from '../../lib/format.ts';
import { IconBell, IconClock, IconUserCheck, IconUserPlus } from '../../ui/icons.ts';
import classes from './approval-page.module.css';

const atDeadline = { approve: 'it counts as approved', reject: 'it counts as rejected', fail: 'the run stops with an error' } as const;

/** How many answers are needed, by when, and what happens on the way. */
export function Rules({ approval }: { readonly approval: Approval }): JSX.Element {
  const { votes, quorum, rejections, deadlineAt, nextReminderAt, escalation, status } = approval;
  const approvals = votes.filter(({ decision }) => decision === 'approved').length;
  const isOpen = status === 'open';
  const when = (at: string): string => dayAndTimeInside(new Date(at), new Date());
  return (
    <ul className={classes['rules']}>
      <li>
        <IconUserCheck size={16} aria-hidden />
        <span>
          <strong>
            {approvals} of {count(quorum, 'approval')}
          </strong>
          {isOpen && (rejections > 1 ? `; ${count(rejections, 'rejection')} end it` : quorum > 1 ? '; one rejection ends it' : '')}
        </span>
      </li>
      {isOpen && deadlineAt && (
        <li>
          <IconClock size={16} aria-hidden />
          <span>
            Until {when(deadlineAt)}; without enough answers {atDeadline[approval.onTimeout]}
          </span>
        </li>
      )}
      {nextReminderAt && (
        <li>
          <IconBell size={16} aria-hidden />
          <span>Those who have not answered are reminded {when(nextReminderAt)}</span>
        </li>
      )}
      {escalation && (
        <li>
          <IconUserPlus size={16} aria-hidden />
          <span>
            From {when(escalation.at)} {escalation.to.join(', ')} {escalation.to.length === 1 ? 'is' : 'are'} asked too
          </span>
        </li>
      )}
    </ul>
  );
}
