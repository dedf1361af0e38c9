import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '@arches/kernel';
import type { SandboxJob, SandboxReplies, SandboxReply } from './messages.ts';

const child = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url));
const checkout = fileURLToPath(new URL('../../../..', import.meta.url));

/** The layers around untrusted work on this machine, in words for the start-up line. */
export function sandboxLayers(): string[] {
  return ['separate process', 'Node.js permission model', 'isolated-vm', ...(hasBubblewrap() ? ['bubblewrap'] : [])];
}

let bubblewrap: boolean | undefined;

/** Whether `bwrap` is there and may make its namespaces; some containers forbid it. */
function hasBubblewrap(): boolean {
  if (bubblewrap === undefined) {
    const paths = ['/usr/bin/bwrap', '/usr/local/bin/bwrap'];
    bubblewrap =
      process.platform === 'linux' &&
      paths.some((path) => existsSync(path)) &&
      spawnSync('bwrap', [...bwrapArguments, process.execPath, '--version'], { timeout: 3000, stdio: 'ignore' }).status === 0;
  }
  return bubblewrap;
}

const bwrapArguments = [
  '--ro-bind',
  '/',
  '/',
  '--tmpfs',
  '/tmp',
  '--tmpfs',
  '/root',
  '--ro-bind',
  checkout,
  checkout,
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  '--unshare-all',
  '--die-with-parent',
];

/** Parsers are large, and leave more behind than code. */
const parserWear = 10;

/** A job on its way, with the limits that are enforced from outside. */
export interface SandboxWork {
  readonly job: SandboxJob;
  /** From its turn on, whatever the child says. */
  readonly wallMs: number;
  /** Resident memory of the child. */
  readonly memoryMb: number;
  readonly signal: AbortSignal;
  readonly answer: (reply: SandboxReply) => void;
  readonly fail: (reason: unknown) => void;
}

/** A child that does one job at a time; killed when a job outlives its time or memory, and then good for nothing more. */
export class SandboxProcess {
  readonly org: string;
  /** Pieces of code done; a document counts for several. */
  wear = 0;
  readonly #process: ChildProcess;
  readonly #ready: Promise<void>;
  #ended = false;

  constructor(org: string, memoryMb: number) {
    this.org = org;
    const nodeArguments = [
      '--permission',
      '--allow-addons',
      `--allow-fs-read=${checkout}`,
      '--allow-fs-read=/etc/alpine-release',
      '--no-node-snapshot',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      `--max-old-space-size=${memoryMb}`,
      child,
    ];
    const [command, args] = hasBubblewrap()
      ? ['bwrap', [...bwrapArguments, process.execPath, ...nodeArguments]]
      : [process.execPath, nodeArguments];
    this.#process = spawn(command, args, {
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    // Nothing the child prints is trusted or kept; the pipe is drained so that it cannot fill.
    this.#process.stderr?.resume();
    this.#ready = new Promise((resolve, reject) => {
      this.#process.once('message', () => resolve());
      this.#process.once('error', reject);
      this.#process.once('exit', () => {
        this.#ended = true;
        reject(new AppError('sandbox_unavailable', 'The sandbox process did not start.', { retryable: true }));
      });
    });
    this.#ready.catch(() => undefined);
    this.#process.unref();
    this.#process.channel?.unref();
  }

  get isUsable(): boolean {
    return !this.#ended && this.#process.connected;
  }

  kill(): void {
    this.#ended = true;
    this.#process.kill('SIGKILL');
  }

  /**
   * Does the work in its order. Gives back what was not done because another one ended the process, or called it off: nobody's fault but
   * that one's. Each piece is answered or failed as soon as that is known.
   */
  async run(works: readonly SandboxWork[]): Promise<readonly SandboxWork[]> {
    try {
      await this.#ready;
    } catch (error) {
      for (const { fail } of works) fail(error);
      return [];
    }
    const left = works.filter(({ signal, fail }) => {
      if (signal.aborted) fail(signal.reason);
      return !signal.aborted;
    });
    if (left.length === 0) return [];
    return await new Promise((resolve) => this.#follow(left, resolve));
  }

  #follow(left: SandboxWork[], resolve: (undone: readonly SandboxWork[]) => void): void {
    let deadline: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(deadline);
      clearInterval(watch);
      for (const { signal } of left) signal.removeEventListener('abort', calledOff);
      this.#process.off('message', answered);
      this.#process.off('exit', died);
      resolve(left);
    };
    /** The one whose turn it is has gone too far: the process ends with it. */
    const stop = (settle: (work: SandboxWork) => void): void => {
      this.kill();
      const [current] = left.splice(0, 1);
      current?.signal.removeEventListener('abort', calledOff);
      if (current) settle(current);
      end();
    };
    const timeTurn = (): void => {
      clearTimeout(deadline);
      const wallMs = left[0]?.wallMs ?? 0;
      deadline = setTimeout(() => stop(({ answer }) => answer(tookTooLong(wallMs))), wallMs);
    };
    const answered = (replies: unknown): void => {
      if (!areReplies(replies)) {
        this.kill();
        return;
      }
      for (const reply of replies) {
        const work = left.shift();
        if (!work) break;
        work.signal.removeEventListener('abort', calledOff);
        this.wear += work.job.kind === 'parse' ? parserWear : 1;
        work.answer(reply);
      }
      if (left.length === 0) end();
      else timeTurn();
    };
    /** Of several it cannot be told which one did it. */
    const died = (): void => {
      if (left.length === 1) stop(({ answer }) => answer(outOfMemory('The work was ended because it used too much memory or crashed.')));
      else end();
    };
    const calledOff = (): void => {
      const isRunning = left[0]?.signal.aborted === true;
      if (isRunning) stop(({ signal, fail }) => fail(signal.reason));
    };
    const watch = setInterval(() => {
      const limit = left[0]?.memoryMb ?? Number.POSITIVE_INFINITY;
      if (residentMb(this.#process.pid) <= limit) return;
      this.kill();
      if (left.length === 1) stop(({ answer }) => answer(outOfMemory(`It used more than ${limit} MB of memory and was stopped.`)));
      else end();
    }, 100);
    this.#process.on('message', answered);
    this.#process.once('exit', died);
    for (const { signal } of left) signal.addEventListener('abort', calledOff, { once: true });
    timeTurn();
    this.#process.send(left.map(({ job }) => job));
  }
}

/** The child is not trusted to keep to what was agreed. */
function areReplies(message: unknown): message is SandboxReplies {
  return Array.isArray(message) && message.every((reply: unknown) => typeof reply === 'object' && reply !== null && 'ok' in reply);
}

const tookTooLong = (wallMs: number): SandboxReply => ({
  ok: false,
  code: 'code_timeout',
  message: `It took longer than ${Math.round(wallMs / 1000)} seconds and was stopped.`,
  logs: [],
  tookMs: wallMs,
});

const outOfMemory = (message: string): SandboxReply => ({ ok: false, code: 'code_out_of_memory', message, logs: [], tookMs: 0 });

/** Resident memory of a process and, under bubblewrap, of what it started; 0 where the system does not tell. */
function residentMb(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const own = (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1024 / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return (
      own +
      children
        .split(' ')
        .filter(Boolean)
        .reduce((sum, child) => sum + residentMb(Number(child)), 0)
    );
  } catch {
    return 0;
  }
}
