import type { ChangeResult, CommitResult, Owner, RunChange } from '@arches/engine';
import { AppError } from '@arches/kernel';
import { sql } from 'kysely';
import { sqlState } from '../database/database-errors.ts';
import type { Database } from '../database/open-database.ts';
import { flushStatements } from './flush-statements.ts';
import { ringEmbedded } from './inbox-bell.ts';

/** What `refuse_unless_written` raises. */
const NOT_WRITTEN = 'AR001';

/**
 * Writes changes of many runs in one transaction and one round trip. Runs that the database refuses (another owner, a delivery that has
 * its run) are looked up, taken out, and the rest is written without them: rare, and never half done.
 */
export async function commitRuns(db: Database, owner: Owner, changes: readonly RunChange[]): Promise<CommitResult> {
  const results = new Map<RunChange, ChangeResult>();
  const firstByKey = new Map<string, RunChange>();
  const repeats = new Map<RunChange, RunChange>();
  for (const change of changes) {
    const key = deliveryOf(change);
    const first = key === undefined ? undefined : firstByKey.get(key);
    if (first) repeats.set(change, first);
    else if (key !== undefined) firstByKey.set(key, change);
  }
  let rest = changes.filter((change) => !repeats.has(change));
  let now = Date.now();
  while (rest.length > 0) {
    const written = await tryToWrite(db, owner, rest);
    if ('now' in written) {
      now = written.now;
      for (const change of rest) results.set(change, { kind: 'kept' });
      break;
    }
    const refused = await whyRefused(db, rest, new Set(written.refused));
    for (const [change, result] of refused) results.set(change, result);
    rest = rest.filter((change) => !refused.has(change));
  }
  for (const [change, first] of repeats) results.set(change, repeatOf(first, results.get(first)));
  return { results: changes.map((change) => results.get(change) ?? { kind: 'conflict' }), now };
}

function deliveryOf({ orgId, create }: RunChange): string | undefined {
  return create?.deliveryKey === undefined ? undefined : JSON.stringify([orgId, create.workflowId, create.deliveryKey]);
}

function repeatOf(first: RunChange, result: ChangeResult | undefined): ChangeResult {
  return result?.kind === 'kept' ? { kind: 'duplicate', runId: first.runId, status: first.row.status } : (result ?? { kind: 'conflict' });
}

async function tryToWrite(
  db: Database,
  owner: Owner,
  changes: readonly RunChange[],
): Promise<{ now: number } | { refused: readonly string[] }> {
  const orgIds = [...new Set(changes.map(({ orgId }) => orgId))];
  try {
    const { statements, settings } = flushStatements(owner, changes);
    const rows = await db.batch(orgIds, statements, settings);
    if (db.kind === 'embedded' && changes.some(({ parent, leftChildren, endsBadly }) => parent || leftChildren.length > 0 || endsBadly))
      ringEmbedded(db);
    return { now: Number(rows.at(-1)?.[0]?.['now']) };
  } catch (error) {
    if (sqlState(error) !== NOT_WRITTEN) throw error;
    return { refused: JSON.parse((error as { detail?: string }).detail ?? '[]') as string[] };
  }
}

/** Kept already (its reply was lost), a repeated delivery, or somebody else's run by now. */
async function whyRefused(db: Database, changes: readonly RunChange[], runIds: ReadonlySet<string>): Promise<Map<RunChange, ChangeResult>> {
  const refused = changes.filter(({ runId }) => runIds.has(runId));
  if (refused.length === 0)
    throw new AppError('database_conflict', 'The database refused a flush without saying which run.', { retryable: true });
  const orgIds = [...new Set(refused.map(({ orgId }) => orgId))];
  return db.withTenant(orgIds, async (tx) => {
    const reasons = new Map<RunChange, ChangeResult>();
    for (const change of refused) {
      const { orgId, runId, create } = change;
      const run = await tx
        .selectFrom('run')
        .select(['epoch', 'last_seq', 'ended_at'])
        .where('org_id', '=', orgId)
        .where('id', '=', runId)
        .executeTakeFirst();
      const isWritten = change.toSeq > change.fromSeq || (change.row.endedAt !== undefined && run?.ended_at !== null);
      if (run?.epoch === change.epoch && run.last_seq === change.toSeq && isWritten) {
        reasons.set(change, { kind: 'kept' });
        continue;
      }
      const delivered =
        create?.deliveryKey === undefined
          ? undefined
          : await tx
              .selectFrom('run_delivery as d')
              .innerJoin('run as r', (join) => join.onRef('r.org_id', '=', 'd.org_id').onRef('r.id', '=', 'd.run_id'))
              .select(['r.id', 'r.status'])
              .where('d.org_id', '=', orgId)
              .where('d.workflow_id', '=', create.workflowId)
              .where('d.key', '=', create.deliveryKey)
              .executeTakeFirst();
      reasons.set(change, delivered ? { kind: 'duplicate', runId: delivered.id, status: delivered.status } : { kind: 'conflict' });
    }
    return reasons;
  });
}

/** The database's clock, epoch milliseconds. */
export async function databaseNow(db: Database): Promise<number> {
  const { rows } = await db.system((tx) =>
    sql<{ now: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(tx),
  );
  return Math.floor(Number(rows[0]?.now));
}
