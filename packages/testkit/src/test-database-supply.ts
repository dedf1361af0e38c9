import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@arches/store';
import pg from 'pg';
import { type PostgresServer, startPostgres } from './postgres/postgres-server.ts';

/** What a test file gets when it asks for a database: one of its own, migrated and empty. */
export type Supplied =
  | { readonly kind: 'embedded'; readonly dir: string }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly unavailable: string };

export interface TestDatabaseSupply {
  /** Answers `POST /embedded` and `POST /postgres` with a `Supplied`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** The user who owns the tables in tests: an ordinary one who may create roles, as an operator would have. */
const OWNER = 'arches_owner';
const TEMPLATE = 'arches_template';

/**
 * Makes databases for the test files of one run. Nothing starts before it is asked for; each kind is migrated once and then copied.
 */
export async function startTestDatabaseSupply(): Promise<TestDatabaseSupply> {
  const base = await mkdtemp(join(tmpdir(), 'arches-test-'));
  let embedded: Promise<string> | undefined;
  let postgres: Promise<PostgresServer> | undefined;
  let count = 0;

  async function supplyEmbedded(): Promise<Supplied> {
    embedded ??= makeEmbeddedTemplate(join(base, 'template'));
    const dir = join(base, `embedded-${(count += 1)}`);
    await cp(await embedded, dir, { recursive: true });
    return { kind: 'embedded', dir };
  }

  async function supplyPostgres(): Promise<Supplied> {
    postgres ??= startPostgres().then(makePostgresTemplate);
    const server = await postgres;
    const database = `arches_${(count += 1)}`;
    await administer(server, `create database ${database} template ${TEMPLATE} owner ${OWNER}`);
    return { kind: 'postgres', url: server.url(database, OWNER) };
  }

  const http = createServer((request, response) => {
    const supply = request.url === '/embedded' ? supplyEmbedded() : supplyPostgres();
    void supply
      .catch((cause: unknown): Supplied => ({ unavailable: cause instanceof Error ? cause.message : String(cause) }))
      .then((supplied) => response.setHeader('content-type', 'application/json').end(JSON.stringify(supplied)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  http.unref();
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      http.closeAllConnections();
      http.close();
      await (await postgres?.catch(() => undefined))?.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function makeEmbeddedTemplate(dir: string): Promise<string> {
  await (await openDatabase({ kind: 'embedded', dir })).close();
  return dir;
}

/** A database server of the caller's own, to be halted and resumed, with one migrated, empty database. */
export async function startOwnPostgres(): Promise<{ readonly server: PostgresServer; readonly config: { kind: 'postgres'; url: string } }> {
  const server = await makePostgresTemplate(await startPostgres());
  return { server, config: { kind: 'postgres', url: server.url(TEMPLATE, OWNER) } };
}

async function makePostgresTemplate(server: PostgresServer): Promise<PostgresServer> {
  await administer(server, `create role ${OWNER} login createrole`);
  await administer(server, `create database ${TEMPLATE} owner ${OWNER}`);
  await administer(server, 'create extension vector', TEMPLATE);
  await (await openDatabase({ kind: 'postgres', url: server.url(TEMPLATE, OWNER) })).close();
  return server;
}

async function administer(server: PostgresServer, statement: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
