// A process to be killed, stopped and deprived of its database. It starts runs, carries out their effects at the receipt server, answers their
// questions, and writes down what it hears, line by line: `A delivery run` accepted, `D key` that step is durably over, `F run status` ended.
import { appendFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { argv, stdout } from 'node:process';
import { AppError } from '@arches/kernel';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import type { ExecuteRequest, ExecuteResult } from '../../ports.ts';
import { openBench } from '../host-bench.ts';
import { type CrashPoint, crashAt, noCrash } from './crash-points.ts';
import { faultDocuments, innerDocument, type SubjectKind } from './fault-documents.ts';
import { noDatabase } from './no-database.ts';

export interface FaultOrders {
  readonly config: DatabaseConfig;
  readonly orgId: string;
  readonly receipts: string;
  readonly log: string;
  readonly deliveries: readonly { readonly key: string; readonly kind: SubjectKind }[];
  /** Runs that are looked after at the same time. */
  readonly atOnce: number;
  /** What the person says of a doubtful step that has not happened yet as far as anybody can see. */
  readonly ifNotSeen: 'retry' | 'fail';
  readonly crash?: { readonly point: CrashPoint; readonly key: string };
}

const { config, orgId, receipts, log, deliveries, atOnce, ifNotSeen, crash: crashOrder } = JSON.parse(argv[2] ?? '{}') as FaultOrders;
const note = (line: string): void => appendFileSync(log, `${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const database = await openDatabase(config).catch(tryLater);
const crash = crashOrder ? crashAt(crashOrder.point, crashOrder.key, () => void bench.host.drain(200)) : noCrash;
const ask = async (method: 'GET' | 'POST', key: string): Promise<number> =>
  Number(await (await fetch(receipts + encodeURIComponent(key), { method })).text());
const effect = crash.around(async ({ command }: ExecuteRequest): Promise<ExecuteResult> => {
  await pause(command.idempotencyKey.length % 7);
  await ask('POST', command.idempotencyKey);
  return { output: { did: command.step } };
});
const bench = await openBench(database, config, {
  orgId,
  wrap: crash.wrap,
  effects: new Map(['a', 'b', 'x', 'item', 'inner'].map((id) => [id, effect])),
  resolveWorkflow: async ({ scope, input }) => ({ scope, version: 1, document: innerDocument, input }),
}).catch(tryLater);
const { host, start } = bench;
host.subscribe(({ runId, steps }) => {
  for (const { step, status } of steps) if (status === 'succeeded') note(`D ${runId}:${step}`);
});
// The parent may want an orderly end.
process.on('SIGTERM', () => {
  void host
    .drain(5000)
    .then(() => database.close())
    .finally(() => process.exit(0));
});
process.stdin.once('end', () => process.exit(1)).resume();
// Whoever is killed keeps nothing at its end.
flushCompileCache();
stdout.write('ready\n');

/** A process that is begun while the database is away ends, and whoever began it does so again. */
function tryLater(error: unknown): never {
  if (!(error instanceof AppError && error.retryable)) throw error;
  process.exit(noDatabase);
}

/** As senders do: again until it is heard. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError && error.retryable)) throw error;
    }
    await pause(100);
  }
}

async function lookAfter({ key, kind }: FaultOrders['deliveries'][number]): Promise<void> {
  const { runId } = await untilDone(() => start(faultDocuments[kind], { deliveryKey: key, input: { n: 1 } }));
  note(`A ${key} ${runId}`);
  for (;;) {
    // A process that is asked to end answers first whoever waits; nobody may wait where it is to be killed before it has.
    const isDrained = crashOrder?.point === 'while-draining';
    const outcome = await untilDone(() => host.wait(orgId, runId, isDrained ? 0 : 500));
    if (isDrained) await pause(50);
    if (outcome?.finished) {
      note(`F ${runId} ${outcome.status}`);
      return;
    }
    // Nor does anybody answer it then: a run that comes to its end leaves nothing to drain.
    if (isDrained) continue;
    try {
      if (kind === 'approval') await host.signal(orgId, runId, 'x', { kind: 'approval', decision: 'approved', by: 'ann' });
      if (kind === 'once') await decide(runId);
    } catch (error) {
      // Answered already, not asked yet, or nobody there to take it: looked at again.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

/** The person looks outside before saying how it goes on. */
async function decide(runId: string): Promise<void> {
  const choice = (await ask('GET', `${runId}:x`)) > 0 ? 'accept' : ifNotSeen;
  await host.signal(orgId, runId, 'x', { kind: 'decision', choice, by: 'ann' });
}

const left = [...deliveries];
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let next = left.shift(); next; next = left.shift()) await lookAfter(next);
  }),
);
stdout.write('done\n');
