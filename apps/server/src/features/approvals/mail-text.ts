import type { ApprovalRow, MailReason } from '@arches/store';

export interface ApprovalMail {
  readonly row: ApprovalRow;
  readonly why: MailReason;
  readonly organization: string;
  readonly timezone: string;
  /** The person's own link. */
  readonly url: string;
  readonly linkEnds: Date;
}

const opening: { readonly [why in MailReason]: string } = {
  asked: 'your answer is needed before this can go on:',
  reminder: 'this still waits for your answer:',
  escalation: 'nobody has answered this yet, so you are asked too:',
  delegation: 'this question was passed on to you:',
};

/** What is decided on stays out of the mail: it may be confidential, and is behind the link. */
export function approvalMail({ row, why, organization, timezone, url, linkEnds }: ApprovalMail): { subject: string; text: string } {
  const when = (date: Date): string =>
    `${date.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: timezone })} (${timezone})`;
  const lines = [
    'Hello,',
    '',
    opening[why],
    '',
    `    ${oneLine(row.title)}`,
    '',
    ...(row.message.trim() === '' ? [] : [row.message.trim(), '']),
    `Asked by the workflow “${oneLine(row.workflow_name)}” of ${oneLine(organization)}.`,
    ...((row.quorum ?? 1) > 1 ? [`${row.quorum} approvals are needed.`] : []),
    ...(row.deadline_at ? [`Answer until ${when(row.deadline_at)}. ${timeoutWords(row.on_timeout)}`] : []),
    '',
    'Look at it and answer:',
    url,
    '',
    `The link is yours alone and works once, until ${when(linkEnds)}. Opening it decides nothing yet. Do not pass it on: whoever has it answers for you.`,
    '',
  ];
  const prefix = why === 'reminder' ? 'Reminder: ' : '';
  return { subject: `${prefix}${oneLine(row.title)} (${oneLine(row.workflow_name)})`.slice(0, 250), text: lines.join('\n') };
}

function timeoutWords(onTimeout: string | null): string {
  if (onTimeout === 'approve') return 'Without enough answers it counts as approved.';
  if (onTimeout === 'reject') return 'Without enough answers it counts as rejected.';
  return 'Without enough answers the run stops with an error.';
}

/** Titles and names come from workflows and their data. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
