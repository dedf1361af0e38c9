import { isJsonObject, type JsonObject } from '@arches/kernel';
import { type ApprovalRow, listMembers, mailsOfWaits, type Tx, type WaitMailRow } from '@arches/store';
import { may, type Principal } from '../../http/principal.ts';
import { errorView } from '../runs/run-view.ts';

type Timeout = 'approve' | 'reject' | 'fail';

/** What is known of the people who are asked. */
export interface Audience {
  readonly caller: Principal;
  /** Members' names by address in lower case. */
  readonly names: ReadonlyMap<string, string>;
  readonly mails: readonly WaitMailRow[];
}

export const sameAddress = (one: string, other: string): boolean => addressKey(one) === addressKey(other);
export const addressKey = (address: string): string => address.trim().toLowerCase();

export function isAsked({ assignees }: Pick<ApprovalRow, 'assignees'>, address: string): boolean {
  return assignees.length === 0 || assignees.some((assignee) => sameAddress(assignee, address));
}

export async function audienceOf(tx: Tx, caller: Principal, rows: readonly ApprovalRow[]): Promise<Audience> {
  const waits = rows.filter(({ assignees }) => assignees.length > 0).map(({ id }) => id);
  const names = new Map((await listMembers(tx, caller.orgId)).map(({ email, name }) => [addressKey(email), name]));
  return { caller, names, mails: await mailsOfWaits(tx, caller.orgId, waits) };
}

function placeOf(row: ApprovalRow) {
  return {
    id: row.id,
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    step: row.step,
    nodeId: row.node_id,
    title: row.title,
    createdAt: row.opened_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.closed_at?.toISOString() ?? null,
    comment: row.comment,
  };
}

export function approvalView(row: ApprovalRow, audience: Audience, data: unknown = row.data ?? null) {
  const { caller } = audience;
  return {
    ...placeOf(row),
    kind: 'approval' as const,
    message: row.message,
    data,
    form: formOf(row),
    assignees: [...row.assignees],
    asked: row.assignees.map((email) => personView(row, email, audience)),
    votes: votesOf(row),
    ...rulesOf(row),
    status: statusOf(row),
    nextReminderAt: row.status === 'open' ? (row.remind_at?.toISOString() ?? null) : null,
    escalation: row.status === 'open' ? escalationOf(row) : null,
    mayAnswer: row.status === 'open' && may(caller, 'approval:decide') && isAsked(row, caller.email),
  };
}
export type ApprovalView = ReturnType<typeof approvalView>;

export function formOf({ form }: ApprovalRow): JsonObject | null {
  return isJsonObject(form) ? { ...form } : null;
}

export function rulesOf(row: ApprovalRow) {
  return {
    quorum: row.quorum ?? 1,
    rejections: row.rejections ?? 1,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    onTimeout: (row.on_timeout ?? 'fail') as Timeout,
  };
}

export function votesOf({ votes }: ApprovalRow) {
  return votes.map((vote) => ({ ...vote, form: { ...vote.form }, at: new Date(vote.at).toISOString() }));
}

export function statusOf({ status }: ApprovalRow): 'open' | 'approved' | 'rejected' | 'expired' | 'cancelled' {
  return status === 'answered' ? 'approved' : status;
}

function personView(row: ApprovalRow, email: string, { names, mails }: Audience) {
  const key = addressKey(email);
  const mail = mails.find(({ wait_id: wait, address }) => wait === row.id && address === key);
  return {
    email,
    name: names.get(key) ?? null,
    decision: row.votes.find(({ by }) => sameAddress(by, email))?.decision ?? null,
    mail: mail ? { state: mail.state, why: mail.why, sentAt: mail.sent_at?.toISOString() ?? null, message: mail.error } : null,
  };
}

function escalationOf({ escalation, escalate_at: at }: ApprovalRow): { at: string; to: string[] } | null {
  if (!at || !isJsonObject(escalation) || !Array.isArray(escalation['to'])) return null;
  return { at: at.toISOString(), to: escalation['to'].map(String) };
}

export function decisionView(row: ApprovalRow) {
  return {
    ...placeOf(row),
    kind: 'decision' as const,
    reason: row.reason ?? 'failed',
    error: errorView(row.error) ?? { code: 'step_failed', message: row.message || 'The step failed.' },
    attempts: row.attempts ?? 0,
    sent: row.sent,
    status: row.status === 'open' || row.status === 'cancelled' ? row.status : ('answered' as const),
  };
}
export type DecisionView = ReturnType<typeof decisionView>;

export function questionView(row: ApprovalRow, audience: Audience): ApprovalView | DecisionView {
  return row.kind === 'approval' ? approvalView(row, audience) : decisionView(row);
}
