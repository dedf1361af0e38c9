import { expect, test } from 'vitest';
import { createInboxReader } from './inbox-reader.ts';
import type { Owner, RunStore } from './run-store.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

test('who is told to look while the last look ends looks once more', async () => {
  let looks = 0;
  let reader: ReturnType<typeof createInboxReader> | undefined;
  const inbox = (): Promise<[]> => {
    looks += 1;
    // As many turns later as it takes to come between the end of a look and what follows from it.
    if (looks === 1) for (let turns = 1; turns < 12; turns += 1) later(turns, () => reader?.look());
    return Promise.resolve([]);
  };
  const told: number[] = [];
  function later(turns: number, work: () => void): void {
    let rest = Promise.resolve();
    for (let n = 0; n < turns; n += 1) rest = rest.then(() => undefined);
    void rest.then(() => {
      told.push(looks);
      work();
    });
  }
  reader = createInboxReader({ store: { inbox } as unknown as RunStore, owner: {} as Owner, log, takeUp: () => Promise.resolve(0) });
  reader.look();
  await new Promise((resolve) => setTimeout(resolve, 20));
  // Whoever was told last was followed by a look.
  expect(looks).toBeGreaterThan(Math.max(...told));
});
