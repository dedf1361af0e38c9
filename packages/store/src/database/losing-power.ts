import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { DurableNodeFS } from './durable-node-fs.ts';

/** Thrown out of a file call when the power goes. */
export class PowerLost extends Error {}

type Chance = () => number;
type Init = NodeFS['init'];

interface Stream {
  readonly nfd: number;
  readonly node: unknown;
}
type SizeChange = { readonly size?: number };

interface NodeOps {
  mknod: (folder: unknown, name: string, ...rest: unknown[]) => unknown;
  setattr: (node: unknown, attributes: SizeChange) => void;
  rename: (node: unknown, folder: unknown, name: string) => void;
  unlink: (folder: unknown, name: string) => void;
}

interface StreamOps {
  open: (stream: Stream) => void;
  close: (stream: Stream) => void;
  write: (stream: Stream, buffer: unknown, offset: number, length: number, position: number) => number;
  setattr: (stream: Stream, attributes: SizeChange) => void;
  fsync: (stream: Stream) => number;
}

type Functions = { [name: string]: ((...given: unknown[]) => unknown) | undefined };

interface Nodefs {
  readonly realPath: (node: unknown) => string;
  readonly node_ops: NodeOps;
  readonly stream_ops: StreamOps;
}

/** What of a file is not on the disk for sure: its size and its pages as they were last synced. */
interface Unsynced {
  readonly size: number;
  readonly pages: Map<number, Buffer>;
}

/** A change to a folder that is not on the disk for sure, and how it is taken back. */
interface FolderChange {
  readonly folder: string;
  /** The file that it made, if that is what it did. */
  readonly made?: number;
  readonly undo: () => void;
}

/** What PGlite calls when something came out of the database's main loop. */
const afterError = ['stackRestore', '_PostgresMainLoopOnce', '_PostgresSendReadyForQueryIfNecessary', '_pgl_pq_flush'];
const pageBytes = 8192;
const sectorBytes = 512;

/**
 * A disk under the database's file calls that can lose its power, at any of them. Then each sector that was written and not synced is there or
 * not, by chance; so is the size of a file; and of what was done to a folder since that was synced, the last part is undone. As on the usual
 * file systems, syncing a new file brings its name to the disk as well.
 *
 * Calls are given as `disk` counts them; real syncs are left out, since this is not about the real disk.
 */
export class LosingPower extends NodeFS {
  /** Calls that change something, so far. */
  calls = 0;
  readonly #root: string;
  readonly #cutAt: number;
  readonly #syncs: boolean;
  readonly #unsynced = new Map<number, Unsynced>();
  readonly #changes: FolderChange[] = [];
  readonly #open = new Set<number>();
  readonly #lost: string;
  #isOff = false;

