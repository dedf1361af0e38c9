import type { InboxEntry, InboxMessage, JsonText, Owner, OwnRun, Posted } from '@arches/engine';
import type { Database } from '../database/open-database.ts';
import { inboxChannel, ringEmbedded } from './inbox-bell.ts';

const put = `
with target as (
  select org_id, id, status in ('queued', 'running', 'waiting') as open from run where org_id = $1 and id = $2
), written as (
  insert into run_inbox (org_id, run_id, id, body) select org_id, id, $3, $4::json from target where open on conflict do nothing
)
select open from target`;

/** Leaves a message for whoever owns the run, and rings at their door in the same transaction. */
export async function postMessage(db: Database, orgId: string, runId: string, id: string, message: JsonText): Promise<Posted> {
  const [rows = []] = await db.batch(
    [orgId],
    [
      { sql: put, params: [orgId, runId, id, message] },
      ...(db.kind === 'postgres' ? [{ sql: `select pg_notify('${inboxChannel}', '')`, params: [] }] : []),
    ],
  );
  const [row] = rows;
  if (!row) return 'missing';
  if (row['open'] !== true) return 'ended';
  ringEmbedded(db);
  return 'taken';
}

export async function readInbox(db: Database, owner: Owner, limit: number): Promise<readonly InboxEntry[]> {
  const [rows = []] = await db.batch([], [{ sql: 'select * from read_inbox($1::int, $2::int)', params: [owner.id, limit] }]);
  return rows.map((row) => ({
    orgId: String(row['org_id']),
    runId: String(row['run_id']),
    id: String(row['id']),
    message: row['body'] as InboxMessage,
  }));
}

/** Whether anything lies in the inbox of a run. */
export async function hasMessages(db: Database, orgId: string, runId: string): Promise<boolean> {
  const sql = 'select exists (select from run_inbox where org_id = $1 and run_id = $2) as found';
  const [rows = []] = await db.batch([orgId], [{ sql, params: [orgId, runId] }]);
  return rows[0]?.['found'] === true;
}

export async function discardMessages(
  db: Database,
  owner: Owner,
  { orgId, runId, epoch }: OwnRun,
  ids: readonly string[],
): Promise<boolean> {
  const held = 'select from run where org_id = $1 and id = $2 and owner = $3::int and epoch = $4::int';
  const [, rows = []] = await db.batch(
    [orgId],
    [
      {
        sql: `delete from run_inbox where org_id = $1 and run_id = $2 and id = any ($5::text[]) and exists (${held} for share)`,
        params: [orgId, runId, owner.id, epoch, ids],
      },
      { sql: `select exists (${held}) as held`, params: [orgId, runId, owner.id, epoch] },
    ],
  );
  return rows[0]?.['held'] === true;
}
