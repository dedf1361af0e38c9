import type { Mistakes } from './mistakes.ts';
import { createSchedule, type Schedule, type ScheduleResult } from './schedule.ts';
import { enter, virtualiseGlobals } from './virtual-globals.ts';

const { setImmediate: nextTurn } = globalThis;
let isVirtual = false;
let working: Schedule | undefined;

export interface Summary {
  readonly schedules: number;
  readonly runs: number;
  readonly events: number;
  readonly happenings: number;
  readonly faults: number;
  /** Of the first seed that broke a promise, by number. */
  readonly failure?: { readonly seed: number; readonly broken: string };
}

/**
 * Runs the schedules of `seeds`, a few dozen interleaved, and stops at the first that breaks a promise. A thread that has called this has
 * virtual globals from then on.
 */
export function runSchedules(seeds: Iterator<number>, mistakes?: Mistakes, atOnce = 24): Promise<Summary> {
  virtualise();
  const sum = { schedules: 0, runs: 0, events: 0, happenings: 0, faults: 0 };
  let failure: Summary['failure'];
  return new Promise((resolve) => {
    let lanes = 0;
    const lane = (): void => {
      const { value: seed, done } = seeds.next();
      if (done || failure) {
        lanes -= 1;
        if (lanes === 0) resolve(failure ? { ...sum, failure } : sum);
        return;
      }
      drive(createSchedule(seed, mistakes ? { mistakes } : {}), (result) => {
        sum.schedules += 1;
        sum.runs += result.runs;
        sum.events += result.events;
        sum.happenings += result.happenings;
        sum.faults += result.faults;
        if (result.broken !== undefined && !(failure && failure.seed < seed)) failure = { seed, broken: result.broken };
        lane();
      });
    };
    lanes = atOnce;
    for (let i = 0; i < atOnce; i += 1) lane();
  });
}

/** One schedule with its trace. */
export function traceSchedule(seed: number, mistakes?: Mistakes): Promise<ScheduleResult> {
  virtualise();
  return new Promise((resolve) => drive(createSchedule(seed, { trace: true, ...(mistakes ? { mistakes } : {}) }), resolve));
}

function drive(schedule: Schedule, done: (result: ScheduleResult) => void): void {
  const turn = (): void => {
    working = schedule;
    const result = schedule.turn();
    if (result) done(result);
    else nextTurn(turn);
  };
  nextTurn(turn);
}

function virtualise(): void {
  if (isVirtual) return;
  isVirtual = true;
  // Errors are ordinary here, and nobody reads their stacks.
  Error.stackTraceLimit = 0;
  virtualiseGlobals();
  // Told after the promises of the turn have reacted and before the next one.
  process.on('unhandledRejection', (error) => {
    enter(undefined);
    working?.fail(`a rejection nobody handles: ${error instanceof Error ? error.stack : String(error)}`);
  });
}