  /** @param syncs false for a disk whose syncs do nothing */
  constructor(root: string, cutAt: number, syncs = true) {
    super(root);
    this.#root = root;
    this.#cutAt = cutAt;
    this.#syncs = syncs;
    this.#lost = `${root}.lost`;
    mkdirSync(this.#lost, { recursive: true });
  }

  override async init(...args: Parameters<Init>): ReturnType<Init> {
    // The calls are those of the real file layer, with a layer of ours around them.
    const { emscriptenOpts } = await new DurableNodeFS(this.#root).init(...args);
    const watch = (module: unknown): void => this.#watch((module as { FS: { filesystems: { NODEFS: Nodefs } } }).FS.filesystems.NODEFS);
    const leave = (module: unknown): void => this.#leaveWhenOff(module as Functions);
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), watch],
        postRun: [...(emscriptenOpts.postRun ?? []), leave],
      },
    };
  }

  /** PGlite goes on after errors, and into a database that stands still where the power left it; the ways out are the functions that it calls then. */
  #leaveWhenOff(module: Functions): void {
    for (const name of afterError) {
      const real = module[name];
      module[name] = (...given) => {
        if (this.#isOff) throw new PowerLost('The power is off.');
        return real?.(...given);
      };
    }
  }

  #step(): void {
    this.calls += 1;
    if (this.calls >= this.#cutAt) this.#isOff = true;
    if (this.#isOff) throw new PowerLost('The power is off.');
  }

  #watch({ realPath, node_ops, stream_ops }: Nodefs): void {
    const stream = { ...stream_ops };
    const node = { ...node_ops };
    stream_ops.open = (opened) => {
      stream.open(opened);
      if (typeof opened.nfd === 'number') this.#open.add(opened.nfd);
    };
    stream_ops.close = (closed) => {
      this.#open.delete(closed.nfd);
      stream.close(closed);
    };
    stream_ops.write = (to, buffer, offset, length, position) => {
      this.#step();
      this.#keepPages(realPath(to.node), position, position + length);
      return stream.write(to, buffer, offset, length, position);
    };
    const resizing = (path: string, { size }: SizeChange): void => {
      if (size === undefined) return;
      this.#step();
      this.#keepPages(path, size, Number.POSITIVE_INFINITY);
    };
    stream_ops.setattr = (of, attributes) => {
      resizing(realPath(of.node), attributes);
      stream.setattr(of, attributes);
    };
    node_ops.setattr = (of, attributes) => {
      resizing(realPath(of), attributes);
      node.setattr(of, attributes);
    };
    stream_ops.fsync = (of) => {
      if (this.#syncs) this.#sync(realPath(of.node), of.nfd);
      return 0;
    };
    node_ops.mknod = (folder, name, ...rest) => {
      this.#step();
      const made = node.mknod(folder, name, ...rest);
      const path = join(realPath(folder), name);
      this.#changes.push({
        folder: dirname(path),
        made: statSync(path).ino,
        undo: () => rmSync(path, { recursive: true, force: true }),
      });
      return made;
    };
    node_ops.rename = (moved, folder, name) => {
      this.#step();
      const [from, to] = [realPath(moved), join(realPath(folder), name)];
      const before = this.#setAside(to);
      node.rename(moved, folder, name);
      this.#changes.push({
        folder: dirname(to),
        undo: () => {
          renameSync(to, from);
          if (before) renameSync(before, to);
        },
      });
    };
    node_ops.unlink = (folder, name) => {
      this.#step();
      const path = join(realPath(folder), name);
      const before = this.#setAside(path, 'linked');
      node.unlink(folder, name);
      this.#changes.push({ folder: dirname(path), undo: () => before && renameSync(before, path) });
    };
  }

  /** Keeps what a name stood for, in case it is to stand for it again. */
  #setAside(path: string, how?: 'linked'): string | undefined {
    if (!existsSync(path)) return undefined;
    const aside = join(this.#lost, String(this.calls));
    renameSync(path, aside);
    // What is unlinked next has to be there for it.
    if (how) closeSync(openSync(path, 'w'));
    return aside;
  }

  #keepPages(path: string, from: number, to: number): void {
    const file = openSync(path, 'r');
    try {
      const { ino, size } = fstatSync(file);
      const kept = this.#unsynced.get(ino) ?? { size, pages: new Map<number, Buffer>() };
      this.#unsynced.set(ino, kept);
      const end = Math.min(to, kept.size, size);
      for (let page = Math.floor(from / pageBytes); page * pageBytes < end; page += 1) {
        if (kept.pages.has(page)) continue;
        const content = Buffer.alloc(pageBytes);
        const length = readSync(file, content, 0, pageBytes, page * pageBytes);
        kept.pages.set(page, content.subarray(0, Math.min(length, kept.size - page * pageBytes)));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Recovery syncs every file there is; only what has something to sync can be cut off. */
  #sync(path: string, descriptor: number): void {
    const stat = fstatSync(descriptor);
    if (this.#isOff || this.#unsynced.has(stat.ino) || this.#changes.some(({ folder, made }) => folder === path || made === stat.ino))
      this.#step();
    this.#unsynced.delete(stat.ino);
    // A journal that has this has all that came before it.
    const last = stat.isDirectory() ? this.#changes.length - 1 : this.#changes.findLastIndex(({ made }) => made === stat.ino);
    const folder = stat.isDirectory() ? path : this.#changes[last]?.folder;
    const left = this.#changes.filter((change, i) => i > last || change.folder !== folder);
    this.#changes.splice(0, this.#changes.length, ...left);
  }

  /** The power goes, if it has not gone yet. `survival`: how likely it is for what was not synced to be there all the same. */
  cut(chance: Chance, survival: number): void {
    this.#isOff = true;
    for (const descriptor of this.#open) closeSync(descriptor);
    this.#open.clear();
    const survives = (): boolean => chance() < survival;
    for (const path of filesIn(this.#root)) {
      const before = this.#unsynced.get(statSync(path).ino);
      if (before) takeBack(path, before, survives);
    }
    for (const path of filesIn(this.#lost)) {
      const before = this.#unsynced.get(statSync(path).ino);
      if (before) takeBack(path, before, survives);
    }
    this.#undoFolders(survives);
    rmSync(this.#lost, { recursive: true, force: true });
  }

  /** Folders are journalled: what came first is there when anything is. */
  #undoFolders(survives: () => boolean): void {
    const lasting = new Set<string>();
    const gone = new Set<string>();
    const undone = this.#changes.filter(({ folder }) => {
      if (gone.has(folder)) return true;
      if (!lasting.has(folder) && survives()) return false;
      gone.add(folder);
      return true;
    });
    for (const { undo } of undone.toReversed()) undo();
  }
}

function takeBack(path: string, before: Unsynced, survives: () => boolean): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    for (const [page, content] of before.pages) {
      for (let at = 0; at < content.length; at += sectorBytes) {
        if (survives()) continue;
        writeSync(file, content, at, Math.min(sectorBytes, content.length - at), page * pageBytes + at);
      }
    }
    if (size === before.size) return;
    if (size < before.size || !survives()) {
      ftruncateSync(file, before.size);
      return;
    }
    const nothing = Buffer.alloc(sectorBytes);
    for (let at = before.size; at < size; at += sectorBytes) {
      if (!survives()) writeSync(file, nothing, 0, Math.min(sectorBytes, size - at), at);
    }
  } finally {
    closeSync(file);
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
