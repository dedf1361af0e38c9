import { createDatabaseClock, type RunStarted } from '@arches/engine';
import { AppError } from '@arches/kernel';
import {
  type Database,
  databaseNow,
  deliveryOfRun,
  pruneTriggerLedger,
  recordDeliveries,
  recoverDeliveries,
  type SeenDelivery,
} from '@arches/store';
import type { Log } from '../../log.ts';

/** What a delivery came to. */
export interface DeliveryPlace {
  readonly orgId: string;
  readonly workflowId: string;
  readonly nodeId: string;
}

/** The ledger of what came from outside. Rows are written a moment later, many at once: a run that has started is safe without them. */
export interface DeliveryLog {
  /** The database's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly seen: (place: DeliveryPlace, started: RunStarted, deliveryKey: string | undefined, bodyHash: string | undefined) => void;
  readonly refused: (place: DeliveryPlace, reason: string) => void;
  readonly redelivered: (place: DeliveryPlace, runId: string) => void;
  /** Throws `delivery_conflict` when the run with this delivery's name was started by another body. */
  readonly refuseOtherBody: (place: DeliveryPlace, runId: string, bodyHash: string | undefined) => Promise<void>;
  /** Everything said so far is written when this resolves. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const flushEveryMs = 250;
const mostInOneFlush = 2000;
/** More than this waits nowhere: the database has been away for long, and runs are kept without it. */
const mostKept = 50_000;
const keepDays = 90;
const pruneEveryMs = 3_600_000;

export async function createDeliveryLog({ database, log }: { readonly database: Database; readonly log: Log }): Promise<DeliveryLog> {
  const clock = createDatabaseClock((await database.system(databaseNow)).getTime());
  let waiting: SeenDelivery[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let said = 0;
  let done = 0;

  function add(place: DeliveryPlace, rest: Omit<SeenDelivery, keyof DeliveryPlace | 'seenAt'>): void {
    const { orgId, workflowId, nodeId } = place;
    if (waiting.length < mostKept) {
      waiting.push({ orgId, workflowId, nodeId, seenAt: clock.now(), ...rest });
      said += 1;
    }
    timer ??= setTimeout(() => void flush(), flushEveryMs);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // What comes meanwhile is not waited for: under load something always does.
    for (const all = said; done < all; ) await (writing ??= write().finally(() => (writing = undefined)));
  }

  async function write(): Promise<void> {
    const batch = waiting.slice(0, mostInOneFlush);
    waiting = waiting.slice(mostInOneFlush);
    try {
      const orgIds = [...new Set(batch.map(({ orgId }) => orgId))];
      clock.observe((await database.withTenant(orgIds, (tx) => recordDeliveries(tx, batch))).getTime());
    } catch (error) {
      log.warn({ error: String(error), deliveries: batch.length }, 'Deliveries could not be written to the ledger.');
    }
    done += batch.length;
  }

  async function tend(): Promise<void> {
    try {
      for (let gone = 1; gone > 0; ) gone = await database.system((tx) => pruneTriggerLedger(tx, keepDays, 5000));
    } catch (error) {
      log.warn({ error: String(error) }, 'The ledger of triggers could not be pruned.');
    }
  }

  const recovered = await database.system(recoverDeliveries);
  if (recovered > 0) log.info({ deliveries: recovered }, 'Wrote down deliveries that a crash had kept out of the ledger.');
  const pruning = setInterval(() => void tend(), pruneEveryMs);

  return {
    now: clock.now,
    seen: (place, { runId, duplicate }, deliveryKey, bodyHash) =>
      add(place, {
        outcome: duplicate ? 'duplicate' : 'started',
        runId,
        ...(deliveryKey === undefined ? {} : { deliveryKey }),
        ...(bodyHash === undefined ? {} : { bodyHash }),
      }),
    refused: (place, reason) => add(place, { outcome: 'refused', reason }),
    redelivered: (place, runId) => add(place, { outcome: 'redelivered', runId }),
    refuseOtherBody: async (place, runId, bodyHash) => {
      await flush();
      const first = await database.withTenant(place.orgId, (tx) => deliveryOfRun(tx, place.orgId, runId));
      if (!first || (first.body_hash ?? undefined) === bodyHash) return;
      throw new AppError(
        'delivery_conflict',
        `This idempotency key has started run ${runId} with another body. Use a new key for a new message.`,
        { details: { runId } },
      );
    },
    flush,
    close: async () => {
      clearInterval(pruning);
      await flush();
    },
  };
}
