// Runs per second and latency of whole runs with durable commits, on both databases, beside what plain SQL could do at best.
// `npm run bench throughput`, or with a number of seconds for each measurement: `ARCHES_BENCH_SECONDS=5 npm run bench throughput`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedHost, type EngineHost, type StartRequest } from '@arches/engine';
import { parseDocument, type WorkflowDocument } from '@arches/kernel';
import { allNodes, catalogOf } from '@arches/nodes';
import { createRunStore, type Database, type DatabaseConfig, newId, openDatabase } from '@arches/store';
import { startPostgres } from '@arches/testkit';

const seconds = Number(process.env['ARCHES_BENCH_SECONDS'] ?? 3);
const clients = [1, 10, 50];
const catalog = catalogOf([...allNodes, effectType()]);

interface Measured {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

const documents: { readonly [title: string]: WorkflowDocument } = {
  'webhook → set → respond': chain([
    { id: 'hook', type: 'trigger.webhook', config: { path: 'bench', method: 'POST', respond: 'respond_node' } },
    { id: 'set', type: 'data.set', config: { fields: { n: '{{ trigger.body.n + 1 }}' } } },
    { id: 'answer', type: 'flow.respond', config: { status: 200, body: '{{ nodes.set.output }}' } },
  ]),
  'ten transforms': chain([
    { id: 'start', type: 'trigger.manual', config: {} },
    ...Array.from({ length: 10 }, (_, i) => ({
      id: `t${i}`,
      type: 'data.set',
      config: { fields: { n: `{{ input.n + ${i} }}`, text: 'kept {{ input.n }}' } },
    })),
  ]),
  'three effects in a row': chain([
    { id: 'start', type: 'trigger.manual', config: {} },
    ...Array.from({ length: 3 }, (_, i) => ({ id: `e${i}`, type: 'bench.effect', config: { n: '{{ input.n }}' } })),
  ]),
};

function effectType(): ReturnType<typeof catalogOf>['list'] extends () => readonly (infer Type)[] ? Type : never {
  const card = {
    version: 1,
    category: 'connect',
    title: 'Do nothing',
    description: '',
    icon: 'Box',
    keywords: [],
    outside: 'write',
    summary: '',
  } as const;
  const schemas = { config: { type: 'object' }, output: {}, sampleConfig: {}, sampleOutput: {} };
  return { ...card, ...schemas, type: 'bench.effect', kind: 'effect', ports: { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] } };
}

function chain(nodes: readonly { id: string; type: string; config: object }[]): WorkflowDocument {
  const edges = nodes.slice(1).map(({ id }, i) => ({ source: nodes[i]?.id, target: id }));
  const parsed = parseDocument({ id: 'wf_bench', name: 'Bench', nodes, edges });
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

async function measure(work: (n: number) => Promise<void>, atOnce: number): Promise<Measured> {
  for (let n = 0; n < 50; n += 1) await work(n);
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const sent = performance.now();
      await work(latencies.length);
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  const tookMs = performance.now() - began;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: (latencies.length / tookMs) * 1000, medianMs: at(0.5), p95Ms: at(0.95) };
}

async function benchEngine(title: string, config: DatabaseConfig, rows: string[][]): Promise<void> {
  const db = await openDatabase(config);
  const orgId = newId('org');
  await db.withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Bench' }).execute());
  const log = { info: () => {}, warn: console.error, error: console.error };
  const runner = { execute: async () => ({ output: { done: true } }) };
  const host = await createEmbeddedHost({ store: createRunStore(db, config), catalog, runner, log });
  for (const atOnce of clients)
    rows.push([title, 'plain SQL: one row, one commit each', ...cells(atOnce, await measure(() => plainCommit(db, orgId), atOnce))]);
  for (const [name, document] of Object.entries(documents)) {
    for (const atOnce of clients) {
      const before = host.metrics();
      const measured = await measure((n) => oneRun(host, orgId, document, n), atOnce);
      const { flushes, flushedEvents } = host.metrics();
      rows.push([
        title,
        name,
        ...cells(atOnce, measured),
        ((flushedEvents - before.flushedEvents) / (flushes - before.flushes)).toFixed(1),
      ]);
    }
  }
  await host.close();
  await db.close();
}

async function plainCommit(db: Database, orgId: string): Promise<void> {
  const sql = 'insert into audit_event (org_id, id, category, action, actor_kind) values ($1, $2, $3, $4, $5)';
  await db.batch([orgId], [{ sql, params: [orgId, newId('aud'), 'workflow_execution', 'bench', 'system'] }]);
}

async function oneRun(host: EngineHost, orgId: string, document: WorkflowDocument, n: number): Promise<void> {
  const at = new Date().toISOString();
  const isWebhook = document.nodes[0]?.type === 'trigger.webhook';
  const request: StartRequest = {
    orgId,
    scope: { projectId: 'prj_bench', workspaceId: 'ws_bench' },
    workflowId: document.id,
    version: 1,
    document,
    mode: 'live',
    trigger: {
      kind: isWebhook ? 'webhook' : 'api',
      at,
      body: { n },
      query: {},
      headers: { 'content-type': 'application/json' },
      files: {},
    },
    input: { n },
  };
  const { status } = await host.startAndWait(request, 30_000);
  if (status !== 'succeeded') throw new Error(`A run ended ${status}.`);
}

function cells(atOnce: number, { perSecond, medianMs, p95Ms }: Measured): string[] {
  return [String(atOnce), perSecond.toFixed(0), medianMs.toFixed(1), p95Ms.toFixed(1)];
}

function print(rows: readonly string[][]): void {
  const head = ['database', 'what', 'clients', 'per second', 'median ms', 'p95 ms', 'events a flush'];
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  for (const row of all)
    console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '));
}

const rows: string[][] = [];
const dir = await mkdtemp(join(tmpdir(), 'arches-bench-'));
if (!process.env['ARCHES_BENCH_ONLY']) await benchEngine('embedded', { kind: 'embedded', dir }, rows);
await rm(dir, { recursive: true, force: true });
const server = await startPostgres({ durable: true }).catch((error: unknown) => console.error(`PostgreSQL left out: ${String(error)}`));
if (server) {
  await benchEngine('PostgreSQL', { kind: 'postgres', url: server.url('postgres') }, rows);
  await server.stop();
}
print(rows);
process.exit(0);
