import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createSocket, type LiveSocket } from './socket.ts';
import { acceptWebSockets, type Peer } from './testing/web-socket-peer.ts';

let server: Server | undefined;
let socket: LiveSocket | undefined;

afterEach(() => {
  socket?.close();
  server?.close();
});

async function listening(onPeer: (peer: Peer) => void): Promise<string> {
  server = createServer();
  acceptWebSockets(server, onPeer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('topics are asked for on opening, shared between screens, and given up by the last one', async () => {
  const heard: string[] = [];
  let wake: () => void = () => {};
  const url = await listening((peer) => {
    peer.onText = (text) => {
      heard.push(text);
      wake();
    };
  });
  const until = (count: number): Promise<void> =>
    new Promise((resolve) => {
      wake = () => {
        if (heard.length >= count) resolve();
      };
      wake();
    });
  socket = createSocket(url);
  const one = socket.watch(['runs', 'run:1']);
  await until(1);
  const other = socket.watch(['run:1']);
  one();
  await until(2);
  other();
  await until(3);
  expect(heard.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'subscribe', topics: ['runs', 'run:1'] },
    { type: 'unsubscribe', topics: ['runs'] },
    { type: 'unsubscribe', topics: ['run:1'] },
  ]);
});

test('a lost connection is made again, its topics asked for again, and the screens told to read anew', async () => {
  const subscriptions: string[] = [];
  const second = Promise.withResolvers<void>();
  const url = await listening((peer) => {
    peer.onText = (text) => {
      subscriptions.push(text);
      if (subscriptions.length === 1) peer.drop();
      else second.resolve();
    };
  });
  const recovered = Promise.withResolvers<void>();
  socket = createSocket(url);
  socket.onRecovered(() => recovered.resolve());
  socket.watch(['approvals']);
  await Promise.all([second.promise, recovered.promise]);
  expect(subscriptions).toEqual(Array(2).fill(JSON.stringify({ type: 'subscribe', topics: ['approvals'] })));
});

test('messages reach their listeners; what is no JSON is passed over', async () => {
  const url = await listening((peer) => {
    peer.sendText('not json');
    peer.sendText(JSON.stringify({ type: 'approvals', open: 3 }));
  });
  const message = new Promise((resolve) => {
    socket = createSocket(url);
    socket.watch(['approvals'], resolve);
  });
  expect(await message).toEqual({ type: 'approvals', open: 3 });
});
