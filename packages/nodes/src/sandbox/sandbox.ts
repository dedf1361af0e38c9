import { AppError } from '@arches/kernel';
import type { SandboxPort } from '../ports/sandbox.ts';
import { SandboxProcess, sandboxLayers } from './child-process.ts';
import type { SandboxJob } from './messages.ts';

export interface SandboxOptions {
  /** Jobs at the same time. Default 2. */
  readonly maxProcesses?: number;
  /** Heap of a child, in MB. Default 512. */
  readonly memoryMb?: number;
}

export interface Sandbox {
  /** The port for one organisation's runs. A process serves one organisation only, ever. */
  readonly forOrganization: (orgId: string) => SandboxPort;
  /** What is around untrusted work here, for the start-up line. */
  readonly layers: () => string[];
  readonly close: () => void;
}

const jobsPerProcess = 200;
const idleMs = 60_000;
const parseWallMs = 120_000;
/** What a Node.js process weighs before it does anything. */
const baseMb = 150;

/** Runs untrusted code and parsers in a few child processes that are kept warm, killed at their limits and never shared between organisations. */
export function createSandbox({ maxProcesses = 2, memoryMb = 512 }: SandboxOptions = {}): Sandbox {
  const idle: { process: SandboxProcess; timer: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  const busy = new Set<SandboxProcess>();
  let running = 0;

  function take(orgId: string): SandboxProcess {
    const index = idle.findIndex(({ process }) => process.org === orgId);
    const [found] = index < 0 ? [] : idle.splice(index, 1);
    if (found) clearTimeout(found.timer);
    if (found?.process.isUsable) return found.process;
    // Room for the newcomer: an idle process of another organisation goes.
    if (idle.length + running > maxProcesses) drop(idle[0]?.process);
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
    if (!process.isUsable || process.jobsDone >= jobsPerProcess) {
      process.kill();
      return;
    }
    const timer = setTimeout(() => drop(process), idleMs);
    timer.unref();
    idle.push({ process, timer });
  }

  async function perform(
    orgId: string,
    job: SandboxJob,
    limits: { wallMs: number; memoryMb: number },
    signal: AbortSignal,
  ): Promise<{ result: unknown; logs: readonly string[] }> {
    if (running >= maxProcesses) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    const process = take(orgId);
    busy.add(process);
    try {
      const reply = await process.run(job, limits, signal);
      if (!reply.ok) throw new AppError(reply.code, reply.message, { details: { logs: reply.logs } });
      return { result: reply.result, logs: reply.logs };
    } finally {
      running -= 1;
      busy.delete(process);
      giveBack(process);
      waiting.shift()?.();
    }
  }

  return {
    forOrganization: (orgId) => ({
      runCode: ({ code, input, timeoutMs, memoryMb: codeMb }, signal) =>
        perform(
          orgId,
          { kind: 'code', code, input, timeoutMs, memoryMb: codeMb },
          { wallMs: timeoutMs + 2000, memoryMb: codeMb + memoryMb + baseMb },
          signal,
        ),
      parseFile: async ({ format, data, options }, signal) =>
        (await perform(orgId, { kind: 'parse', format, data, options }, { wallMs: parseWallMs, memoryMb: memoryMb * 2 + baseMb }, signal))
          .result,
    }),
    layers: sandboxLayers,
    close: () => {
      for (const { process } of idle.slice()) drop(process);
      for (const process of busy) process.kill();
    },
  };
}
