// A process to be killed: starts runs, carries out their effects, and writes down what it saw, line by line, in the order in which it happened:
// `A run` accepted, `E key` an effect happened, `D key` its step is durable, `F run` the run has ended durably.
import { appendFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { argv, stdout } from 'node:process';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { openBench, workflow } from './host-bench.ts';

interface Orders {
  readonly config: DatabaseConfig;
  readonly orgId: string;
  readonly log: string;
  readonly from: number;
  readonly starts: number;
}

const { config, orgId, log, from, starts } = JSON.parse(argv[2] ?? '{}') as Orders;
const note = (line: string): void => appendFileSync(log, `${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const happen = async ({ command }: { command: { idempotencyKey: string; step: string } }): Promise<{ output: unknown }> => {
  await pause((command.idempotencyKey.length * 7 + command.step.length * 13) % 15);
  note(`E ${command.idempotencyKey}`);
  return { output: { did: command.step } };
};
const ids = ['one', 'two', 'left', 'right', 'last'];
const document = workflow(
  { start: ['trigger.manual'], ...Object.fromEntries(ids.map((id) => [id, ['test.effect']] as const)) },
  ['start -> one', 'one -> two', 'two -> left', 'two -> right', 'left -> last', 'right -> last'],
  { id: 'wf_kill' },
);

const database = await openDatabase(config);
const effects = new Map(ids.map((id) => [id, happen]));
const { host, start } = await openBench(database, config, { orgId, effects });
host.subscribe(({ runId, run, steps }) => {
  for (const { step, status } of steps) if (status === 'succeeded' && step !== 'start') note(`D ${runId}:${step}`);
  if (run.endedAt !== undefined) note(`F ${runId}`);
});
// Whoever is killed keeps nothing at its end.
flushCompileCache();
stdout.write('ready\n');
for (let n = from; n < from + starts; n += 1) {
  const { runId, status } = await start(document, { deliveryKey: `delivery ${n}`, input: { n } });
  note(`A ${runId}`);
  // An end that became durable just before a kill was told to nobody.
  if (status === 'succeeded') note(`F ${runId}`);
}
stdout.write('started\n');
