import type { RunMode, RunStatus, StepStatus, StepView, WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { decodeCursor, type Page, pageOf } from '../repositories/cursor.ts';

/** A run as lists show it. */
export interface RunListRow {
  readonly id: string;
  readonly project_id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly version: number | null;
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly trigger_kind: string;
  readonly created_by: string | null;
  readonly parent_run_id: string | null;
  /** Set where a step of the parent waits for this run; else the parent is the run that this one repeats. */
  readonly parent_step: string | null;
  readonly error: unknown;
  readonly cost_usd: number | null;
  readonly waiting_for: string | null;
  /** Nothing new begins in it until somebody resumes it. */
  readonly paused: boolean;
  readonly steps_total: number;
  readonly steps_done: number;
  readonly last_seq: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  /** Of whoever started it; null for triggers and for people who left. */
  readonly creator_name: string | null;
}

export interface RunRow extends RunListRow {
  readonly document: WorkflowDocument;
  /** Large values are references, here and in steps. */
  readonly input: unknown;
  readonly output: unknown;
  readonly reply: unknown;
  /** What started it: the `trigger` of the first event. */
  readonly trigger: unknown;
}

export interface RunStepRow {
  readonly step: string;
  readonly node_id: string;
  readonly position: number;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly cost_usd: number | null;
  readonly input: unknown;
  readonly output: unknown;
  readonly detail: unknown;
  readonly sent?: StepView['sent'] | null;
}

const shown = [
  'r.id',
  'r.project_id',
  'r.workspace_id',
  'r.workflow_id',
  'r.workflow_name',
  'r.version',
  'r.mode',
  'r.status',
  'r.trigger_kind',
  'r.created_by',
  'r.parent_run_id',
  'r.parent_step',
  'r.error',
  'r.cost_usd',
  'r.waiting_for',
  'r.paused',
  'r.steps_total',
  'r.steps_done',
  'r.last_seq',
  'r.created_at',
  'r.started_at',
  'r.ended_at',
  'u.name as creator_name',
] as const;

const runs = (tx: Tx, orgId: string) =>
  tx.selectFrom('run as r').leftJoin('app_user as u', 'u.id', 'r.created_by').where('r.org_id', '=', orgId);

export interface RunFilter {
  readonly workflowId?: string;
  readonly status?: RunStatus;
  readonly mode?: RunMode;
  /** Part of the workflow's name, or a run's id. */
  readonly search?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Newest first. Throws `invalid_cursor`. */
export async function listRuns(tx: Tx, orgId: string, filter: RunFilter): Promise<Page<RunListRow>> {
  let query = runs(tx, orgId).select(shown);
  if (filter.workflowId !== undefined) query = query.where('r.workflow_id', '=', filter.workflowId);
  if (filter.status) query = query.where('r.status', '=', filter.status);
  if (filter.mode) query = query.where('r.mode', '=', filter.mode);
  const search = filter.search?.trim();
  if (search) query = query.where('r.id', 'in', sql<string>`(${foundBy(orgId, search, filter)})`);
  if (filter.cursor) query = query.where('r.id', '<', decodeCursor(filter.cursor).id);
  const rows = (await query
    .orderBy('r.id', 'desc')
    .limit(filter.limit + 1)
    .execute()) as RunListRow[];
  return pageOf(rows, filter.limit, ({ created_at, id }) => ({ at: created_at, id }));
}

/**
 * The newest runs of workflows that are or were called so, a page of each, and the run of this id. First the few workflows, then their
 * runs by an index: however many others there are, none of them is looked at.
 */
function foundBy(orgId: string, search: string, { status, mode, cursor, limit, workflowId }: RunFilter) {
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const before = cursor ? sql`and l.id < ${decodeCursor(cursor).id}` : sql``;
  const wanted = sql`${status ? sql`and l.status = ${status}` : sql``} ${mode ? sql`and l.mode = ${mode}` : sql``} ${before}`;
  return sql`
    select s.id from (
      select f.id from (
        select distinct n.workflow_id from run_name n
        where n.org_id = ${orgId} and n.name ilike ${pattern} ${workflowId === undefined ? sql`` : sql`and n.workflow_id = ${workflowId}`}
      ) w cross join lateral (
        select l.id from run l where l.org_id = ${orgId} and l.workflow_id = w.workflow_id ${wanted} order by l.id desc limit ${limit + 1}
      ) f order by f.id desc limit ${limit + 1}
    ) s union all select ${search}::text`;
}

/** One run, whole but for its steps. */
export async function findRun(tx: Tx, orgId: string, id: string): Promise<RunRow | undefined> {
  const row = await runs(tx, orgId)
    .innerJoin('run_document as d', (join) => join.onRef('d.org_id', '=', 'r.org_id').onRef('d.hash', '=', 'r.document_hash'))
    .leftJoin('run_event as e', (join) => join.onRef('e.org_id', '=', 'r.org_id').onRef('e.run_id', '=', 'r.id').on('e.seq', '=', 1))
    .select([...shown, 'd.document', 'r.input', 'r.output', 'r.reply', sql<unknown>`e.body -> 'trigger'`.as('trigger')])
    .where('r.id', '=', id)
    .executeTakeFirst();
  return row as RunRow | undefined;
}

/** One run as lists show it. */
export async function findRunListRow(tx: Tx, orgId: string, id: string): Promise<RunListRow | undefined> {
  return (await runs(tx, orgId).select(shown).where('r.id', '=', id).executeTakeFirst()) as RunListRow | undefined;
}

export interface StepFilter {
  /** This one alone. */
  readonly step?: string;
  /** Beginning of the step id, such as `loop[`. */
  readonly prefix?: string;
  /** Steps from this place on. */
  readonly from?: number;
  readonly limit: number;
}

/** In the order in which they first showed up. */
export async function listRunSteps(tx: Tx, orgId: string, runId: string, filter: StepFilter): Promise<RunStepRow[]> {
  let query = tx
    .selectFrom('run_step')
    .select([
      'step',
      'node_id',
      'position',
      'status',
      'attempts',
      'started_at',
      'ended_at',
      'cost_usd',
      'input',
      'output',
      'detail',
      'sent',
    ])
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId);
  if (filter.step !== undefined) query = query.where('step', '=', filter.step);
  if (filter.prefix) query = query.where(sql<boolean>`starts_with(step, ${filter.prefix})`);
  if (filter.from) query = query.where('position', '>=', filter.from);
  return (await query.orderBy('position').limit(filter.limit).execute()) as RunStepRow[];
}

export async function findRunStep(tx: Tx, orgId: string, runId: string, step: string): Promise<RunStepRow | undefined> {
  const [row] = await listRunSteps(tx, orgId, runId, { step, limit: 1 });
  return row;
}

export interface ChildRunRow {
  readonly id: string;
  /** The step that started it. */
  readonly step: string;
  readonly status: RunStatus;
  readonly workflow_name: string;
}

/** Runs that steps of this one have started, oldest first. */
export async function listChildRuns(tx: Tx, orgId: string, runId: string, limit: number): Promise<ChildRunRow[]> {
  const rows = await tx
    .selectFrom('run')
    .select(['id', 'parent_step as step', 'status', 'workflow_name'])
    .where('org_id', '=', orgId)
    .where('parent_run_id', '=', runId)
    .where('parent_step', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows as ChildRunRow[];
}

/** Steps of these runs that wait, for whatever it is. */
export async function openSteps(tx: Tx, orgId: string, runIds: readonly string[]): Promise<(RunStepRow & { readonly run_id: string })[]> {
  const rows = await tx
    .selectFrom('run_step')
    .select(['run_id', 'step', 'node_id', 'position', 'status', 'attempts', 'started_at', 'ended_at', 'cost_usd', 'detail'])
    .where('org_id', '=', orgId)
    .where('run_id', 'in', [...runIds])
    .where('status', 'in', ['waiting', 'retrying'])
    .orderBy('run_id')
    .orderBy('position')
    .execute();
  return rows.map((row) => ({ ...row, input: null, output: null }));
}

/** A value that was too large for its row, as JSON text. */
export async function findRunValue(tx: Tx, orgId: string, runId: string, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('run_value')
    .select('body')
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.body;
}
