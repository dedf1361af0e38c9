import { AppError } from '@arches/kernel';
import type { FilePort } from '@arches/nodes';
import { type BlobStore, createFile, type Database, fileRef, type FileRow, findFile, newId } from '@arches/store';
import { Readable } from 'node:stream';
import { notFound } from '../../http/errors.ts';
import { fileName, maxFileBytes, type StoreFile } from '../../http/uploads.ts';

export interface FileDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
}

interface Owner {
  readonly orgId: string;
  readonly createdBy?: string;
  readonly runId?: string;
}

/** Stores what streams in: bytes first, then the row that makes them a file. A blob without a row is swept up; a row without a blob never is. */
export function fileStoreFor({ database, blobs }: FileDeps, owner: Owner): StoreFile {
  return async ({ name, mediaType, data }) => {
    const blob = await blobs.put(owner.orgId, data, { maxBytes: maxFileBytes });
    const row = await database.withTenant(owner.orgId, (tx) =>
      createFile(tx, owner.orgId, {
        id: newId('file'),
        name: fileName(name),
        media_type: mediaType,
        size: blob.size,
        sha256: blob.sha256,
        storage_key: blob.key,
        run_id: owner.runId ?? null,
        created_by: owner.createdBy ?? null,
      }),
    );
    return fileRef(row);
  };
}

/** Throws `file_not_found`, for another organisation's file as for none. */
export async function requireFile(database: Database, orgId: string, id: string): Promise<FileRow> {
  const row = await database.withTenant(orgId, (tx) => findFile(tx, orgId, id));
  if (!row) throw notFound('file', id);
  return row;
}

/** What steps of a run see of files: their own organisation's, and nothing by name or path. */
export function filePortFor({ database, blobs }: FileDeps, orgId: string, runId: string): FilePort {
  const store = fileStoreFor({ database, blobs }, { orgId, runId });
  return {
    read: async (file, options) => {
      const row = await requireFile(database, orgId, file.id);
      const maxBytes = options?.maxBytes ?? maxFileBytes;
      if (row.size > maxBytes) {
        throw new AppError('file_too_large', `“${row.name}” has ${row.size} bytes; at most ${maxBytes} are read here.`);
      }
      const chunks: Buffer[] = [];
      for await (const chunk of await blobs.get(row.storage_key)) chunks.push(chunk as Buffer);
      return new Uint8Array(Buffer.concat(chunks));
    },
    stream: async (file) => {
      const row = await requireFile(database, orgId, file.id);
      return Readable.toWeb(await blobs.get(row.storage_key)) as unknown as ReadableStream<Uint8Array>;
    },
    write: ({ name, mediaType, data }) => store({ name, mediaType, data: Readable.from(isIterable(data) ? data : [data]) }),
  };
}

function isIterable(data: Uint8Array | AsyncIterable<Uint8Array>): data is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in data;
}
