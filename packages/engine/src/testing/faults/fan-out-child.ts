// A process with one run over ten thousand items, to be killed in the middle of it. It writes down, line by line, in the order in which it
// happened: `E key` an effect, `D key` its step is durable, `H bytes` its heap at the end, swept.
import { writeSync } from 'node:fs';
import { openSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { openBench, workflow } from '../host-bench.ts';

export interface FanOutOrders {
  readonly config: DatabaseConfig;
  readonly orgId: string;
  readonly log: string;
  readonly items: number;
}

const { config, orgId, log, items } = JSON.parse(argv[2] ?? '{}') as FanOutOrders;
const file = openSync(log, 'a');
const note = (line: string): void => void writeSync(file, `${line}\n`);

const document = workflow(
  {
    start: ['trigger.manual'],
    all: [
      'flow.for_each',
      { items: '{{ input.items }}', concurrency: 100 },
      { body: { nodes: [{ id: 'item', type: 'test.effect', config: {} }], edges: [] } },
    ],
    last: ['test.effect'],
  },
  ['start -> all', 'all -> last'],
  { id: 'wf_fan_out' },
);
const happen = async ({ command }: { command: { idempotencyKey: string; step: string } }): Promise<{ output: unknown }> => {
  await new Promise(setImmediate);
  note(`E ${command.idempotencyKey}`);
  return { output: command.step };
};

const database = await openDatabase(config);
const { host, start } = await openBench(database, config, {
  orgId,
  effects: new Map([
    ['item', happen],
    ['last', happen],
  ]),
});
host.subscribe(({ runId, steps }) => {
  for (const { step, status } of steps) if (status === 'succeeded') note(`D ${runId}:${step}`);
});
const input = { items: Array.from({ length: items }, (_, i) => i) };
const { runId } = await start(document, { deliveryKey: 'fan-out', input });
stdout.write('started\n');
const outcome = await host.wait(orgId, runId, 3_600_000);
(globalThis as { gc?: () => void }).gc?.();
note(`H ${process.memoryUsage().heapUsed}`);
stdout.write(`${outcome?.status}\n`);
