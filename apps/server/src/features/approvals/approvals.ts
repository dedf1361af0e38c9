import type { EngineHost } from '@arches/engine';
import { AppError, type JsonObject, type Signal } from '@arches/kernel';
import { type ApprovalRow, type AskedFilter, type Database, findApproval, findRunStep, listApprovals, type Tx } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { stepOfRow } from '../runs/run-view.ts';
import {
  addressKey,
  type ApprovalView,
  approvalView,
  audienceOf,
  type DecisionView,
  decisionView,
  formOf,
  isAsked,
  questionView,
} from './approval-view.ts';
import { checkedForm } from './check-form.ts';
import type { PeopleMailer } from './mail-people.ts';
import { wholeData } from './whole-data.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
}

export interface ListInput {
  readonly status: 'open' | 'closed';
  readonly kind?: 'approval' | 'decision' | undefined;
  readonly runId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export async function approvalList({ database }: Pick<Deps, 'database'>, caller: Principal, { status, ...rest }: ListInput) {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Omit<AskedFilter, 'open'>;
  return database.withTenant(caller.orgId, async (tx) => {
    const page = await listApprovals(tx, caller.orgId, { ...given, open: status === 'open' });
    const audience = await audienceOf(tx, caller, page.items);
    return { items: page.items.map((row) => questionView(row, audience)), nextCursor: page.nextCursor ?? null };
  });
}

async function requireQuestion(tx: Tx, orgId: string, id: string): Promise<ApprovalRow> {
  const row = await findApproval(tx, orgId, id);
  if (!row) throw notFound('approval', id);
  return row;
}

async function requireKind(database: Database, orgId: string, id: string, kind: ApprovalRow['kind']): Promise<ApprovalRow> {
  const row = await database.withTenant(orgId, (tx) => requireQuestion(tx, orgId, id));
  if (row.kind === kind) return row;
  throw kind === 'approval'
    ? new AppError('conflict', 'This is no approval but a decision about a step. Answer it with …/resolve.')
    : new AppError('conflict', 'This is an approval. Answer it with …/decide.');
}

/** One question, whole: an approval with all of its data, a decision with what the step worked with. */
export async function getApproval({ database }: Pick<Deps, 'database'>, caller: Principal, input: { readonly id: string }) {
  return database.withTenant(caller.orgId, async (tx) => {
    const row = await requireQuestion(tx, caller.orgId, input.id);
    if (row.kind === 'approval') {
      return approvalView(row, await audienceOf(tx, caller, [row]), await wholeData(tx, caller.orgId, row));
    }
    const step = await findRunStep(tx, caller.orgId, row.run_id, row.step);
    return { ...decisionView(row), input: step?.input ?? null };
  });
}

export interface Decision {
  readonly id: string;
  readonly decision: 'approved' | 'rejected';
  readonly comment?: string | undefined;
  readonly form?: JsonObject | undefined;
}

/** Throws `forbidden` to who is not among the assignees, `already_decided`, `input_invalid` for a form that does not fit. */
export async function decideApproval(deps: Deps, caller: Principal, input: Decision): Promise<ApprovalView> {
  const row = await requireKind(deps.database, caller.orgId, input.id, 'approval');
  refuseUnlessOpen(row);
  refuseUnlessAsked(row, caller.email);
  await castVote(deps.engine, caller.orgId, row, caller.email, input);
  return recorded(deps.database, caller, row, `approval_${input.decision}`);
}

/** One person's answer, signed in or by a link. */
export async function castVote(
  engine: EngineHost,
  orgId: string,
  row: ApprovalRow,
  by: string,
  { decision, comment, form }: Omit<Decision, 'id'>,
): Promise<void> {
  const filled = checkedForm(formOf(row), form, decision);
  await signalOnce(engine, orgId, row, {
    kind: 'approval',
    decision,
    by,
    ...(comment === undefined || comment === '' ? {} : { comment }),
    ...(Object.keys(filled).length === 0 ? {} : { form: filled }),
  });
}

/** The caller's place goes to somebody else, who is told. Throws as `decideApproval` does, and `already_asked`. */
export async function delegateApproval(
  { database, engine }: Deps,
  caller: Principal,
  input: { readonly id: string; readonly to: string },
): Promise<ApprovalView> {
  const row = await requireKind(database, caller.orgId, input.id, 'approval');
  refuseUnlessOpen(row);
  if (row.assignees.length === 0)
    throw new AppError('nobody_asked', 'Anyone who may approve can answer this, so there is no place to pass on.');
  refuseUnlessAsked(row, caller.email);
  const to = addressKey(input.to);
  if (isAsked(row, to)) throw new AppError('already_asked', `${input.to} is asked already.`);
  await signalOnce(engine, caller.orgId, row, { kind: 'delegation', by: caller.email, to });
  return recorded(database, caller, row, 'approval_delegated', { to });
}

/** Throws `already_decided` too. */
export async function remindPeople(
  { database, mailer }: Pick<Deps, 'database'> & { readonly mailer: PeopleMailer },
  caller: Principal,
  input: { readonly id: string },
): Promise<ApprovalView> {
  const row = await requireKind(database, caller.orgId, input.id, 'approval');
  refuseUnlessOpen(row);
  await mailer.remind(caller.orgId, row);
  return recorded(database, caller, row, 'approval_reminded');
}

export interface Resolution {
  readonly id: string;
  readonly choice: 'retry' | 'accept' | 'fail';
  readonly happened?: boolean | undefined;
  readonly output?: unknown;
  readonly comment?: string | undefined;
}

/** Says how a failed or doubtful step goes on. Throws `already_decided`. */
export async function resolveDecision({ database, engine }: Deps, caller: Principal, input: Resolution): Promise<DecisionView> {
  const row = await requireKind(database, caller.orgId, input.id, 'decision');
  refuseUnlessOpen(row);
  const { choice, happened, output, comment } = input;
  const attempt = await attemptAsked(database, caller.orgId, row);
  await signalOnce(engine, caller.orgId, row, {
    kind: 'decision',
    choice,
    by: caller.email,
    ...(attempt === undefined ? {} : { attempt }),
    ...(comment === undefined || comment === '' ? {} : { comment }),
    ...(happened === undefined ? {} : { happened }),
    ...(choice === 'accept' && output !== undefined ? { output } : {}),
  });
  return database.withTenant(caller.orgId, async (tx) => {
    await record(tx, caller, 'workflow_execution', `decision_${choice}`, { kind: 'approval', id: row.id });
    return decisionView((await findApproval(tx, caller.orgId, row.id)) ?? row);
  });
}

/** Which attempt the question is about: an answer that comes late must not decide the next one. */
async function attemptAsked(database: Database, orgId: string, row: ApprovalRow): Promise<number | undefined> {
  const step = await database.withTenant(orgId, (tx) => findRunStep(tx, orgId, row.run_id, row.step));
  const waiting = step && stepOfRow(step).waiting;
  return waiting?.kind === 'decision' ? waiting.attempt : undefined;
}

function recorded(
  database: Database,
  caller: Principal,
  row: ApprovalRow,
  action: string,
  details?: Parameters<typeof record>[5],
): Promise<ApprovalView> {
  return database.withTenant(caller.orgId, async (tx) => {
    await record(tx, caller, 'workflow_execution', action, { kind: 'approval', id: row.id }, details);
    const after = (await findApproval(tx, caller.orgId, row.id)) ?? row;
    return approvalView(after, await audienceOf(tx, caller, [after]), await wholeData(tx, caller.orgId, after));
  });
}

async function signalOnce(engine: EngineHost, orgId: string, row: ApprovalRow, signal: Signal): Promise<void> {
  try {
    await engine.signal(orgId, row.run_id, row.step, signal);
  } catch (cause) {
    const isLate = cause instanceof AppError && (cause.code === 'wait_closed' || cause.code === 'run_finished');
    if (isLate) throw new AppError('already_decided', 'This was decided meanwhile, or the run has ended.', { cause });
    throw cause;
  }
}

export function refuseUnlessOpen(row: ApprovalRow): void {
  if (row.status !== 'open') throw new AppError('already_decided', decidedWords(row));
}

function refuseUnlessAsked(row: ApprovalRow, address: string): void {
  if (!isAsked(row, address)) throw new AppError('forbidden', `This is for ${row.assignees.join(', ')} to decide.`);
}

function decidedWords({ status, decided_by: by, kind }: ApprovalRow): string {
  if (status === 'expired') return 'The time to decide is over.';
  if (status === 'cancelled') return 'The run was cancelled, so there is nothing to decide any more.';
  return `This was ${kind === 'decision' || status === 'answered' ? 'decided' : status} already${by ? ` by ${by}` : ''}.`;
}
