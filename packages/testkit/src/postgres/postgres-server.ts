import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgresPrograms } from './postgres-programs.ts';

const run = promisify(execFile);

export interface PostgresServer {
  /** URL of a database on this server, by default as its administrator. */
  readonly url: (database: string, user?: string) => string;
  /** Process id of the database server itself. */
  readonly pid: () => Promise<number>;
  /** Ends it at once, as a crash does: whoever is connected is cut off. Its files stay. */
  readonly halt: () => Promise<void>;
  /** Starts it again after `halt`. */
  readonly resume: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts a PostgreSQL of our own, with its files in a temporary folder and a unix socket there. It ends with `stop`, and also when
 * the calling process ends in any other way.
 *
 * @param durable sync each commit to disk; off by default, since tests end processes but do not cut the power
 */
export async function startPostgres({ durable = false }: { durable?: boolean } = {}): Promise<PostgresServer> {
  const account = unprivilegedAccount();
  const base = await mkdtemp(join(tmpdir(), 'arches-pg-'));
  const programs = await reachablePrograms((await findPostgresPrograms()).directory, account, base);
  if (account.uid !== undefined && account.gid !== undefined) await chown(base, account.uid, account.gid);
  await chmod(base, 0o711);
  const data = join(base, 'data');
  const initialise = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
  await run(join(programs, 'bin', 'initdb'), initialise, { ...account, cwd: base });

  const log = join(base, 'log');
  const output = openSync(log, 'a');
  const settings = {
    listen_addresses: '',
    unix_socket_directories: base,
    fsync: durable ? 'on' : 'off',
    max_connections: '200',
    shared_buffers: '64MB',
  };
  const program = [join(programs, 'bin', 'postgres'), '-D', data].concat(
    Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  );
  const launch = (): { readonly close: () => void; readonly ended: Promise<void>; readonly ref: () => void } => {
    // The shell waits for its input to end, which it does when this process ends, however that happens.
    const script = '"$0" "$@" & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server';
    const server = spawn('/bin/sh', ['-c', script, ...program], { ...account, cwd: base, stdio: ['pipe', output, output] });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    server.unref();
    return { close: () => server.stdin?.end(), ended, ref: () => server.ref() };
  };
  let server = launch();

  const pid = async (): Promise<number> => Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10);
  const end = async (): Promise<void> => {
    server.ref();
    server.close();
    await server.ended;
  };
  const halt = async (): Promise<void> => {
    process.kill(await pid(), 'SIGQUIT');
    await end();
  };
  const stop = async (): Promise<void> => {
    await end();
    await rm(base, { recursive: true, force: true });
  };
  const resume = async (): Promise<void> => {
    server = launch();
    await untilReady(url('postgres'), log);
  };
  const url = (database: string, user = 'postgres'): string => `postgres://${user}@${encodeURIComponent(base)}/${database}`;
  try {
    await untilReady(url('postgres'), log);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url, stop, halt, resume, pid };
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const ask = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}

/** The programs where that account can run them: as they lie, or in a copy. */
async function reachablePrograms(directory: string, account: Account, base: string): Promise<string> {
  if (spawnSync(join(directory, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).status === 0) return directory;
  const copy = join(base, 'programs');
  await cp(directory, copy, { recursive: true });
  await chmod(base, 0o711);
  return copy;
}

async function untilReady(url: string, log: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (tries >= 300) throw new Error(`PostgreSQL did not start.\n${await readFile(log, 'utf8')}`, { cause });
    }
    await sleep(100);
  }
}
