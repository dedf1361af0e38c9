import { type Chance, chanceOf } from './chance.ts';

/** Something that will happen, in a process or (`null`) outside of all of them. */
export interface Happening {
  at: number;
  order: number;
  readonly process: VirtualProcess | null;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * A process with clocks of its own. It can die (nothing in it happens any more) and freeze, as under SIGSTOP: what would happen in it is kept
 * until it goes on.
 */
export interface VirtualProcess {
  readonly name: string;
  readonly world: World;
  readonly bornAt: number;
  /** How fast its clocks run; 1 is right. */
  readonly rate: number;
  /** How far its wall clock is off, milliseconds. */
  wallOffset: number;
  isAlive: boolean;
  isFrozen: boolean;
  readonly held: Happening[];
  /** Random bytes as `node:crypto` gives them in this process. */
  readonly chance: Chance;
}

/** Time of one schedule. It moves from happening to happening; everything that happens at all happens here, in one order. */
export interface World {
  /** True time, milliseconds since the schedule began. No process can read it. */
  readonly now: () => number;
  readonly after: (process: VirtualProcess | null, delayMs: number, run: () => void) => Happening;
  readonly newProcess: (name: string, clocks: { readonly rate: number; readonly wallOffset: number }) => VirtualProcess;
  readonly kill: (process: VirtualProcess) => void;
  readonly freeze: (process: VirtualProcess) => void;
  readonly thaw: (process: VirtualProcess) => void;
  /** The next thing that happens, with time moved to it; `undefined` when nothing will. */
  readonly next: () => Happening | undefined;
  readonly happened: () => number;
}

/** True time zero, epoch milliseconds. */
export const worldEpoch = Date.UTC(2030, 0, 1);

export function createWorld(seed: number): World {
  const heap: Happening[] = [];
  let now = 0;
  let order = 0;
  let happened = 0;
  let processes = 0;

  const isBefore = (left: Happening, right: Happening): boolean => left.at < right.at || (left.at === right.at && left.order < right.order);

  function push(happening: Happening): void {
    let place = heap.length;
    heap.push(happening);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Happening;
      if (!isBefore(happening, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = happening;
  }

  function pop(): Happening | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Happening)) child += 1;
      const below = heap[child] as Happening;
      if (!isBefore(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  const world: World = {
    now: () => now,
    happened: () => happened,
    after: (process, delayMs, run) => {
      order += 1;
      const happening = { at: now + Math.max(0, delayMs), order, process, run, cancelled: false };
      if (!process || process.isAlive) push(happening);
      return happening;
    },
    newProcess: (name, { rate, wallOffset }) => {
      processes += 1;
      const chance = chanceOf(seed, 1000 + processes);
      return { name, world, bornAt: now, rate, wallOffset, isAlive: true, isFrozen: false, held: [], chance };
    },
    kill: (process) => {
      process.isAlive = false;
      process.held.length = 0;
    },
    freeze: (process) => {
      process.isFrozen = true;
    },
    thaw: (process) => {
      process.isFrozen = false;
      for (const happening of process.held.splice(0)) {
        order += 1;
        push(Object.assign(happening, { at: now, order }));
      }
    },
    next: () => {
      for (let first = pop(); first; first = pop()) {
        if (first.cancelled || (first.process && !first.process.isAlive)) continue;
        now = first.at;
        if (first.process?.isFrozen) {
          first.process.held.push(first);
          continue;
        }
        happened += 1;
        return first;
      }
      return undefined;
    },
  };
  return world;
}
