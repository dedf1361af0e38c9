import type { WorkflowDocument } from '@arches/kernel';
import { createCallers } from './callers.ts';
import { chanceOf } from './chance.ts';
import { createCluster, type Cluster } from './cluster.ts';
import { createFaults, drawWeather } from './faults.ts';
import type { Mistakes } from './mistakes.ts';
import { createPromises } from './promises.ts';
import { createReceipts } from './receipts.ts';
import { createSimulatedDatabase, isEnded } from './simulated-database.ts';
import { createRunner } from './simulated-providers.ts';
import { numberOf, type SmallDocument, smallDocument } from './small-document.ts';
import { enter } from './virtual-globals.ts';
import { createWorld } from './virtual-world.ts';

export interface ScheduleResult {
  readonly seed: number;
  /** The promise that was broken, if any. */
  readonly broken?: string;
  readonly happenings: number;
  readonly runs: number;
  readonly events: number;
  readonly faults: number;
  /** Empty unless asked for. */
  readonly trace: readonly string[];
}

/** One schedule: everything that follows from one seed, a turn at a time. */
export interface Schedule {
  /** Lets the next things happen, up to the next one inside a process, whose promises then react. @returns the result, at the end */
  readonly turn: () => ScheduleResult | undefined;
  readonly fail: (what: string) => void;
}

/** Documents that all schedules share. */
const documentCount = 600;
const documents = new Map<number, SmallDocument>();
const byHash = new Map<string, SmallDocument>();
const documentsByHash = new Map<string, WorkflowDocument>();

function documentNumber(index: number): SmallDocument {
  const known = documents.get(index);
  if (known) return known;
  const made = smallDocument(index);
  documents.set(index, made);
  byHash.set(made.hash, made);
  documentsByHash.set(made.hash, made.document);
  return made;
}

/** What is not over by then, after everything was healed, is not going to be. True milliseconds. */
const boundedMs = 90_000;
const mostHappenings = 40_000;
const mostFaults = 8;

