import type { ClaimedRun, DueTimer, KeptRun, Owner, OwnRun, RunScope, RunStore } from '@arches/engine';
import type { RunEvent } from '@arches/kernel';
import { journalFormat } from '@arches/engine';
import { AppError } from '@arches/kernel';
import type { Database, DatabaseConfig } from '../database/open-database.ts';
import { commitRuns, databaseNow } from './commit-runs.ts';
import { planning } from './flush-statements.ts';
import type { HeldOwner } from './owner-hold.ts';
import { holdOwner } from './owner-hold.ts';
import { discardMessages, hasMessages, postMessage, readInbox } from './run-inbox.ts';
import type { RunRecord } from './run-tables.ts';

/** The engine's store on either database. `config` is the one `db` was opened with: owners on a server hold a connection of their own. */
export function createRunStore(db: Database, config: DatabaseConfig): RunStore {
  const held = new Map<number, HeldOwner>();
  return {
    attach: async () => {
      const owner = await holdOwner(db, config);
      held.set(owner.id, owner);
      return owner;
    },
    detach: async (owner) => {
      await held.get(owner.id)?.letGo();
      held.delete(owner.id);
    },
    commit: (owner, changes) => commitRuns(db, owner, changes),
    claim: (owner, limit) => claimRuns(db, owner, limit),
    claimRun: (owner, orgId, runId) => claimRun(db, owner, orgId, runId),
    running: (owner) => runningRuns(db, owner),
    childless: (owner, limit) => childlessRuns(db, owner, limit),
    load: (orgId, runId) => loadRun(db, orgId, runId),
    result: (orgId, runId) =>
      db.withTenant(orgId, async (tx) => {
        const row = await tx
          .selectFrom('run')
          .select(['owner', 'status', 'output', 'error', 'reply'])
          .where('org_id', '=', orgId)
          .where('id', '=', runId)
          .executeTakeFirst();
        return row && { owner: row.owner, status: row.status, ...endingOf(row) };
      }),
    post: (orgId, runId, id, message) => postMessage(db, orgId, runId, id, message),
    inbox: (owner, limit) => readInbox(db, owner, limit),
    hasMessages: (orgId, runId) => hasMessages(db, orgId, runId),
    discard: (owner, run, ids) => discardMessages(db, owner, run, ids),
    dueTimers: (owner, limit) => dueTimers(db, owner, limit),
    readValues: (orgId, runId, ids) =>
      db.withTenant(orgId, async (tx) => {
        const rows = await tx
          .selectFrom('run_value')
          .select(['id', 'body'])
          .where('org_id', '=', orgId)
          .where('run_id', '=', runId)
          .where('id', 'in', ids.length === 0 ? [''] : [...ids])
          .execute();
        return new Map(rows.map(({ id, body }) => [id, body]));
      }),
    now: () => databaseNow(db),
  };
}

async function claimRuns(db: Database, owner: Owner, limit: number): Promise<readonly ClaimedRun[]> {
  const [rows = []] = await db.batch(
    [],
    [{ sql: 'select * from claim_runs($1::int, $2::int, $3::int)', params: [owner.id, limit, journalFormat] }],
  );
  return rows.map(claimed);
}

async function claimRun(db: Database, owner: Owner, orgId: string, runId: string): Promise<ClaimedRun | undefined> {
  const sql = `update run set owner = $1::int, epoch = epoch + 1
    where org_id = $2 and id = $3 and status in ('queued', 'running', 'waiting') and (owner is null or owner = $1::int or not engine_owner_lives(owner))
      and format <= $4::int
    returning org_id, id as run_id, epoch, status`;
  const [rows = []] = await db.batch([orgId], [{ sql, params: [owner.id, orgId, runId, journalFormat] }]);
  return rows[0] && claimed(rows[0]);
}

async function runningRuns(db: Database, owner: Owner): Promise<readonly OwnRun[]> {
  const [rows = []] = await db.batch([], [{ sql: 'select * from runs_under_way($1::int)', params: [owner.id] }]);
  return rows.map(ownRun);
}

