import { sql } from 'kysely';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Database } from '../database/open-database.ts';

interface ThrownBlob {
  readonly org_id: string;
  readonly storage_key: string;
}

/** Deletes the blobs of files that are gone, and what was noted about them; gives how many. A blob that cannot be deleted stays noted, behind the others. */
export async function emptyBlobTrash(database: Database, blobs: Pick<BlobStore, 'delete'>, limit = 200): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rows } = await database.system((tx) =>
      sql<ThrownBlob>`select org_id, storage_key from thrown_blobs(${limit}::int)`.execute(tx),
    );
    const gone: ThrownBlob[] = [];
    const stuck: ThrownBlob[] = [];
    for (const row of rows) {
      await blobs.delete(row.storage_key).then(
        () => gone.push(row),
        () => stuck.push(row),
      );
    }
    if (stuck.length > 0) await putBehind(database, stuck);
    if (gone.length === 0) return deleted;
    deleted += gone.length;
    await database.withTenant([...new Set(gone.map(({ org_id }) => org_id))], (tx) =>
      tx
        .deleteFrom('blob_trash')
        .where(
          'storage_key',
          'in',
          gone.map(({ storage_key }) => storage_key),
        )
        .execute(),
    );
    if (rows.length < limit) return deleted;
  }
}

function putBehind(database: Database, stuck: readonly ThrownBlob[]): Promise<unknown> {
  const keys = stuck.map(({ storage_key }) => storage_key);
  return database.withTenant([...new Set(stuck.map(({ org_id }) => org_id))], (tx) =>
    sql`update blob_trash set failures = failures + 1 where storage_key = any (${keys}::text[])`.execute(tx),
  );
}
