import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, fsyncSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '@arches/kernel';

export type BlobStoreConfig = { readonly kind: 'folder'; readonly dir: string };

export interface StoredBlob {
  /** Made by the store; holds nothing of what a user wrote. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** Where the bytes of files are kept. Keys are the store's own. */
export interface BlobStore {
  /**
   * Stores a stream; resolves once the bytes would outlive a power cut. A failed or aborted one leaves nothing.
   *
   * @param orgId its blobs lie together
   * @param maxBytes throws `file_too_large` beyond it, without reading on
   */
  readonly put: (
    orgId: string,
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number; readonly signal?: AbortSignal },
  ) => Promise<StoredBlob>;
  /** Throws `blob_not_found`. `range` is in bytes, its end inclusive. */
  readonly get: (key: string, range?: { readonly start: number; readonly end: number }) => Promise<Readable>;
  /** Deletes it; nothing happens when it is gone already. */
  readonly delete: (key: string) => Promise<void>;
}

export async function openBlobStore({ dir }: BlobStoreConfig): Promise<BlobStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // What an earlier process did not finish.
  await rm(join(dir, 'incoming'), { recursive: true, force: true });
  await mkdir(join(dir, 'incoming'), { mode: 0o700 });
  return {
    put: async (orgId, bytes, options) => {
      const name = randomBytes(20).toString('hex');
      const key = `${checkedName(orgId)}/${name.slice(0, 2)}/${name}`;
      const incoming = join(dir, 'incoming', name);
      try {
        const written = await writeDurably(incoming, bytes, options);
        const target = join(dir, key);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await rename(incoming, target);
        await syncFolders(dirname(target), dir);
        return { key, ...written };
      } catch (cause) {
        await rm(incoming, { force: true });
        throw cause;
      }
    },
    get: async (key, range) => {
      const path = pathOf(dir, key);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) throw new AppError('blob_not_found', 'The content of this file is no longer stored.');
      return createReadStream(path, range);
    },
    delete: (key) => rm(pathOf(dir, key), { force: true }),
  };
}

async function writeDurably(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new AppError('file_too_large', `The file is larger than the ${maxBytes} bytes that are allowed here.`, {
          details: { maxBytes },
        });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    signal?.throwIfAborted();
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** A new name lasts only once its folder is synced, and a new folder only once its own is. */
async function syncFolders(from: string, to: string): Promise<void> {
  for (let folder = from; ; folder = dirname(folder)) {
    const handle = await open(folder, 'r');
    try {
      fsyncSync(handle.fd);
    } finally {
      await handle.close();
    }
    if (folder === to || folder === dirname(folder)) return;
  }
}

function checkedName(orgId: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(orgId)) throw new AppError('invalid_org_id', `${JSON.stringify(orgId)} is not an organisation's id.`);
  return orgId;
}

/** Keys come from our own rows; the pattern is there in case a row was tampered with. */
function pathOf(dir: string, key: string): string {
  if (!/^[A-Za-z0-9_-]+\/[0-9a-f]{2}\/[0-9a-f]{40}$/.test(key))
    throw new AppError('blob_not_found', 'This is not the key of a stored file.');
  return join(dir, key);
}
