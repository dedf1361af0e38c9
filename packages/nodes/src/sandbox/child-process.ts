import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '@arches/kernel';
import type { SandboxJob, SandboxReply } from './messages.ts';

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

/** A child that does one job at a time; killed when a job outlives its time or memory, and then good for nothing more. */
export class SandboxProcess {
  readonly org: string;
  jobsDone = 0;
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

  async run(job: SandboxJob, limits: { wallMs: number; memoryMb: number }, signal: AbortSignal): Promise<SandboxReply> {
    await this.#ready;
    signal.throwIfAborted();
    return await new Promise<SandboxReply>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(deadline);
        clearInterval(watch);
        signal.removeEventListener('abort', abort);
        this.#process.off('message', answer);
        this.#process.off('exit', died);
        this.jobsDone += 1;
        settle();
      };
      const stop = (settle: () => void): void => {
        this.kill();
        finish(settle);
      };
      const answer = (reply: unknown): void => finish(() => resolve(reply as SandboxReply));
      const died = (): void =>
        finish(() =>
          resolve({
            ok: false,
            code: 'code_out_of_memory',
            message: 'The work was ended because it used too much memory or crashed.',
            logs: [],
          }),
        );
      const abort = (): void => stop(() => reject(signal.reason as Error));
      const deadline = setTimeout(
        () =>
          stop(() =>
            resolve({
              ok: false,
              code: 'code_timeout',
              message: `It took longer than ${Math.round(limits.wallMs / 1000)} seconds and was stopped.`,
              logs: [],
            }),
          ),
        limits.wallMs,
      );
      const watch = setInterval(() => {
        if (residentMb(this.#process.pid) > limits.memoryMb)
          stop(() =>
            resolve({
              ok: false,
              code: 'code_out_of_memory',
              message: `It used more than ${limits.memoryMb} MB of memory and was stopped.`,
              logs: [],
            }),
          );
      }, 100);
      this.#process.once('message', answer);
      this.#process.once('exit', died);
      signal.addEventListener('abort', abort, { once: true });
      this.#process.send(job);
    });
  }
}

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
