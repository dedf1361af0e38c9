import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, expect, test } from 'vitest';
import { durableStartParams, DurableNodeFS } from './durable-node-fs.ts';
import { endOnTrap } from './end-on-trap.ts';

const directory = mkdtempSync(join(tmpdir(), 'arches-trap-'));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

class Ended extends Error {}

/** In the worker the thread ends here; a test has to get out of PGlite's loop another way. */
function leaveLoop(database: PGlite, cause: unknown): never {
  const { mod } = database as unknown as { mod: { stackRestore: () => void; _PostgresSendReadyForQueryIfNecessary: () => void } };
  mod._PostgresSendReadyForQueryIfNecessary = () => undefined;
  mod.stackRestore = () => {
    throw new Ended('The thread has ended.', { cause });
  };
  throw new Ended('The thread has ended.', { cause });
}

test('a sync that fails ends the program before it could answer the commit; ordinary errors do not', async () => {
  let failing = false;
  const told: unknown[] = [];
  const files = new DurableNodeFS(join(directory, 'pg'), { onSyncFailure: (cause) => told.push(cause) });
  const init = files.init.bind(files);
  files.init = async (...given) => {
    const { emscriptenOpts } = await init(...given);
    const breakable = (module: unknown): void => {
      const { stream_ops: calls } = (module as { FS: { filesystems: { NODEFS: { stream_ops: { fsync: (stream: object) => number } } } } })
        .FS.filesystems.NODEFS;
      const { fsync } = calls;
      // A descriptor that is not there: the system's own refusal, as of a disk that fails.
      calls.fsync = (stream) => fsync(failing ? { ...stream, nfd: 1_000_000 } : stream);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), breakable] } };
  };
  const database = await PGlite.create({ fs: files, startParams: durableStartParams });
  const ends: unknown[] = [];
  endOnTrap(database, (cause) => {
    ends.push(cause);
    return leaveLoop(database, cause);
  });
  await database.exec('create table receipt (n int)');
  await expect(database.query('select no_such_column from receipt')).rejects.toMatchObject({ code: '42703' });
  expect(ends).toEqual([]);
  failing = true;
  await expect(database.execProtocolRaw(simpleQuery('insert into receipt values (1)'))).rejects.toBeInstanceOf(Ended);
  expect(told).toMatchObject([{ code: 'EBADF' }]);
  expect(ends).toMatchObject([{ code: 'EBADF' }]);
});

function simpleQuery(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length + 4);
  return Buffer.concat([Buffer.from('Q'), length, text]);
}
