import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { ownerEmail, password } from './test-server.ts';

/** An outside service that answers at once and counts what it was asked to do, by idempotency key. */
export interface Receipts {
  readonly url: string;
  /** Keys in the order of the calls. */
  readonly keys: readonly string[];
  readonly server: Server;
}

export function openReceipts(): Promise<Receipts> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    keys.push(String(request.headers['idempotency-key'] ?? request.url));
    response.end('{"ok":true}');
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve({ server, keys, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })),
  );
}

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has said, for a test that fails. */
  readonly said: () => string;
}

type Spawn = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

/** The program itself, as `npm start` runs it. */
export async function startServerProcess(
  config: Config,
  how: { readonly spawn?: Spawn; readonly dataDir?: string } = {},
): Promise<ServerProcess> {
  const start: Spawn = how.spawn ?? ((program, args, options) => spawn(program, args, options));
  const child = start(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      ARCHES_DATA_DIR: how.dataDir ?? config.dataDir,
      ARCHES_EGRESS_ALLOW: '127.0.0.1',
      ARCHES_RATE_LIMIT_AUTH: '10000',
      ARCHES_RATE_LIMIT_API: '0',
      ARCHES_OWNER_EMAIL: ownerEmail,
      ARCHES_OWNER_PASSWORD: password,
      ...(config.database.kind === 'postgres' ? { DATABASE_URL: config.database.url } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      said = `${said}${data.toString()}`.slice(-20_000);
      const ready = /Arches is ready at (\S+) \(in \d+ ms\)/.exec(said)?.[1];
      if (ready) resolve(ready);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
  return { child, url, said: () => said };
}

export async function killServer({ child }: ServerProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
