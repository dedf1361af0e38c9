import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DurableNodeFS, durableStartParams, syncTree } from './durable-node-fs.ts';

interface Stream {
  readonly nfd: number;
  readonly node: unknown;
}

interface NodeOps {
  setattr: (node: unknown, attributes: { readonly size?: number }) => void;
  rename: (node: unknown, folder: unknown, name: string) => void;
  unlink: (folder: unknown, name: string) => void;
}

interface Module {
  readonly FS: {
    readonly filesystems: {
      readonly NODEFS: {
        readonly realPath: (node: unknown) => string;
        readonly node_ops: NodeOps;
        readonly stream_ops: {
          write: (stream: Stream, ...rest: unknown[]) => number;
          setattr: (stream: Stream, attributes: { readonly size?: number }) => void;
          fsync: (stream: Stream) => number;
        };
      };
    };
  };
}

/** Remembers what each file held when it was last synced, so that a cut of the power can take back what came after. */
class CuttablePower extends DurableNodeFS {
  readonly #synced = new Map<string, Buffer>();

  override async init(...args: Parameters<DurableNodeFS['init']>): ReturnType<DurableNodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args);
    const watch = (module: unknown): void => this.#watch((module as Module).FS.filesystems.NODEFS);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), watch] } };
  }

  #watch({ realPath, node_ops, stream_ops }: Module['FS']['filesystems']['NODEFS']): void {
    const { write, fsync, setattr: resize } = stream_ops;
    const { setattr, rename, unlink } = node_ops;
    const beforeChange = (path: string): void => {
      if (!this.#synced.has(path)) this.#synced.set(path, readFileSync(path));
    };
    stream_ops.write = (stream, ...rest) => {
      beforeChange(realPath(stream.node));
      return write(stream, ...rest);
    };
    stream_ops.setattr = (stream, attributes) => {
      if (attributes.size !== undefined) beforeChange(realPath(stream.node));
      resize(stream, attributes);
    };
    stream_ops.fsync = (stream) => {
      this.#synced.delete(realPath(stream.node));
      return fsync(stream);
    };
    node_ops.setattr = (node, attributes) => {
      if (attributes.size !== undefined) beforeChange(realPath(node));
      setattr(node, attributes);
    };
    node_ops.rename = (node, folder, name) => {
      const [from, to] = [realPath(node), join(realPath(folder), name)];
      const content = this.#synced.get(from);
      this.#synced.delete(from);
      this.#synced.delete(to);
      if (content) this.#synced.set(to, content);
      rename(node, folder, name);
    };
    node_ops.unlink = (folder, name) => {
      this.#synced.delete(join(realPath(folder), name));
      unlink(folder, name);
    };
  }

  /** Puts files back to what they held when last synced. A disk may have written some of the rest by itself: `survives` says which. */
  cut(survives: (index: number) => boolean): void {
    let index = 0;
    for (const [path, content] of this.#synced) {
      if (existsSync(path) && !survives(index)) writeFileSync(path, content);
      index += 1;
    }
  }
}

let initialised = '';

beforeAll(async () => {
  initialised = join(mkdtempSync(join(tmpdir(), 'arches-power-')), 'pg');
  const database = await PGlite.create({ fs: new DurableNodeFS(initialised), startParams: durableStartParams });
  await database.exec('create table receipt (n int)');
  await database.close();
});

afterAll(() => rmSync(dirname(initialised), { recursive: true, force: true }));

/** Commits rows one by one, cuts the power in the middle of life, opens again; gives how many of the 40 rows are there. */
async function rowsAfterPowerCut(startParams: string[], survives: (index: number) => boolean): Promise<number> {
  const directory = join(mkdtempSync(join(tmpdir(), 'arches-power-')), 'pg');
  try {
    cpSync(initialised, directory, { recursive: true });
    syncTree(directory);

    const power = new CuttablePower(directory);
    const second = await PGlite.create({ fs: power, startParams });
    for (let n = 1; n <= 40; n += 1) {
      await second.query('insert into receipt values ($1)', [n]);
      if (n === 20) await second.exec('checkpoint');
    }
    power.cut(survives);

    // The instance that lost its power cannot be ended without writing, so the new one works on a copy.
    const after = `${directory}.after`;
    cpSync(directory, after, { recursive: true });
    const third = await PGlite.create({ fs: new DurableNodeFS(after), startParams: durableStartParams });
    const { rows } = await third.query<{ n: number }>('select count(*)::int as n from receipt');
    await third.close();
    return rows[0]?.n ?? 0;
  } finally {
    rmSync(dirname(directory), { recursive: true, force: true });
  }
}

/** Repeatable chance: which of the unsynced files a disk happened to write by itself. */
function chance(seed: number): (index: number) => boolean {
  return (index) => Math.imul(seed * 31 + index + 1, 0x9e3779b1) >>> 31 === 1;
}

test('a power cut takes nothing back that was committed, when nothing unsynced survives', async () => {
  expect(await rowsAfterPowerCut(durableStartParams, () => false)).toBe(40);
});

test.each([1, 2, 3])('a power cut takes nothing back that was committed, when some of it survives by chance (seed %i)', async (seed) => {
  expect(await rowsAfterPowerCut(durableStartParams, chance(seed))).toBe(40);
});

test('the same cut without syncs does lose commits, so the tests above would notice', async () => {
  const rows = await rowsAfterPowerCut(PGlite.defaultStartParams, () => false).catch(() => 0);
  expect(rows).toBeLessThan(40);
});
