// The whole platform over HTTP with durable commits: runs a second, latency, start-up and memory, on both databases.
// `npm run bench http`, or with other seconds for each measurement: `ARCHES_BENCH_SECONDS=10 npm run bench http`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@arches/testkit';
import { Pool } from 'undici';

const seconds = Number(process.env['ARCHES_BENCH_SECONDS'] ?? 5);
const connections = [1, 10, 50];
const owner = { email: 'bench@example.org', password: 'a long enough password' };
const server = join(import.meta.dirname, '..', 'apps', 'server', 'src', 'main.ts');

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly readyMs: number;
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

const setFields = (n: string) => ({ type: 'data.set', config: { fields: { n, note: 'kept {{ trigger.body.n }}' } } });
const workflows = {
  'webhook → set → respond': chain('three', [
    { type: 'trigger.webhook', config: { path: 'three', method: 'POST', respond: 'respond_node' } },
    setFields('{{ trigger.body.n + 1 }}'),
    { type: 'flow.respond', config: { body: '{{ nodes.s1.output }}' } },
  ]),
  'webhook → ten transforms': chain('ten', [
    { type: 'trigger.webhook', config: { path: 'ten', method: 'POST', respond: 'when_finished' } },
    ...Array.from({ length: 10 }, (_, index) => setFields(`{{ trigger.body.n + ${index} }}`)),
  ]),
};

function chain(path: string, steps: readonly { type: string; config: object }[]) {
  const nodes = steps.map((step, index) => ({ id: `s${index}`, ...step }));
  return { path, document: { name: path, nodes, edges: nodes.slice(1).map(({ id }, index) => ({ source: `s${index}`, target: id })) } };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function start(environment: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', server], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      ARCHES_OWNER_EMAIL: owner.email,
      ARCHES_OWNER_PASSWORD: owner.password,
      ARCHES_RATE_LIMIT_API: '0',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    const isReady = await fetch(`${url}/health`).then(
      (response) => response.status === 200,
      () => false,
    );
    if (isReady) return { url, child, readyMs: performance.now() - startedAt };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The server did not become ready in 30 s.');
}

async function stop({ child }: Running): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function publishAll(url: string): Promise<void> {
  const call = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const { accessToken } = await call('/auth/login', owner);
  for (const { document } of Object.values(workflows)) {
    const { id } = await call('/api/v2/workflows', document, accessToken);
    await call(`/api/v2/workflows/${id}/publish`, {}, accessToken);
  }
}

/** Each connection sends its next request when the last was answered. */
async function load(url: string, path: string, clients: number, forMs: number): Promise<Measured> {
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const latencies: number[] = [];
  let failed = 0;
  const begin = performance.now();
  const end = begin + forMs;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const sentAt = performance.now();
        const { statusCode, body } = await pool.request({
          path: `/hooks/${path}`,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"n":1}',
        });
        await body.dump();
        if (statusCode === 200) latencies.push(performance.now() - sentAt);
        else failed += 1;
      }
    }),
  );
  const tookMs = performance.now() - begin;
  await pool.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { perSecond: (latencies.length / tookMs) * 1000, p50: at(0.5), p99: at(0.99), failed };
}

function residentMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
  } catch {
    return Number.NaN;
  }
}

async function measure(title: string, environment: Record<string, string>): Promise<void> {
  const first = await start(environment);
  await publishAll(first.url);
  await stop(first);
  const again = await start(environment);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  console.log(
    `\n${title}: first start ${(first.readyMs / 1000).toFixed(1)} s, second start ${(again.readyMs / 1000).toFixed(1)} s, idle memory ${residentMb(again.child.pid).toFixed(0)} MB`,
  );
  console.log('| workflow | connections | runs/s | p50 ms | p99 ms | failed |');
  console.log('|---|--:|--:|--:|--:|--:|');
  for (const [name, { path }] of Object.entries(workflows)) {
    await load(again.url, path, 10, 2000);
    for (const clients of connections) {
      const { perSecond, p50, p99, failed } = await load(again.url, path, clients, seconds * 1000);
      console.log(`| ${name} | ${clients} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${failed} |`);
    }
  }
  await stop(again);
}

const folder = await mkdtemp(join(tmpdir(), 'arches-bench-'));
try {
  await measure('Embedded database', { ARCHES_DATA_DIR: join(folder, 'embedded') });
  const postgres = await startPostgres({ durable: true });
  try {
    await measure('PostgreSQL', { ARCHES_DATA_DIR: join(folder, 'server'), DATABASE_URL: postgres.url('postgres') });
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
