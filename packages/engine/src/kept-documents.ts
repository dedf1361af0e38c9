/** Each draft that is tested is a document of its own; one that is not known to be kept is only sent again. */
const most = 10_000;
/** The store deletes documents that nobody has used for a day: what was kept an hour ago is there. */
const trustMs = 3_600_000;

/** Documents that the store has, as far as this process knows. */
export interface KeptDocuments {
  readonly has: (orgId: string, hash: string) => boolean;
  readonly add: (orgId: string, hash: string) => void;
}

/** @param now milliseconds of a clock that nobody sets */
export function createKeptDocuments(now: () => number = () => performance.now()): KeptDocuments {
  const kept = new Map<string, number>();
  return {
    has: (orgId, hash) => now() - (kept.get(`${orgId} ${hash}`) ?? Number.NEGATIVE_INFINITY) < trustMs,
    add: (orgId, hash) => {
      if (kept.size >= most) kept.clear();
      // From when it was sent last, not from when it was used last.
      const key = `${orgId} ${hash}`;
      if (now() - (kept.get(key) ?? Number.NEGATIVE_INFINITY) >= trustMs) kept.set(key, now());
    },
  };
}
