import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Mistake } from './mistakes.ts';
import type { Summary } from './run-schedules.ts';
import type { ScheduleResult } from './schedule.ts';

export type SimulationJob =
  | {
      readonly kind: 'run';
      readonly from: number;
      /** How many seeds, each `step` after the one before. */
      readonly count: number;
      readonly step: number;
      /** Schedules under way at once; does not change what happens in any of them. */
      readonly interleaved: number;
      readonly mistakes: readonly Mistake[];
    }
  | { readonly kind: 'trace'; readonly seeds: readonly number[]; readonly mistakes: readonly Mistake[] };

export interface SimulationAnswer {
  readonly summary?: Summary;
  readonly traces?: readonly ScheduleResult[];
}

/** A thread whose clocks, timers and chance are the simulation's: it does its job and ends. */
function inThread(job: SimulationJob): Promise<SimulationAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SimulationAnswer>();
  const worker = new Worker(join(import.meta.dirname, 'simulation-worker.ts'), {
    workerData: job,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Nearly everything a schedule makes is garbage when it ends; room for many of them spares a seventh of the work.
    resourceLimits: { maxYoungGenerationSizeMb: 96 },
  });
  worker.once('message', (answer: SimulationAnswer) => {
    resolve(answer);
    void worker.terminate();
  });
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`The simulation's thread ended with ${code}.`)));
  return promise;
}

/** Runs `count` seeds from `from` on in so many threads. The failure of the lowest seed that was seen is told. */
export async function simulate(from: number, count: number, threads: number, mistakes: readonly Mistake[] = []): Promise<Summary> {
  const parts = Array.from({ length: threads }, (_, i) => ({ from: from + i, count: Math.ceil((count - i) / threads) }));
  const answers = await Promise.all(
    parts.map((part) => inThread({ kind: 'run', ...part, step: threads, interleaved: mistakes.length > 0 ? 8 : 24, mistakes })),
  );
  const sums = answers.flatMap(({ summary }) => summary ?? []);
  const failure = sums.flatMap((sum) => sum.failure ?? []).sort((left, right) => left.seed - right.seed)[0];
  const total = (of: (sum: Summary) => number): number => sums.reduce((sum, part) => sum + of(part), 0);
  return {
    schedules: total(({ schedules }) => schedules),
    runs: total(({ runs }) => runs),
    events: total(({ events }) => events),
    happenings: total(({ happenings }) => happenings),
    faults: total(({ faults }) => faults),
    ...(failure ? { failure } : {}),
  };
}

/** The schedules of these seeds with all that happened in them, interleaved in one thread. */
export async function traces(seeds: readonly number[], mistakes: readonly Mistake[] = []): Promise<readonly ScheduleResult[]> {
  return (await inThread({ kind: 'trace', seeds, mistakes })).traces ?? [];
}
