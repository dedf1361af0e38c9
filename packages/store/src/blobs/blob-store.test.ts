import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openBlobStore } from './blob-store.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'arches-blobs-'));

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

test('gives back what was put, whole or in part, also after a restart', async () => {
  const dir = newFolder();
  const blob = await (await openBlobStore({ kind: 'folder', dir })).put('org_1', chunks('Hello, ', 'blob'), { maxBytes: 100 });
  expect(blob).toMatchObject({ size: 11, sha256: createHash('sha256').update('Hello, blob').digest('hex') });
  const again = await openBlobStore({ kind: 'folder', dir });
  expect((await buffer(await again.get(blob.key))).toString()).toBe('Hello, blob');
  expect((await buffer(await again.get(blob.key, { start: 7, end: 8 }))).toString()).toBe('bl');
  await again.delete(blob.key);
  await again.delete(blob.key);
  await expect(again.get(blob.key)).rejects.toMatchObject({ code: 'blob_not_found' });
});

test('reads no further than the cap and leaves nothing behind', async () => {
  const dir = newFolder();
  const store = await openBlobStore({ kind: 'folder', dir });
  let taken = 0;
  async function* endless() {
    for (;;) {
      taken += 1;
      yield Buffer.alloc(1000);
    }
  }
  await expect(store.put('org_1', endless(), { maxBytes: 2500 })).rejects.toMatchObject({ code: 'file_too_large' });
  expect(taken).toBe(3);
  expect(readdirSync(dir, { recursive: true })).toEqual(['incoming']);
});

test('leaves nothing behind when the stream breaks off or the caller gives up', async () => {
  const dir = newFolder();
  const store = await openBlobStore({ kind: 'folder', dir });
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('connection lost');
  }
  await expect(store.put('org_1', broken(), { maxBytes: 100 })).rejects.toThrow('connection lost');
  await expect(store.put('org_1', chunks('x'), { maxBytes: 100, signal: AbortSignal.abort() })).rejects.toThrow();
  expect(readdirSync(dir, { recursive: true })).toEqual(['incoming']);
});

test.each(['../../etc/passwd', 'org_1/../../x', '/etc/passwd', 'org_1/aa/..', '', 'org_1/aa/\0'])(
  'does not follow %j out of its folder',
  async (key) => {
    const store = await openBlobStore({ kind: 'folder', dir: newFolder() });
    await expect(store.get(key)).rejects.toMatchObject({ code: 'blob_not_found' });
    await expect(store.put('../up', chunks('x'), { maxBytes: 10 })).rejects.toMatchObject({ code: 'invalid_org_id' });
  },
);
