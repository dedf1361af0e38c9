import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { askForDatabase } from '@arches/testkit';

const main = resolve(import.meta.dirname, '../../../server/src/main.ts');

export interface RunningServer {
  readonly url: string;
  /** Printed while nobody owns the installation. */
  readonly setupUrl: string | undefined;
  readonly owner: { readonly email: string; readonly password: string };
  readonly stop: () => Promise<void>;
}

export interface ServerChoice {
  /** Make the first owner right away, in a database that is laid out already, instead of beginning with nothing and printing a set-up link. */
  readonly withOwner: boolean;
}

const owner = { email: 'sarah@example.org', password: 'correct horse battery' };

/** The real server in a process of its own, on any free port, with a data directory that goes with it. */
export async function startServer({ withOwner }: ServerChoice): Promise<RunningServer> {
  const dataDir = withOwner ? await laidOut() : await mkdtemp(join(tmpdir(), 'arches-e2e-'));
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      ARCHES_DATA_DIR: dataDir,
      ...(withOwner ? { ARCHES_OWNER_EMAIL: owner.email, ARCHES_OWNER_PASSWORD: owner.password } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((done, fail) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const ready = /ready at (http:\/\/\S+)/.exec(printed)?.[1];
      if (ready) done(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`The server ended with ${code}:\n${printed}`)));
  });
  return {
    url,
    setupUrl: /(http:\/\/\S+\/setup\?token=\S+)/.exec(printed)?.[1],
    owner,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function laidOut(): Promise<string> {
  const supplied = await askForDatabase('embedded');
  if (!('dir' in supplied)) throw new Error('No embedded database could be laid out.');
  return supplied.dir;
}
