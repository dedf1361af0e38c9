import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { chanceOf } from '../../simulation/chance.ts';
import { newOrganisation } from '../host-bench.ts';
import { breachesOf } from './check-promises.ts';
import type { FaultOrders } from './fault-child.ts';
import { subjectKinds } from './fault-documents.ts';
import { type FaultProcess, startFaultProcess } from './fault-process.ts';
import { noDatabase } from './no-database.ts';
import { linesOf, openReceiptServer } from './receipt-server.ts';

export interface ChaosOrders {
  readonly config: DatabaseConfig;
  /** At the same time; the embedded database takes one. */
  readonly processes: number;
  readonly seed: number;
  /** Ends the disorder: asked before each blow, with how many there have been. */
  readonly isEnough: (blows: number) => boolean;
  /** A server that can be taken away, and for how long that is done now and then. */
  readonly outages?: { readonly server: { halt: () => Promise<void>; resume: () => Promise<void> }; readonly lengthsMs: readonly number[] };
  readonly say?: (line: string) => void;
}

export interface ChaosReport {
  readonly breaches: readonly string[];
  readonly deliveries: number;
  readonly accepted: number;
  readonly blows: { readonly [what: string]: number };
}

const deliveriesPerLife = 20;

/**
 * Processes that start runs of every kind are killed, stopped and continued, asked to end, and deprived of their database at random; then all
 * is left in peace, whoever got no answer asks again, and what was promised is looked at.
 */
export async function runChaos(orders: ChaosOrders): Promise<ChaosReport> {
  const { config, processes, isEnough, outages, say = () => undefined } = orders;
  const { below } = chanceOf(orders.seed);
  const directory = await mkdtemp(join(tmpdir(), 'arches-chaos-'));
  const log = join(directory, 'log');
  const receipts = await openReceiptServer(log);
  const database = await openDatabase(config);
  const orgId = await newOrganisation(database);
  await database.close();
  const deliveries: FaultOrders['deliveries'][number][] = [];
  const blows: { [what: string]: number } = { killed: 0, stopped: 0, 'asked to end': 0, 'database away': 0 };
  const common = { config, orgId, log, receipts: receipts.url, ifNotSeen: 'fail' as const };

  const live = (): FaultProcess => {
    const more = Array.from({ length: deliveriesPerLife }, (_, i) => {
      const n = deliveries.length + i;
      return { key: `d${n}`, kind: subjectKinds[n % subjectKinds.length] ?? 'effect' };
    });
    deliveries.push(...more);
    return startFaultProcess({ ...common, deliveries: more, atOnce: 10 });
  };
  /** Nothing that happens outside may end a process. */
  const fallen: string[] = [];
  const slots = Array.from({ length: processes }, live);
  try {
    return await disorder();
  } finally {
    for (const child of slots) child.signal('SIGKILL');
    receipts.close();
  }

  async function replace(slot: number, signal: NodeJS.Signals): Promise<void> {
    slots[slot]?.signal(signal);
    await slots[slot]?.ended;
    slots[slot] = live();
  }

  async function disorder(): Promise<ChaosReport> {
    let count = 0;
    const strike = (what: string): void => {
      blows[what] = (blows[what] ?? 0) + 1;
      count += 1;
    };
    const outagesLeft = [...(outages?.lengthsMs ?? [])];
    for (; !isEnough(count); await pause(100 + below(900))) {
      const slot = below(processes);
      const target = slots[slot];
      if (!target) continue;
      // Something is to be under way when the blow comes.
      await Promise.race([target.says('ready').catch(() => undefined), pause(60_000)]);
      const end = target.end();
      if (end !== undefined) {
        if (end !== noDatabase) fallen.push(`A process ended by itself: ${end}.`);
        slots[slot] = live();
        continue;
      }
      if (!target.hasSaid('ready')) continue;
      if (target.hasSaid('done')) {
        await replace(slot, 'SIGKILL');
        continue;
      }
      const outageMs = outages && count >= 3 && below(4) === 0 ? outagesLeft.shift() : undefined;
      if (outages && outageMs !== undefined) {
        strike('database away');
        say(`the database is away for ${outageMs} ms`);
        await outages.server.halt();
        await pause(outageMs);
        await outages.server.resume();
      } else if (below(3) === 0) {
        strike('stopped');
        target.signal('SIGSTOP');
        await pause(below(3000));
        if (below(3) === 0) await replace(slot, 'SIGKILL');
        else target.signal('SIGCONT');
      } else if (below(5) === 0) {
        strike('asked to end');
        await replace(slot, 'SIGTERM');
        const how = target.end();
        if (how !== 0) fallen.push(`A process that was asked to end did so with ${how}.`);
      } else {
        strike('killed');
        await replace(slot, 'SIGKILL');
      }
      say(`${count} blows, ${deliveries.length} deliveries`);
    }

    for (const child of slots) child.signal('SIGKILL');
    await Promise.all(slots.map(({ ended }) => ended));
    const last = startFaultProcess({ ...common, deliveries, atOnce: 60 });
    await last.says('done');
    last.signal('SIGTERM');
    await last.ended;
    const breaches = [...fallen, ...(await breachesOf({ config, orgId, log, deliveries, receipts }))];
    const accepted = new Set(linesOf(log).filter((line) => line.startsWith('A '))).size;
    if (breaches.length === 0) rmSync(directory, { recursive: true, force: true });
    return { breaches, deliveries: deliveries.length, accepted, blows };
  }
}
