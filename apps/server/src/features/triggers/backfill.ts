import { type EngineHost, type StartRequest, tickKey } from '@arches/engine';
import { AppError, scheduleTicks, ticksBetween } from '@arches/kernel';
import {
  type Database,
  databaseNow,
  fillTick,
  findLiveVersion,
  findTicks,
  listSchedules,
  type ScheduleRow,
  ticksInRange,
  type TriggerTickRow,
  type Tx,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
}

interface Input {
  readonly id: string;
  readonly nodeId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly ticks?: readonly string[] | undefined;
  readonly preview: boolean;
}

interface DueTime {
  readonly nodeId: string;
  readonly dueAt: Date;
  /** The run that it has already. */
  readonly runId: string | null;
  readonly hasRun: boolean;
}

const most = 500;
const startedAtOnce = 50;

/**
 * Runs due times that were missed, or those of a range that the schedule has now. Each is one run at most: it goes by the same delivery
 * key as if the clock had started it.
 *
 * @throws `workflow_not_found`, `tick_not_found`, `trigger_not_found`, `not_published`, `range_invalid`
 */
export async function backfill(deps: Deps, caller: Principal, input: Input) {
  const { orgId } = caller;
  const plan = await deps.database.withTenant(orgId, (tx) => planOf(tx, orgId, input));
  const chosen = plan.due.slice(0, most);
  const more = plan.isCut || plan.due.length > most;
  const toRun = chosen.filter(({ hasRun }) => !hasRun);
  if (input.preview) {
    const items = chosen.map((due) => itemOf(due, due.hasRun ? 'ran' : 'to_run', due.runId));
    return { items, started: 0, toRun: toRun.length, more };
  }
  // Before anything starts: what was asked for is known even if not all of it comes about.
  if (toRun.length > 0)
    await deps.database.withTenant(orgId, (tx) =>
      record(tx, caller, 'workflow_execution', 'schedule_backfilled', { kind: 'workflow', id: input.id }, backfillDetails(toRun)),
    );
  const items: Item[] = chosen.filter(({ hasRun }) => hasRun).map((due) => itemOf(due, 'ran', due.runId));
  for (let from = 0; from < toRun.length; from += startedAtOnce)
    items.push(...(await startAll(deps, caller, plan.requestFor, toRun.slice(from, from + startedAtOnce), input.id)));
  const started = items.filter(({ status }) => status === 'started').length;
  return { items: items.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt)), started, toRun: toRun.length, more };
}

function backfillDetails(toRun: readonly DueTime[]): { readonly runs: number; readonly from: string; readonly to: string } {
  const times = toRun.map(({ dueAt }) => dueAt.toISOString()).toSorted();
  return { runs: toRun.length, from: times[0] ?? '', to: times.at(-1) ?? '' };
}

interface Item {
  readonly nodeId: string;
  readonly dueAt: string;
  readonly status: 'ran' | 'to_run' | 'started' | 'refused';
  readonly runId: string | null;
  readonly message?: string;
}

function itemOf({ nodeId, dueAt }: DueTime, status: Item['status'], runId: string | null, message?: string): Item {
  return { nodeId, dueAt: dueAt.toISOString(), status, runId, ...(message === undefined ? {} : { message }) };
}

async function startAll(
  { database, engine }: Deps,
  caller: Principal,
  requestFor: (due: DueTime) => StartRequest,
  due: readonly DueTime[],
  workflowId: string,
): Promise<Item[]> {
  const items = await Promise.all(
    due.map(async (time): Promise<Item> => {
      try {
        const { runId, duplicate } = await engine.start({ ...requestFor(time), createdBy: caller.userId });
        return itemOf(time, duplicate ? 'ran' : 'started', runId);
      } catch (error) {
        if (!(error instanceof AppError) || error.retryable) throw error;
        return itemOf(time, 'refused', null, error.message);
      }
    }),
  );
  await database.withTenant(caller.orgId, async (tx) => {
    for (const { nodeId, dueAt, runId } of items)
      if (runId !== null) await fillTick(tx, caller.orgId, { workflowId, nodeId }, new Date(dueAt), runId, caller.userId);
  });
  return items;
}

