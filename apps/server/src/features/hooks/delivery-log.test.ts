import { testDatabases } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import type { Log } from '../../log.ts';
import { createDeliveryLog, type DeliveryLog } from './delivery-log.ts';

const place = { orgId: 'org_1', workflowId: 'wf_1', nodeId: 'start' };
const quiet = { info: () => undefined, warn: () => undefined } as unknown as Log;

testDatabases('the ledger of deliveries', (db) => {
  const open: DeliveryLog[] = [];
  const openLog = async (): Promise<DeliveryLog> => {
    const made = await createDeliveryLog({ database: db.database(), log: quiet });
    open.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  test('whoever asks for what was said so far is answered although more keeps coming', async () => {
    const deliveries = await openLog();
    let going = true;
    const keepSaying = (): void => {
      if (!going) return;
      deliveries.refused(place, 'signature_invalid');
      setImmediate(keepSaying);
    };
    keepSaying();
    await expect(deliveries.flush()).resolves.toBeUndefined();
    going = false;
  });
});
