import { parentPort, workerData } from 'node:worker_threads';
import type { Mistake } from './mistakes.ts';
import { runSchedules, traceSchedule } from './run-schedules.ts';
import type { SimulationAnswer, SimulationJob } from './simulation-thread.ts';

const job = workerData as SimulationJob;
const mistakes = new Set<Mistake>(job.mistakes);

function* seeds({ from, count, step }: Extract<SimulationJob, { kind: 'run' }>): Generator<number> {
  for (let seed = from; seed < from + count * step; seed += step) yield seed;
}

const answer: SimulationAnswer =
  job.kind === 'run'
    ? { summary: await runSchedules(seeds(job), mistakes, job.interleaved) }
    : { traces: await Promise.all(job.seeds.map((seed) => traceSchedule(seed, mistakes))) };
parentPort?.postMessage(answer);