const ownRun = (row: Record<string, unknown>): OwnRun => ({
  orgId: String(row['org_id']),
  runId: String(row['run_id']),
  epoch: Number(row['epoch']),
});

async function childlessRuns(db: Database, owner: Owner, limit: number): Promise<readonly OwnRun[]> {
  const [rows = []] = await db.batch([], [{ sql: 'select * from runs_without_child($1::int, $2::int)', params: [owner.id, limit] }]);
  return [...new Map(rows.map((row) => [String(row['run_id']), ownRun(row)])).values()];
}

const claimed = (row: Record<string, unknown>): ClaimedRun => ({
  orgId: String(row['org_id']),
  runId: String(row['run_id']),
  epoch: Number(row['epoch']),
  status: row['status'] as ClaimedRun['status'],
});

async function dueTimers(db: Database, owner: Owner, limit: number): ReturnType<RunStore['dueTimers']> {
  const [due = [], next = []] = await db.batch(
    [],
    [
      { sql: 'select * from due_timers($1::int, $2::int)', params: [owner.id, limit] },
      {
        sql: 'select next_timer_due($1::int) as due_at, (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
        params: [owner.id],
      },
    ],
  );
  const nextAt = next[0]?.['due_at'];
  return {
    timers: due.map((row) => ({
      orgId: String(row['org_id']),
      runId: String(row['run_id']),
      step: String(row['step']),
      timer: row['timer'] as DueTimer['timer'],
      dueAt: (row['due_at'] as Date).getTime(),
    })),
    ...(nextAt instanceof Date ? { nextAt: nextAt.getTime() } : {}),
    now: Number(next[0]?.['now']),
  };
}

async function loadRun(db: Database, orgId: string, runId: string): Promise<KeptRun | undefined> {
  const key = [orgId, runId];
  const [runs = [], events = [], steps = [], children = []] = await db.batch(
    [orgId],
    [
      {
        sql: 'select r.*, d.document from run r join run_document d on d.org_id = r.org_id and d.hash = r.document_hash where r.org_id = $1 and r.id = $2',
        params: key,
      },
      { sql: 'select seq, body from run_event where org_id = $1 and run_id = $2 order by seq', params: key },
      { sql: 'select step from run_step where org_id = $1 and run_id = $2 order by position, step', params: key },
      {
        sql: `select d.key from run c join run_delivery d on d.org_id = c.org_id and d.run_id = c.id
          where c.parent_run_id = $2 and c.org_id = $1 and c.parent_step is not null`,
        params: key,
      },
    ],
    planning,
  );
  const run = runs[0] as (RunRecord & { document: KeptRun['document'] }) | undefined;
  if (!run) return undefined;
  // Each statement sees what is there when it runs: the owner may have written between the first and the second.
  const journal = events.slice(0, run.last_seq);
  if (journal.length !== run.last_seq) {
    throw new AppError('journal_broken', `Run ${runId} says ${run.last_seq} events and has ${journal.length}.`);
  }
  const scope: RunScope = { projectId: run.project_id, workspaceId: run.workspace_id };
  return {
    orgId,
    runId,
    epoch: run.epoch,
    format: run.format,
    owner: run.owner,
    scope,
    workflowId: run.workflow_id,
    version: run.version,
    mode: run.mode,
    status: run.status,
    documentHash: run.document_hash,
    document: run.document,
    ...(run.created_by === null ? {} : { createdBy: run.created_by }),
    ...endingOf(run),
    ...(run.parent_run_id === null || run.parent_step === null ? {} : { parent: { runId: run.parent_run_id, step: run.parent_step } }),
    childKeys: children.map((row) => String(row['key'])),
    ...(run.undecided ? { undecided: true } : {}),
    bytes: { journal: run.journal_bytes, values: run.value_bytes, files: run.file_bytes },
    events: journal.map(({ body }) => body as RunEvent),
    stepPositions: steps.map(({ step }) => String(step)),
  };
}

function endingOf({ output, error, reply }: { readonly output: unknown; readonly error: unknown; readonly reply: unknown }) {
  return { ...(output === null ? {} : { output }), ...(error === null ? {} : { error }), ...(reply === null ? {} : { reply }) };
}
