import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { askForDatabase } from '@arches/testkit';
import { expect, test } from 'vitest';
import { chanceOf } from './simulation/chance.ts';
import { newOrganisation } from './testing/host-bench.ts';

const kills = 10;
const startsEach = 25;
const seed = Number(process.env['ARCHES_KILL_SEED'] ?? 20260101);

test.each(['embedded', 'postgres'] as const)(
  'killed at ten random points, nothing accepted is lost and nothing finished is repeated (%s)',
  async (kind) => {
    const supplied = await askForDatabase(kind);
    if ('unavailable' in supplied) {
      if (process.env['CI'] || kind === 'embedded') throw new Error(supplied.unavailable);
      return;
    }
    const directory = await mkdtemp(join(tmpdir(), 'arches-kill-'));
    const log = join(directory, 'log');
    const orgId = await prepare(supplied);
    const { below } = chanceOf(seed);
    const points: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const child = begin(supplied, orgId, log, kill * startsEach, startsEach);
      await child.says('ready');
      points.push(below(250));
      await new Promise((resolve) => setTimeout(resolve, points.at(-1)));
      await child.kill();
    }
    // The last one starts every delivery again, as senders do who got no answer, and is left to finish.
    const last = begin(supplied, orgId, log, 0, kills * startsEach);
    await last.says('started');
    const lines = (): Promise<string[]> => readFile(log, 'utf8').then((text) => text.split('\n'));
    const accepted = async (): Promise<Set<string>> =>
      new Set((await lines()).flatMap((line) => (line.startsWith('A ') ? line.slice(2) : [])));
    const runs = await accepted();
    await expect
      .poll(() => unfinished(lines, runs), {
        timeout: 60_000,
        interval: 200,
        message: `seed ${seed}, killed after ${points.join(', ')} ms`,
      })
      .toBe(0);
    await last.kill();

    expect(runs.size).toBe(kills * startsEach);
    expect(repeatedAfterDurable(await lines())).toEqual([]);
    await checkRows(supplied, orgId, runs);
    await rm(directory, { recursive: true, force: true });
  },
  600_000,
);

async function prepare(config: DatabaseConfig): Promise<string> {
  const database = await openDatabase(config);
  const orgId = await newOrganisation(database);
  await database.close();
  return orgId;
}

function begin(config: DatabaseConfig, orgId: string, log: string, from: number, starts: number) {
  const orders = JSON.stringify({ config, orgId, log, from, starts });
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'testing', 'kill-child.ts'), orders], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = new Set<string>();
  const waiting = new Map<string, () => void>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.add(line);
      waiting.get(line)?.();
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    says: (line: string): Promise<void> => {
      const heard = said.has(line) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(line, resolve));
      return Promise.race([heard, ended.then(() => Promise.reject(new Error(`The process ended before it was ${line}.`)))]);
    },
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function unfinished(lines: () => Promise<string[]>, runs: ReadonlySet<string>): Promise<number> {
  const finished = new Set(await lines());
  return [...runs].filter((run) => !finished.has(`F ${run}`)).length;
}

/** Effects that happened again after their step's result was durable and told. */
function repeatedAfterDurable(lines: readonly string[]): string[] {
  const durable = new Set<string>();
  return lines.filter((line) => {
    const [what, key = ''] = [line.slice(0, 1), line.slice(2)];
    if (what === 'D') durable.add(key);
    return what === 'E' && durable.has(key);
  });
}

async function checkRows(config: DatabaseConfig, orgId: string, runs: ReadonlySet<string>): Promise<void> {
  const database = await openDatabase(config);
  const { kept, steps, results } = await database.withTenant(orgId, async (tx) => ({
    kept: await tx.selectFrom('run').select(['id', 'status']).execute(),
    steps: await tx.selectFrom('run_step').select(['run_id', 'step']).where('status', '=', 'succeeded').execute(),
    results: await tx.selectFrom('run_event').select(['run_id', 'body']).where('kind', '=', 'step_succeeded').execute(),
  }));
  await database.close();
  expect(kept.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  expect(new Set(kept.map(({ id }) => id))).toEqual(runs);
  expect(steps).toHaveLength(runs.size * 6);
  const recorded = results.map(({ run_id, body }) => `${run_id} ${(body as { step: string }).step}`);
  expect(new Set(recorded).size).toBe(recorded.length);
}
