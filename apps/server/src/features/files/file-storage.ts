import { AppError } from '@arches/kernel';
import { type FileRoom, inWords } from '@arches/engine';
import type { FilePort } from '@arches/nodes';
import {
  type BlobStore,
  createFile,
  type Database,
  fileRef,
  type FileRow,
  findFile,
  newId,
  type StorageMeter,
  type StoredBlob,
} from '@arches/store';
import { Readable } from 'node:stream';
import { notFound } from '../../http/errors.ts';
import { fileName, maxFileBytes, type StoreFile } from '../../http/uploads.ts';

export interface FileDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  /** Refuses uploads of organisations that keep as much as they may. */
  readonly meter?: Pick<StorageMeter, 'roomOf'>;
}

/** Bytes of a file that is read into memory whole, unless the reader says less. */
const maxReadBytes = 100 * 1024 * 1024;

interface Owner {
  readonly orgId: string;
  readonly createdBy?: string;
  readonly runId?: string;
}

/** Stores what streams in: bytes first, then the row that makes them a file. A blob without a row is swept up; a row without a blob never is. */
export function fileStoreFor({ database, blobs, meter }: FileDeps, owner: Owner, given?: FileRoom): StoreFile {
  const room = given ?? (meter && uploadRoom(meter, owner.orgId));
  return async ({ name, mediaType, data }) => {
    const blob = await putInRoom(blobs, owner.orgId, data, room);
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

/** What does not fit in the room that is left is refused while it streams in, and nothing of it stays. */
async function putInRoom(blobs: BlobStore, orgId: string, data: Readable, room: FileRoom | undefined): Promise<StoredBlob> {
  const leftBytes = room?.leftBytes() ?? Number.POSITIVE_INFINITY;
  try {
    const blob = await blobs.put(orgId, data, { maxBytes: Math.min(maxFileBytes, leftBytes) });
    room?.keep(blob.size);
    return blob;
  } catch (cause) {
    const isFull = cause instanceof AppError && cause.code === 'file_too_large' && leftBytes < maxFileBytes;
    throw isFull && room ? room.refuse(leftBytes + 1) : cause;
  }
}

/** What comes from outside belongs to no run yet, so it is not counted; but it needs room all the same. */
function uploadRoom(meter: Pick<StorageMeter, 'roomOf'>, orgId: string): FileRoom {
  return {
    leftBytes: () => Math.max(0, meter.roomOf(orgId)?.leftBytes ?? Number.POSITIVE_INFINITY),
    refuse: () =>
      new AppError(
        'byte_budget_exceeded',
        `There is no room for this file: the organisation may keep ${inWords(meter.roomOf(orgId)?.limitBytes ?? 0)}. Delete old runs, or raise the limit under Settings → Storage.`,
      ),
    keep: () => {},
  };
}

/** Throws `file_not_found`, for another organisation's file as for none. */
export async function requireFile(database: Database, orgId: string, id: string): Promise<FileRow> {
  const row = await database.withTenant(orgId, (tx) => findFile(tx, orgId, id));
  if (!row) throw notFound('file', id);
  return row;
}

/** What steps of a run see of files: their own organisation's, and nothing by name or path. */
export function filePortFor({ database, blobs }: FileDeps, orgId: string, runId: string, room?: FileRoom): FilePort {
  const store = fileStoreFor({ database, blobs }, { orgId, runId }, room);
  return {
    read: async (file, options) => {
      const row = await requireFile(database, orgId, file.id);
      const maxBytes = options?.maxBytes ?? maxReadBytes;
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
