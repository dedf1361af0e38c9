import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { askForDatabase } from '@arches/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';

/** A network between us and the server that can stop to carry anything, without breaking off. */
async function openNetwork(socketPath: string) {
  const sockets = new Set<Socket>();
  let still = false;
  const server = createServer((near) => {
    const far = connect(socketPath);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => void (still || to.write(data)));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    standStill: (now: boolean) => {
      still = now;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('a statement that a silent server never answers fails as one that can be tried again, and the next one finds a new connection', async () => {
  const config = await askForDatabase('postgres');
  if ('unavailable' in config) {
    if (process.env['CI']) throw new Error(config.unavailable);
    return;
  }
  if (config.kind !== 'postgres') throw new Error('A PostgreSQL was asked for.');
  const { host, port, user, database: name } = new pg.Client({ connectionString: config.url });
  const network = await openNetwork(`${host}/.s.PGSQL.${port}`);
  const url = `postgres://${user}@127.0.0.1:${network.port}/${name}`;
  const database = await openDatabase({ kind: 'postgres', url, silenceMs: 500 });
  const ask = () => database.batch([], [{ sql: 'select 1 as n', params: [] }]);
  expect((await ask())[0]).toEqual([{ n: 1 }]);
  network.standStill(true);
  await expect(ask()).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
  network.standStill(false);
  expect((await ask())[0]).toEqual([{ n: 1 }]);
  await database.close();
  network.close();
});
