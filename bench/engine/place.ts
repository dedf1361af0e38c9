import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedHost, type EngineHost, type NodeRunner, type RunOutcome, type RunStore, type StartRequest } from '@arches/engine';
import type { WorkflowDocument } from '@arches/kernel';
import { allNodes, createSandbox } from '@arches/nodes';
import { createRunStore, type Database, type DatabaseConfig, newId, openDatabase } from '@arches/store';
import { startPostgres } from '@arches/testkit';
import pg from 'pg';
import { catalog } from './documents.ts';

/** One database with durable commits, an organisation in it, and the engine on it. */
export interface Place {
  readonly title: string;
  readonly kind: DatabaseConfig['kind'];
  readonly db: Database;
  /** With as many connections as the floor is measured with; the embedded database has one session. */
  readonly wide: Database;
  readonly store: RunStore;
  readonly host: EngineHost;
  readonly orgId: string;
  readonly run: (document: WorkflowDocument, input: unknown) => Promise<RunOutcome>;
  readonly request: (document: WorkflowDocument, input: unknown) => StartRequest;
  /** Lets the database learn what its tables hold, as a server does by itself within a minute. */
  readonly analyse: () => Promise<void>;
}

export const mostConnections = 50;

export async function inEmbedded(work: (place: Place) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'arches-bench-'));
  try {
    await inPlace('embedded', { kind: 'embedded', dir }, (db) => db.refreshStatistics(), work);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function inPostgres(work: (place: Place) => Promise<void>): Promise<void> {
  const server = await startPostgres({ durable: true });
  const url = server.url('postgres');
  const analyse = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('vacuum analyze');
    await client.end();
  };
  try {
    await inPlace('PostgreSQL', { kind: 'postgres', url }, analyse, work);
  } finally {
    await server.stop();
  }
}

async function inPlace(
  title: string,
  config: DatabaseConfig,
  analyse: (db: Database) => Promise<void>,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const db = await openDatabase(config);
  const wide = config.kind === 'postgres' ? await openDatabase({ ...config, poolSize: mostConnections }) : db;
  const orgId = newId('org');
  await db.withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Bench' }).execute());
  const store = createRunStore(db, config);
  const sandbox = createSandbox();
  const log = { info: () => {}, warn: console.error, error: console.error };
  const host = await createEmbeddedHost({ store, catalog, runner: runnerWith(sandbox), log });
  const request = (document: WorkflowDocument, input: unknown): StartRequest => requestOf(orgId, document, input);
  try {
    await work({
      title,
      kind: config.kind,
      db,
      wide,
      store,
      host,
      orgId,
      request,
      analyse: () => analyse(db),
      run: async (document, input) => {
        const outcome = await host.startAndWait(request(document, input), 120_000);
        if (outcome.status !== 'succeeded') throw new Error(`A run ended ${outcome.status}: ${JSON.stringify(outcome.error)}`);
        return outcome;
      },
    });
  } finally {
    await host.close();
    sandbox.close();
    if (wide !== db) await wide.close();
    await db.close();
  }
}

function runnerWith(sandbox: ReturnType<typeof createSandbox>): NodeRunner {
  const byType = new Map(allNodes.map((node) => [node.type, node]));
  return {
    execute: async ({ orgId, command, signal }) => {
      const capabilities = { sandbox: sandbox.forOrganization(orgId), signal, log: () => {} } as unknown as Parameters<
        NonNullable<(typeof allNodes)[number]['run']>
      >[1];
      return (await byType.get(command.type)?.run?.(command.config, capabilities)) ?? { output: { done: true } };
    },
  };
}

function requestOf(orgId: string, document: WorkflowDocument, input: unknown): StartRequest {
  const kind = document.nodes[0]?.type === 'trigger.webhook' ? 'webhook' : 'api';
  return {
    orgId,
    scope: { projectId: 'prj_bench', workspaceId: 'ws_bench' },
    workflowId: document.id,
    version: 1,
    document,
    mode: 'live',
    trigger: {
      kind,
      at: new Date().toISOString(),
      body: input,
      query: {},
      headers: { 'content-type': 'application/json' },
      files: {},
    },
    input,
  };
}
