import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DurableNodeFS, durableStartParams, syncPath, syncTree } from './durable-node-fs.ts';
import type { EmbeddedWorkerData, FromWorker, ToWorker } from './embedded-protocol.ts';
import { endOnTrap } from './end-on-trap.ts';
import { lastWords } from './last-words.ts';

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);

/** The database program itself broke; nothing it would say from here on can be trusted. Nothing of this thread runs after it. */
function die(cause: unknown): never {
  send({ kind: 'failed', message: describe(cause) });
  process.exit(1);
}

async function open({ directory, activity }: EmbeddedWorkerData): Promise<{ database: PGlite; files?: DurableNodeFS }> {
  if (directory === 'memory') {
    return { database: await PGlite.create({ extensions: { vector } }) };
  }
  if (!existsSync(directory)) await initialise(directory);
  const files = new DurableNodeFS(directory, { activity: new Int32Array(activity), onSyncFailure: die });
  const database = await PGlite.create({ fs: files, startParams: durableStartParams, extensions: { vector } });
  files.opened();
  endOnTrap(database, die);
  return { database, files };
}

/** Lays out a new database beside its place and moves it there when it is whole and synced: a half-made one is never opened. */
async function initialise(directory: string): Promise<void> {
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const database = await PGlite.create({ fs: new DurableNodeFS(draft), startParams: durableStartParams });
  await database.close();
  syncTree(draft);
  renameSync(draft, directory);
  syncPath(dirname(directory));
}

async function serve(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('The embedded database runs in a worker thread.');
  try {
    const { database, files } = await open(workerData as EmbeddedWorkerData);
    let turn: Promise<void> = Promise.resolve();
    const answer = async (message: ToWorker): Promise<void> => {
      if (message.kind === 'close') {
        await database.close();
        send({ kind: 'closed' });
        port.close();
        return;
      }
      files?.forgetNoRoom();
      const reply = await database.execProtocolRaw(message.bytes, { syncToFs: false });
      const end = lastWords(reply);
      if (end) {
        send({ kind: 'failed', ...end });
        process.exit(1);
      }
      const bytes = reply.slice();
      send({ kind: 'bytes', bytes, syncs: files?.syncs ?? 0 }, [bytes.buffer]);
    };
    port.on('message', (message: ToWorker) => {
      turn = turn.then(() => answer(message)).catch(die);
    });
    send({ kind: 'ready' });
  } catch (cause) {
    send({ kind: 'failed', message: describe(cause) });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

await serve();
