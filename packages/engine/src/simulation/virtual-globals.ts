import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { type Happening, type VirtualProcess, worldEpoch } from './virtual-world.ts';

/** The process whose code runs at the moment, and whose promises' reactions follow it. */
let current: VirtualProcess | undefined;

export function enter(process: VirtualProcess | undefined): void {
  current = process;
}

/**
 * Gives the code of simulated processes their own clocks, timers and randomness, in place of this thread's: the engine runs as it is, and
 * everything it could know of the real world comes from the seed. For a worker thread that does nothing else; cannot be undone.
 */
export function virtualiseGlobals(): void {
  const real = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    setImmediate: globalThis.setImmediate,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
    clearImmediate: globalThis.clearImmediate,
    dateNow: Date.now,
    performanceNow: performance.now.bind(performance),
    randomBytes: crypto.randomBytes,
    randomUUID: crypto.randomUUID,
  };
  const later = (run: (...args: unknown[]) => void, ms: number | undefined, args: unknown[]): VirtualTimer | undefined =>
    current && new VirtualTimer(current, Math.max(1, ms ?? 1), false, () => run(...args));
  const clear =
    (realClear: (handle: never) => void) =>
    (handle: unknown): void => {
      if (handle instanceof VirtualTimer) handle.stop();
      else realClear(handle as never);
    };
  Object.assign(globalThis, {
    setTimeout: Object.assign(
      (run: () => void, ms?: number, ...args: unknown[]) => later(run, ms, args) ?? real.setTimeout(run, ms, ...(args as [])),
      real.setTimeout,
    ),
    setInterval: (run: () => void, ms?: number, ...args: unknown[]) =>
      current
        ? new VirtualTimer(current, Math.max(1, ms ?? 1), true, () => run(...(args as [])))
        : real.setInterval(run, ms, ...(args as [])),
    setImmediate: Object.assign(
      (run: (...args: unknown[]) => void, ...args: unknown[]) =>
        current ? new VirtualTimer(current, 0, false, () => run(...args)) : real.setImmediate(run, ...args),
      real.setImmediate,
    ),
    clearTimeout: clear(real.clearTimeout),
    clearInterval: clear(real.clearInterval),
    clearImmediate: clear(real.clearImmediate),
  });
  Date.now = () => (current ? Math.floor(worldEpoch + monotonic(current) + current.bornAt + current.wallOffset) : real.dateNow());
  performance.now = () => (current ? monotonic(current) : real.performanceNow());
  Object.assign(crypto, {
    randomBytes: (size: number) =>
      current ? Uint8Array.from({ length: size }, () => current?.chance.below(256) ?? 0) : real.randomBytes(size),
    randomUUID: () => (current ? virtualUuid(current) : real.randomUUID()),
  });
  syncBuiltinESMExports();
}

const monotonic = ({ world, bornAt, rate }: VirtualProcess): number => (world.now() - bornAt) * rate;

function virtualUuid({ chance }: VirtualProcess): string {
  const hex = (): string =>
    chance
      .below(2 ** 16)
      .toString(16)
      .padStart(4, '0');
  return `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-a${hex().slice(1)}-${hex()}${hex()}${hex()}`;
}

class VirtualTimer {
  private happening: Happening | undefined;

  constructor(process: VirtualProcess, ms: number, repeats: boolean, run: () => void) {
    const set = (): void => {
      this.happening = process.world.after(process, ms / process.rate, () => {
        if (repeats) set();
        run();
      });
    };
    set();
  }

  stop(): void {
    if (this.happening) this.happening.cancelled = true;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}
