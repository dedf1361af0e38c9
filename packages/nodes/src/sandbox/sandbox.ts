import { AppError } from '@arches/kernel';
import type { SandboxPort } from '../ports/sandbox.ts';
import { SandboxProcess, type SandboxWork, sandboxLayers } from './child-process.ts';
import { createJobQueue, type QueuedJob } from './job-queue.ts';
import type { SandboxJob, SandboxReply } from './messages.ts';

export interface SandboxOptions {
  /** Jobs at the same time. Default 2. */
  readonly maxProcesses?: number;
  /** Heap of a child, in MB. Default 512. */
  readonly memoryMb?: number;
}

export interface Sandbox {
  /**
   * The port for one organisation's runs. A process serves one organisation only, ever. `place`: the run and step it is for; code of one place
   * runs quicker one after the other.
   */
  readonly forOrganization: (orgId: string, place?: string) => SandboxPort;
  /** What is around untrusted work here, for the start-up line. */
  readonly layers: () => string[];
  readonly close: () => void;
}

const mostWear = 2000;
const idleMs = 60_000;
const parseWallMs = 120_000;
/** What a Node.js process weighs before it does anything. */
const baseMb = 150;

/** Runs untrusted code and parsers in a few child processes that are kept warm, killed at their limits and never shared between organisations. */
export function createSandbox({ maxProcesses = 2, memoryMb = 512 }: SandboxOptions = {}): Sandbox {
  const idle: { process: SandboxProcess; timer: NodeJS.Timeout }[] = [];
  const waiting = createJobQueue();
  const busy = new Set<SandboxProcess>();
  let closed = false;

  function take(orgId: string): SandboxProcess {
    const index = idle.findIndex(({ process }) => process.org === orgId);
    const [found] = index < 0 ? [] : idle.splice(index, 1);
    if (found) clearTimeout(found.timer);
    if (found?.process.isUsable) return found.process;
    // Room for the newcomer: an idle process of another organisation goes.
    if (idle.length + busy.size >= maxProcesses) drop(idle[0]?.process);
    return new SandboxProcess(orgId, memoryMb);
  }

  function drop(process: SandboxProcess | undefined): void {
    const index = idle.findIndex((entry) => entry.process === process);
    const [entry] = index < 0 ? [] : idle.splice(index, 1);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.process.kill();
  }

  function giveBack(process: SandboxProcess): void {
    if (closed || !process.isUsable || process.wear >= mostWear) {
      process.kill();
      return;
    }
    const timer = setTimeout(() => drop(process), idleMs);
    timer.unref();
    idle.push({ process, timer });
  }

  function dispatch(): void {
    while (busy.size < maxProcesses) {
      const batch = waiting.next(maxProcesses - busy.size);
      const [first] = batch;
      if (!first) return;
      if (closed)
        for (const { fail } of batch) fail(new AppError('sandbox_unavailable', 'The server is shutting down.', { retryable: true }));
      else void performAll(take(first.orgId), batch);
    }
  }

  async function performAll(process: SandboxProcess, batch: readonly QueuedJob[]): Promise<void> {
    busy.add(process);
    try {
      waiting.putBack(await process.run(batch));
    } finally {
      busy.delete(process);
      giveBack(process);
      dispatch();
    }
  }

  function perform(
    orgId: string,
    job: SandboxJob,
    limits: Pick<SandboxWork, 'wallMs' | 'memoryMb'>,
    signal: AbortSignal,
  ): Promise<Extract<SandboxReply, { ok: true }>> {
    return new Promise((resolve, reject) => {
      waiting.push({
        orgId,
        job,
        ...limits,
        signal,
        answer: (reply) => {
          if (reply.ok) resolve(reply);
          else reject(new AppError(reply.code, reply.message, { details: { logs: reply.logs } }));
        },
        fail: reject,
      });
      dispatch();
    });
  }

  return {
    forOrganization: (orgId, place) => ({
      runCode: async ({ code, input, timeoutMs, memoryMb: codeMb }, signal) => {
        const text = JSON.stringify(input ?? null);
        const job: SandboxJob = { kind: 'code', code, input: text, timeoutMs, memoryMb: codeMb, ...(place === undefined ? {} : { place }) };
        const limits = { wallMs: timeoutMs + 2000, memoryMb: codeMb + memoryMb + baseMb };
        const { result, logs } = await perform(orgId, job, limits, signal);
        return { result: JSON.parse(String(result)) as unknown, logs };
      },
      parseFile: async ({ format, data, options }, signal) =>
        (await perform(orgId, { kind: 'parse', format, data, options }, { wallMs: parseWallMs, memoryMb: memoryMb * 2 + baseMb }, signal))
          .result,
    }),
    layers: sandboxLayers,
    close: () => {
      closed = true;
      for (const { process } of idle.slice()) drop(process);
      for (const process of busy) process.kill();
    },
  };
}
