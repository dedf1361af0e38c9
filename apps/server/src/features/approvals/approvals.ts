import type { EngineHost } from '@arches/engine';
import { AppError, isJsonObject, type JsonObject, validateAgainst } from '@arches/kernel';
import { type ApprovalRow, type Database, findApproval, listApprovals } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
}

type Status = 'open' | 'approved' | 'rejected' | 'expired' | 'cancelled';

export function approvalView(row: ApprovalRow) {
  return {
    id: row.id,
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    step: row.step,
    nodeId: row.node_id,
    title: row.title,
    message: row.message,
    data: row.data ?? null,
    form: isJsonObject(row.form) ? { ...row.form } : null,
    assignees: [...row.assignees],
    status: statusOf(row),
    createdAt: row.opened_at.toISOString(),
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    decidedBy: row.decided_by,
    decidedAt: row.closed_at?.toISOString() ?? null,
    comment: row.comment,
  };
}
export type ApprovalView = ReturnType<typeof approvalView>;

function statusOf({ status }: ApprovalRow): Status {
  return status === 'answered' ? 'approved' : status;
}

export async function approvalList(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly status: 'open' | 'closed'; readonly cursor?: string | undefined; readonly limit: number },
) {
  const page = await database.withTenant(caller.orgId, (tx) =>
    listApprovals(tx, caller.orgId, {
      open: input.status === 'open',
      limit: input.limit,
      ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
    }),
  );
  return { items: page.items.map(approvalView), nextCursor: page.nextCursor ?? null };
}

async function requireApproval(database: Database, orgId: string, id: string): Promise<ApprovalRow> {
  const row = await database.withTenant(orgId, (tx) => findApproval(tx, orgId, id));
  if (!row) throw notFound('approval', id);
  return row;
}

export async function getApproval(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<ApprovalView> {
  return approvalView(await requireApproval(database, caller.orgId, input.id));
}

export interface Decision {
  readonly id: string;
  readonly decision: 'approved' | 'rejected';
  readonly comment?: string | undefined;
  readonly form?: JsonObject | undefined;
}

/** Throws `forbidden` to who is not among the assignees, `already_decided`, `input_invalid` for a form that does not fit. */
export async function decideApproval({ database, engine }: Deps, caller: Principal, input: Decision): Promise<ApprovalView> {
  const row = await requireApproval(database, caller.orgId, input.id);
  if (row.status !== 'open') throw new AppError('already_decided', decidedWords(row));
  const assignees = row.assignees.map((assignee) => assignee.toLowerCase());
  if (assignees.length > 0 && !assignees.includes(caller.email.toLowerCase())) {
    throw new AppError('forbidden', `This is for ${row.assignees.join(', ')} to decide.`);
  }
  if (isJsonObject(row.form) && input.decision === 'approved') checkForm(row.form, input.form ?? {});
  await signalOnce(engine, caller, row, input);
  return database.withTenant(caller.orgId, async (tx) => {
    await record(tx, caller, 'workflow_execution', `approval_${input.decision}`, { kind: 'approval', id: input.id });
    const decided = await findApproval(tx, caller.orgId, input.id);
    return approvalView(decided ?? row);
  });
}

async function signalOnce(engine: EngineHost, caller: Principal, row: ApprovalRow, input: Decision): Promise<void> {
  try {
    await engine.signal(caller.orgId, row.run_id, row.step, {
      kind: 'approval',
      decision: input.decision,
      by: caller.email,
      ...(input.comment === undefined ? {} : { comment: input.comment }),
      ...(input.form === undefined ? {} : { form: input.form }),
    });
  } catch (cause) {
    const isLate = cause instanceof AppError && (cause.code === 'wait_closed' || cause.code === 'run_finished');
    if (isLate) throw new AppError('already_decided', 'This was decided meanwhile, or the run has ended.', { cause });
    throw cause;
  }
}

function decidedWords({ status, decided_by: by }: ApprovalRow): string {
  if (status === 'expired') return 'The time to decide is over.';
  if (status === 'cancelled') return 'The run was cancelled, so there is nothing to decide any more.';
  return `This was ${status} already${by ? ` by ${by}` : ''}.`;
}

function checkForm(schema: JsonObject, form: JsonObject): void {
  const errors = validateAgainst(schema, form);
  if (errors.length === 0) return;
  const fields = errors.map(({ path, message }) => ({ field: path.replace(/^\//, ''), message }));
  throw new AppError('input_invalid', fields.map(({ message }) => message).join(' '), { details: { fields } });
}