async function planOf(tx: Tx, orgId: string, input: Input) {
  const workflow = await requireWorkflow(tx, orgId, input.id);
  const live = await findLiveVersion(tx, orgId, input.id);
  if (!live) throw new AppError('not_published', 'Only a published workflow can be run for due times. Publish it first.');
  const found = input.ticks === undefined ? await ofRange(tx, orgId, input) : await ofTicks(tx, orgId, input.id, input.ticks);
  for (const { nodeId } of found.due)
    if (!live.document.nodes.some(({ id, type }) => id === nodeId && type === 'trigger.schedule'))
      throw new AppError('trigger_not_live', `The live version has no schedule “${nodeId}” any more, so its due times cannot be run.`);
  const requestFor = ({ nodeId, dueAt }: DueTime): StartRequest => ({
    orgId,
    scope: { projectId: workflow.project_id, workspaceId: workflow.workspace_id },
    workflowId: input.id,
    version: live.version,
    document: live.document,
    mode: 'live',
    trigger: { kind: 'schedule', at: dueAt.toISOString(), body: null, query: {}, headers: {}, files: {}, backfill: true },
    triggerNodeId: nodeId,
    input: {},
    deliveryKey: tickKey(nodeId, dueAt),
  });
  return { ...found, requestFor };
}

async function ofTicks(tx: Tx, orgId: string, workflowId: string, ids: readonly string[]) {
  const rows = await findTicks(tx, orgId, workflowId, [...new Set(ids)]);
  const [unknown] = ids.filter((id) => !rows.some((row) => row.id === id));
  if (unknown !== undefined) throw notFound('tick', unknown);
  return { due: rows.map(dueTimeOf), isCut: false };
}

function dueTimeOf({ node_id: nodeId, due_at: dueAt, status, run_id: runId }: TriggerTickRow): DueTime {
  return { nodeId, dueAt, runId, hasRun: status !== 'missed' };
}

async function ofRange(tx: Tx, orgId: string, input: Input): Promise<{ due: DueTime[]; isCut: boolean }> {
  const schedules = (await listSchedules(tx, orgId, input.id)).filter(
    ({ node_id }) => input.nodeId === undefined || node_id === input.nodeId,
  );
  const [schedule, other] = schedules;
  if (!schedule && input.nodeId !== undefined) throw notFound('trigger', input.nodeId);
  if (!schedule) throw new AppError('no_schedule', 'This workflow has no live schedule whose due times could be run.');
  if (other) throw new AppError('trigger_not_named', 'This workflow has several schedules. Say which one with “nodeId”.');
  const { from, to } = await rangeOf(tx, input);
  const known = await ticksInRange(tx, orgId, { workflowId: input.id, nodeId: schedule.node_id }, from, to);
  return merged(schedule, known, from, to);
}

/** The oldest first: what a range leaves over is its newest part, which the next call takes up. */
function merged(schedule: ScheduleRow, known: readonly TriggerTickRow[], from: Date, to: Date): { due: DueTime[]; isCut: boolean } {
  const byTime = new Map(known.map((row) => [row.due_at.getTime(), dueTimeOf(row)]));
  const due = ticksBetween(scheduleTicks(schedule.spec, schedule.timezone), new Date(from.getTime() - 1), to, 20_000);
  for (const dueAt of due)
    if (!byTime.has(dueAt.getTime())) byTime.set(dueAt.getTime(), { nodeId: schedule.node_id, dueAt, runId: null, hasRun: false });
  const all = [...byTime.values()].toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const open = all.filter(({ hasRun }) => !hasRun);
  const last = open[most - 1]?.dueAt;
  return open.length > most && last ? { due: open.slice(0, most), isCut: true } : { due: all, isCut: false };
}

async function rangeOf(tx: Tx, { from, to }: Input): Promise<{ from: Date; to: Date }> {
  const now = await databaseNow(tx);
  if (from === undefined) throw new AppError('range_invalid', 'Say from when on with “from”, or name “ticks” of the ledger.');
  const begin = new Date(from);
  const end = to === undefined ? now : new Date(to);
  if (begin > end) throw new AppError('range_invalid', '“from” is later than “to”.');
  if (begin > now) throw new AppError('range_invalid', 'Only due times that have passed can be run; “from” lies ahead.');
  if (end.getTime() - begin.getTime() > 366 * 86_400_000) throw new AppError('range_invalid', 'A year is the longest range for one call.');
  return { from: begin, to: end > now ? now : end };
}
