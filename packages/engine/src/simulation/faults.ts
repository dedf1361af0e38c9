import type { Chance } from './chance.ts';
import type { VirtualProcess } from './virtual-world.ts';

/** How rough one schedule is. Probabilities of single calls and of single moments. */
export interface Weather {
  readonly lostRequest: number;
  readonly lostReply: number;
  readonly slowCall: number;
  /** Of something larger happening at any one moment: a crash, a freeze, an outage, a jump of the clock. */
  readonly hazard: number;
  /** Of a crash right after the database has done what was asked and before it says so. */
  readonly crashBetween: number;
  readonly provider: number;
  readonly caller: number;
}

export interface CallFate {
  readonly thereMs: number;
  readonly backMs: number;
  readonly lost?: 'request' | 'reply';
}

/** What goes wrong, drawn as it goes. Nothing does once `heal` was called. */
export interface Faults {
  readonly storeCall: (process: VirtualProcess, what: string) => CallFate;
  /** The database has done what this process asked for, and has not answered yet. */
  readonly between: (process: VirtualProcess, what: string) => void;
  readonly isDatabaseDown: () => boolean;
  /** Something lies in an inbox. */
  readonly bell: () => void;
  readonly setDatabaseDown: (down: boolean) => void;
  readonly regainMs: () => number;
  readonly isHealed: () => boolean;
  readonly heal: () => void;
}

export function drawWeather(chance: Chance): Weather {
  const some = (...choices: readonly number[]): number => chance.oneOf(choices);
  // One schedule in eight has no faults at all: what goes wrong there is wrong in the plainest case.
  if (chance.holds(1 / 8)) return { lostRequest: 0, lostReply: 0, slowCall: 0, hazard: 0, crashBetween: 0, provider: 0, caller: 0 };
  return {
    lostRequest: some(0, 0.01, 0.1),
    lostReply: some(0, 0.02, 0.1, 0.3),
    slowCall: some(0, 0.02, 0.2),
    hazard: some(0, 0.005, 0.02, 0.05),
    crashBetween: some(0, 0, 0.05),
    provider: some(0, 0.1, 0.4),
    caller: some(0, 0.2, 0.5),
  };
}

export function createFaults(
  chance: Chance,
  weather: Weather,
  crash: (process: VirtualProcess, why: string) => void,
  ring: () => void,
): Faults {
  let healed = false;
  let down = false;
  return {
    storeCall: (_process, what) => {
      if (healed) return { thereMs: 0, backMs: 1 };
      const slow = chance.holds(weather.slowCall) ? chance.between(20, 2500) : 0;
      const [thereMs, backMs] = chance.holds(0.5) ? [chance.below(3), chance.below(3) + slow] : [chance.below(3) + slow, chance.below(3)];
      // Most processes start well, so that there is something to break.
      if ((what === 'attach' || what === 'now') && chance.holds(0.8)) return { thereMs, backMs };
      if (chance.holds(weather.lostRequest)) return { thereMs, backMs, lost: 'request' };
      return chance.holds(weather.lostReply) ? { thereMs, backMs, lost: 'reply' } : { thereMs, backMs };
    },
    between: (process, what) => {
      if (!healed && process.isAlive && chance.holds(weather.crashBetween)) crash(process, `after ${what}, before its reply`);
    },
    isDatabaseDown: () => down,
    bell: () => {
      if (healed || !chance.holds(weather.lostReply)) ring();
    },
    setDatabaseDown: (to) => {
      down = to;
    },
    regainMs: () => (healed ? 500 : chance.between(500, 8000)),
    isHealed: () => healed,
    heal: () => {
      healed = true;
      down = false;
    },
  };
}
