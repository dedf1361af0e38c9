/** Work that is done in rounds, one at a time: again after a while, or as soon as somebody asks. */
export interface Rounds {
  /** A round now, or once more after the one under way. */
  readonly wake: () => void;
  /** Resolves when no round is under way. */
  readonly idle: () => Promise<void>;
  /** No round begins any more; resolves when the last has ended. */
  readonly close: () => Promise<void>;
}

/** @param round never rejects; gives the milliseconds until the next one */
export function createRounds(round: () => Promise<number>): Rounds {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let again = false;
  let closed = false;

  function wake(): void {
    if (closed) return;
    if (working) {
      again = true;
      return;
    }
    clearTimeout(timer);
    again = false;
    working = round().then((sleepMs) => {
      working = undefined;
      if (again) wake();
      else if (!closed) timer = setTimeout(wake, sleepMs);
    });
  }

  return {
    wake,
    idle: () => working ?? Promise.resolve(),
    close: () => {
      closed = true;
      clearTimeout(timer);
      return working ?? Promise.resolve();
    },
  };
}
