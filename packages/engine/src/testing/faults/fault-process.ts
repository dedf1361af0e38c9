import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FaultOrders } from './fault-child.ts';

export interface FaultProcess {
  readonly pid: number;
  /** Resolves when it has said this; rejects when it ends before. */
  readonly says: (line: string) => Promise<void>;
  /** How it has ended, if it has. */
  readonly end: () => NodeJS.Signals | number | null | undefined;
  readonly hasSaid: (line: string) => boolean;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

export function startFaultProcess(orders: FaultOrders): FaultProcess {
  const program = join(import.meta.dirname, 'fault-child.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(orders)], {
    // Its input ends with this process, and it with its input.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = new Set<string>();
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.add(line);
    waiting.get(line)?.();
  });
  let end: NodeJS.Signals | number | null | undefined;
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('exit', (code, signal) => {
      end = signal ?? code;
      resolve(end);
    }),
  );
  return {
    pid: child.pid ?? 0,
    says: (line) => {
      const heard = said.has(line) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(line, resolve));
      return Promise.race([heard, ended.then((how) => Promise.reject(new Error(`The process ended (${how}) before it was ${line}.`)))]);
    },
    end: () => end,
    hasSaid: (line) => said.has(line),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