export function createSchedule(seed: number, given: { readonly mistakes?: Mistakes; readonly trace?: boolean } = {}): Schedule {
  const { mistakes = new Set() } = given;
  const chance = chanceOf(seed);
  const world = createWorld(seed);
  const trace: string[] = [];
  let broken: string | undefined;
  let faultCount = 0;
  let restUntil: number | undefined;
  let cluster: Cluster | undefined = undefined;

  const note = (line: () => string): void => {
    if (given.trace) trace.push(`#${world.happened()} ${(world.now() / 1000).toFixed(3)} ${line()}`);
  };
  const fail = (what: string): void => {
    note(() => `BROKEN ${what}`);
    broken ??= what;
  };

  const chosen = Array.from({ length: chance.oneOf([1, 1, 1, 1, 1, 2, 2, 3]) }, () => documentNumber(chance.below(documentCount)));
  const weather = drawWeather(chance);
  const receipts = createReceipts();
  const faults = createFaults(
    chanceOf(seed, 1),
    weather,
    (process, why) => cluster?.crash(process, why),
    () => cluster?.ring(),
  );
  const promises = createPromises({
    database: () => database,
    receipts,
    documents: byHash,
    statesOf: (ownerId) => cluster?.statesOf(ownerId),
    broken: fail,
  });
  const database = createSimulatedDatabase(
    world,
    documentsByHash,
    {
      claimed: (ownerId, run) => note(() => `owner ${ownerId} takes ${run.runId}, epoch ${run.epoch}`),
      wrote: (ownerId, change, run) => {
        note(
          () =>
            `owner ${ownerId} writes ${change.runId} ${change.fromSeq}–${change.toSeq}: ${change.events.map(briefly).join(', ')} → ${change.row.status}`,
        );
        promises.wrote(ownerId, change, run);
        callers.wrote(change, run);
      },
    },
    mistakes,
  );
  const providerChance = chanceOf(seed, 2);
  cluster = createCluster(chance.oneOf([2, 2, 2, 3]), {
    world,
    chance: chanceOf(seed, 3),
    faults: () => faults,
    database,
    promises,
    mistakes,
    documentOf: (documentId) => documentNumber(numberOf(documentId)),
    runnerFor: (process, ownerId) =>
      createRunner(process, { chance: providerChance, weather, faults, receipts, promises, mistakes, ownerId, note }),
    note,
  });
  const members = cluster;
  const callers = createCallers(chosen, {
    world,
    chance: chanceOf(seed, 4),
    weather,
    faults,
    cluster,
    database,
    receipts,
    broken: fail,
    note,
  });

  // ---- what goes wrong at large ----

  const strike = chanceOf(seed, 5);
  function strikeOnce(): void {
    const alive = members.members();
    if (alive.length === 0) return;
    faultCount += 1;
    const member = strike.oneOf(alive);
    switch (strike.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        members.crash(member.process, 'killed');
        return;
      case 4:
      case 5:
        members.freeze(member);
        return;
      case 6:
        members.loseHold(member);
        return;
      case 7:
        note(() => 'the database is away');
        faults.setDatabaseDown(true);
        world.after(null, strike.between(50, 4000), () => faults.setDatabaseDown(false));
        return;
      case 8: {
        const ms = strike.oneOf([-8000, -500, 700, 5000, 3_600_000]);
        note(() => `the database's clock jumps by ${ms} ms`);
        database.jump(ms);
        return;
      }
      default:
        if (strike.holds(0.5)) members.drain(member);
        else member.process.wallOffset += strike.oneOf([-3_600_000, -5000, 5000, 86_400_000]);
    }
  }

  function lookForPaused(): void {
    callers.resumePaused();
    world.after(null, 4000, lookForPaused);
  }

  function heal(): void {
    if (faults.isHealed()) return;
    note(() => 'everything is healed');
    faults.heal();
    members.heal();
    healedAt = world.now();
    lookForPaused();
  }

  let healedAt = Number.POSITIVE_INFINITY;
  world.after(null, strike.between(4000, 16_000), heal);

  const isQuiet = (): boolean => callers.areDone() && [...database.runs.values()].every(({ row }) => isEnded(row));

  function result(): ScheduleResult {
    enter(undefined);
    const runs = [...database.runs.values()];
    const events = runs.reduce((sum, run) => sum + run.lastSeq, 0);
    const sums = { seed, happenings: world.happened(), runs: runs.length, events, faults: faultCount, trace };
    return broken === undefined ? sums : { ...sums, broken };
  }

  /** Lets a little time pass after the last thing has ended, for what comes late. */
  function isOver(): boolean {
    if (broken !== undefined) return true;
    if (restUntil === undefined) {
      if (!isQuiet()) {
        if (world.now() < healedAt + boundedMs && world.happened() < mostHappenings) return false;
        promises.atRest();
        fail('the schedule does not come to rest');
        return true;
      }
      heal();
      restUntil = world.now() + 500;
      return false;
    }
    if (!isQuiet()) restUntil = undefined;
    if (restUntil === undefined || world.now() < restUntil) return false;
    promises.atRest();
    return true;
  }

  function turn(): ScheduleResult | undefined {
    for (;;) {
      if (isOver()) return result();
      const happening = world.next();
      if (!happening) {
        fail('nothing happens any more');
        continue;
      }
      const { process } = happening;
      enter(process ?? undefined);
      happening.run();
      if (process === null) continue;
      if (!faults.isHealed() && faultCount < mostFaults && strike.holds(weather.hazard)) world.after(null, 0, strikeOnce);
      return undefined;
    }
  }

  return { turn, fail };
}

const briefly = ({ kind, body }: { readonly kind: string; readonly body: string }): string => {
  const { step, attempt, timer } = JSON.parse(body) as { step?: string; attempt?: number; timer?: string };
  return [kind, timer, step && `${step}${attempt === undefined ? '' : `#${attempt}`}`].filter(Boolean).join(' ');
};
