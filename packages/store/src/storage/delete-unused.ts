import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

/** Days that a file is kept that somebody brought and that no run has been started with. */
export const unusedUploadDays = 7;
/** A process may believe for an hour that the database has a document that it sent. */
const unusedDocumentHours = 24;

/**
 * Deletes up to `limit` files that were brought long ago, that no run was started with and that no workflow names; their blobs are noted for
 * deletion. They are held first: a run that is started with one at this moment either comes before, and it stays, or finds it gone.
 */
export async function deleteUnusedUploads(tx: Tx, orgId: string, limit: number): Promise<number> {
  const isUnused = sql`not exists (select from run_file u where u.org_id = f.org_id and u.file_id = f.id)`;
  const { rows: held } = await sql<{ id: string }>`
    select f.id from file f
    where f.org_id = ${orgId} and f.run_id is null and f.created_at < now() - make_interval(days => ${unusedUploadDays}::int) and ${isUnused}
      and not exists (select from workflow w where w.org_id = f.org_id and strpos(w.draft::text, f.id) > 0)
      and not exists (
        select from workflow w join workflow_version v on v.org_id = w.org_id and v.workflow_id = w.id and v.version = w.live_version
        where w.org_id = f.org_id and strpos(v.document::text, f.id) > 0)
    order by f.created_at limit ${limit}::int for update of f skip locked`.execute(tx);
  if (held.length === 0) return 0;
  const { rows } = await sql`
    delete from file f where f.org_id = ${orgId} and f.id = any (${held.map(({ id }) => id)}::text[]) and ${isUnused} returning f.id`.execute(
    tx,
  );
  return rows.length;
}

/** Deletes up to `limit` documents that no run is pinned to any more. One that is run again is written again. */
export async function deleteUnusedDocuments(tx: Tx, orgId: string, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from run_document where org_id = ${orgId} and hash in (
      select d.hash from run_document d
      where d.org_id = ${orgId} and d.used_at < now() - make_interval(hours => ${unusedDocumentHours}::int)
        and not exists (select from run r where r.org_id = d.org_id and r.document_hash = d.hash)
      limit ${limit}::int for update skip locked)
    returning hash`.execute(tx);
  return rows.length;
}
