import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that can be filled: a file system in memory, in a mount namespace of its own, which goes with this process. */
export interface SmallDisk {
  /** Its folder, as programs begun with `spawn` see it. */
  readonly directory: string;
  /** The same folder, as this process sees it. */
  readonly outside: string;
  /** Starts a program that sees the disk; the child is the program itself, so that it can be killed. */
  readonly spawn: (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
  /** Takes all room but so many bytes. */
  readonly fill: (leaveBytes: number) => void;
  readonly makeRoom: () => void;
  readonly close: () => void;
}

const isRoot = process.getuid?.() === 0;
const newNamespace = isRoot ? ['--mount'] : ['--map-root-user', '--mount'];

/** Gives a sentence instead where this machine lets nobody mount. */
export async function openSmallDisk(bytes: number): Promise<SmallDisk | { readonly unavailable: string }> {
  if (process.platform !== 'linux') return { unavailable: 'A small disk is made with mount namespaces, which only Linux has.' };
  const directory = mkdtempSync(join(tmpdir(), 'arches-disk-'));
  const mount = `mount -t tmpfs -o size=${bytes} tmpfs "$0" && echo mounted && exec cat`;
  const keeper = spawn('unshare', [...newNamespace, 'sh', '-c', mount, directory], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = await new Promise<string>((resolve) => {
    let problem = '';
    keeper.stderr.on('data', (data: Buffer) => (problem += data.toString()));
    keeper.stdout.once('data', () => resolve('mounted'));
    keeper.once('error', (error) => resolve(error.message));
    keeper.once('close', () => resolve(problem.trim()));
  });
  if (said !== 'mounted') {
    rmSync(directory, { recursive: true, force: true });
    return { unavailable: `A small disk can be made by nobody here but root, or where users may have namespaces (${said}).` };
  }
  const outside = `/proc/${keeper.pid}/root${directory}`;
  const ballast = join(outside, 'ballast');
  const enter = ['--target', String(keeper.pid), '--mount', ...(isRoot ? [] : ['--user', '--preserve-credentials'])];
  return {
    directory,
    outside,
    spawn: (program, args, options) => spawn('nsenter', [...enter, program, ...args], options),
    fill: (leaveBytes) => grow(ballast, outside, leaveBytes),
    makeRoom: () => rmSync(ballast, { force: true }),
    close: () => {
      keeper.kill('SIGKILL');
      spawnSync('rmdir', [directory]);
    },
  };
}

function grow(file: string, disk: string, leaveBytes: number): void {
  const descriptor = openSync(file, 'a');
  const piece = Buffer.alloc(2 ** 20);
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(disk);
      const more = Math.min(piece.length, bavail * bsize - leaveBytes);
      if (more <= 0) return;
      writeSync(descriptor, piece, 0, more);
    }
  } finally {
    closeSync(descriptor);
  }
}
