import { expect, test } from 'vitest';
import { createAddressBook } from './address-book.ts';

const listening = (path: string) => ({
  path,
  method: 'POST',
  orgId: 'org_1',
  workflowId: 'wf_1',
  version: 1,
  nodeId: 'start',
  respond: 'immediately' as const,
});

test('calls of a thousand strange addresses at once are a handful of look-ups', async () => {
  let reads = 0;
  const look = createAddressBook(async (paths) => {
    reads += 1;
    return paths.includes('orders') ? [listening('orders')] : [];
  });
  const strange = Array.from({ length: 1000 }, (_, n) => look(`strange-${n}`));
  expect(await look('orders')).toEqual([listening('orders')]);
  expect((await Promise.all(strange)).flat()).toEqual([]);
  expect(reads).toBeLessThanOrEqual(3);
});

test('whoever asked hears that the database was away, and the next one is looked up again', async () => {
  let isAway = true;
  const look = createAddressBook(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve([])));
  await expect(look('a')).rejects.toThrow('away');
  isAway = false;
  expect(await look('a')).toEqual([]);
});
