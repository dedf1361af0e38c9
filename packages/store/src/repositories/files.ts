import type { FileRef } from '@arches/kernel';
import type { Tx } from '../database/open-database.ts';
import type { FileRow } from '../workflow-tables.ts';

/** What is known of a file whose bytes are stored already. `id` is the caller's (`newId('file')`). */
export type NewFile = Omit<FileRow, 'org_id' | 'created_at'>;

export function createFile(tx: Tx, orgId: string, file: NewFile): Promise<FileRow> {
  const { id, name, media_type, size, sha256, storage_key, run_id, created_by } = file;
  return tx
    .insertInto('file')
    .values({ org_id: orgId, id, name, media_type, size, sha256, storage_key, run_id, created_by })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findFile(tx: Tx, orgId: string, id: string): Promise<FileRow | undefined> {
  return tx.selectFrom('file').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

export function listFilesOfRun(tx: Tx, orgId: string, runId: string): Promise<FileRow[]> {
  return tx.selectFrom('file').selectAll().where('org_id', '=', orgId).where('run_id', '=', runId).orderBy('id').execute();
}

/** Gives the row back, so that its blob can be deleted once the transaction is through. */
export function deleteFile(tx: Tx, orgId: string, id: string): Promise<FileRow | undefined> {
  return tx.deleteFrom('file').where('org_id', '=', orgId).where('id', '=', id).returningAll().executeTakeFirst();
}

/** The file as it stands in a run's data. */
export function fileRef({ id, name, media_type, size }: FileRow): FileRef {
  return { kind: 'file', id, name, mediaType: media_type, size };
}
