import type { WaitSpec } from '../catalog.ts';
import type { Signal, Vote } from '../run.ts';
import type { StepRef } from './address.ts';
import { failStep } from './failure.ts';
import type { StepState } from './state.ts';
import { succeed, type Turn } from './turn.ts';
import { openCommands } from './wait-commands.ts';

export type Approval = Extract<WaitSpec, { kind: 'approval' }>;
type Answer = Extract<Signal, { kind: 'approval' }>;
type Delegation = Extract<Signal, { kind: 'delegation' }>;

/** Addresses are compared as mail servers do in practice: without regard to case. */
function person(address: string): string {
  return address.trim().toLowerCase();
}

function people(addresses: readonly string[]): Set<string> {
  return new Set(addresses.map(person));
}

/** Whether this person may answer: everyone whom the host lets through, where nobody in particular is asked. */
function isAsked({ assignees }: Approval, by: string): boolean {
  return assignees.length === 0 || people(assignees).has(person(by));
}

/** More approvals asked for than there are people to give them: it could only ever end by its deadline. */
export function isQuorumImpossible(wait: Approval): boolean {
  return wait.assignees.length > 0 && people([...wait.assignees, ...(wait.escalation?.to ?? [])]).size < (wait.quorum ?? 1);
}

/**
 * Takes a vote down; one a person, the latest counts.
 * @returns the vote that decided, with the decision of all; `undefined` while it is open; `ignored` for somebody who is not asked
 */
export function takeVote(step: StepState, wait: Approval, answer: Answer, at: number): Vote | 'ignored' | undefined {
  if (!isAsked(wait, answer.by)) return 'ignored';
  const { by, decision, comment = '', form = {} } = answer;
  const vote: Vote = { by, decision, comment, form, at };
  step.votes = [...(step.votes ?? []).filter((other) => person(other.by) !== person(by)), vote];
  const verdict = verdictOf(step, wait, step.votes);
  return verdict && { ...vote, decision: verdict };
}

function verdictOf(step: StepState, wait: Approval, votes: readonly Vote[]): Vote['decision'] | undefined {
  const quorum = wait.quorum ?? 1;
  const approvals = votes.filter(({ decision }) => decision === 'approved').length;
  const rejections = votes.length - approvals;
  if (approvals >= quorum) return 'approved';
  if (rejections >= (wait.rejections ?? 1)) return 'rejected';
  if (wait.assignees.length === 0) return undefined;
  const stillToCome = step.escalateAt === undefined ? [] : (wait.escalation?.to ?? []);
  return people([...wait.assignees, ...stillToCome]).size - rejections < quorum ? 'rejected' : undefined;
}

/** The approval's end; `votes` are all answers that counted, in the order in which they came. */
export function conclude(turn: Turn, ref: StepRef, { by, decision, comment, form, at }: Vote): void {
  const votes = (ref.step.votes ?? []).map((vote) => ({ ...vote, at: timeOf(vote.at) }));
  succeed(turn, ref, { decision, by, comment, form, at: timeOf(at), votes }, [decision]);
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Gives the place of one who is asked to another; what the former answered is forgotten.
 * @returns who is asked now, `undefined` where nothing changes: the one has no place, or the other has one already
 */
export function passPlace(step: StepState, wait: Approval, { by, to }: Delegation): string | undefined {
  if (wait.assignees.length === 0 || !isAsked(wait, by) || isAsked(wait, to) || to.trim() === '') return undefined;
  step.waiting = { ...wait, assignees: wait.assignees.map((assignee) => (person(assignee) === person(by) ? to.trim() : assignee)) };
  if (step.votes) step.votes = step.votes.filter((vote) => person(vote.by) !== person(by));
  return to.trim();
}

export function delegated(turn: Turn, { step }: StepRef, wait: Approval, delegation: Delegation): void {
  const to = passPlace(step, wait, delegation);
  if (to === undefined) return;
  turn.changed.add(step.id);
  turn.commands.push(...openCommands(step), { kind: 'remind', step: step.id, nodeId: step.nodeId, why: 'delegation', to: [to] });
}

/** Reminds those who have not answered; nobody in particular where anyone may. */
export function reminderFired(turn: Turn, { step }: StepRef, wait: Approval): void {
  if (step.remindAt === undefined || wait.remindEveryMs === undefined) return;
  const answered = people((step.votes ?? []).map(({ by }) => by));
  const to = wait.assignees.filter((assignee) => !answered.has(person(assignee)));
  if (to.length > 0 || wait.assignees.length === 0) {
    turn.commands.push({ kind: 'remind', step: step.id, nodeId: step.nodeId, why: 'reminder', to });
  }
  step.remindAt = turn.now + wait.remindEveryMs;
  turn.commands.push({ kind: 'set_timer', step: step.id, timer: 'reminder', at: step.remindAt });
}

/** Nobody has decided: more people are asked. Where anyone may answer, they are only told. */
export function escalationFired(turn: Turn, { step }: StepRef, wait: Approval): void {
  if (step.escalateAt === undefined || !wait.escalation) return;
  delete step.escalateAt;
  const to = wait.escalation.to.filter((address) => wait.assignees.length === 0 || !isAsked(wait, address));
  if (wait.assignees.length > 0 && to.length > 0) {
    step.waiting = { ...wait, assignees: [...wait.assignees, ...to] };
    turn.changed.add(step.id);
    turn.commands.push(...openCommands(step));
  }
  if (to.length > 0) turn.commands.push({ kind: 'remind', step: step.id, nodeId: step.nodeId, why: 'escalation', to });
}

/** Nobody decided in time. */
export function approvalTimedOut(turn: Turn, ref: StepRef, wait: Approval): void {
  if (wait.onTimeout === 'approve' || wait.onTimeout === 'reject') {
    const decision = wait.onTimeout === 'approve' ? 'approved' : 'rejected';
    conclude(turn, ref, { decision, by: 'timeout', comment: 'Nobody answered in time.', form: {}, at: turn.now });
    return;
  }
  failStep(turn, ref, { code: 'approval_timeout', message: `Nobody answered "${wait.title}" in time.`, retryable: false });
}
