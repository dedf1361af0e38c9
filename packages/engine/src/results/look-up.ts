import type { FoundResult, ResultQuery, ResultStore } from './result-store.ts';

interface Asked {
  readonly query: ResultQuery;
  readonly resolve: (found: FoundResult | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Looks earlier results up; what is asked in one turn of the event loop is one question to the database, and the same is asked once. */
export function createLookUp(store: ResultStore): (orgId: string, query: ResultQuery) => Promise<FoundResult | undefined> {
  const pending = new Map<string, Asked[]>();

  async function flush(): Promise<void> {
    const all = [...pending];
    pending.clear();
    await Promise.all(all.map(([orgId, asked]) => ask(orgId, asked)));
  }

  async function ask(orgId: string, asked: readonly Asked[]): Promise<void> {
    const groups = [...Map.groupBy(asked, ({ query }) => JSON.stringify([query.key, query.ttlMs, query.since])).values()];
    try {
      const found = await store.find(
        orgId,
        groups.flatMap(([first]) => first?.query ?? []),
      );
      for (const [place, group] of groups.entries()) for (const { resolve } of group) resolve(found[place]);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  return (orgId, query) =>
    new Promise((resolve, reject) => {
      if (pending.size === 0) setImmediate(() => void flush());
      const asked = pending.get(orgId) ?? [];
      pending.set(orgId, asked);
      asked.push({ query, resolve, reject });
    });
}
