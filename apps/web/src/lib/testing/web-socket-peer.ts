import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one connection: short text frames only, which is all that the tests need. */
export interface Peer {
  onText: (text: string) => void;
  readonly sendText: (text: string) => void;
  readonly drop: () => void;
}

export function acceptWebSockets(server: Server, onPeer: (peer: Peer) => void): void {
  server.on('upgrade', (request, stream: Duplex) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const peer: Peer = {
      onText: () => {},
      sendText: (text) => stream.write(Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)])),
      drop: () => stream.destroy(),
    };
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => readFrames(chunk, peer));
    onPeer(peer);
  });
}

function readFrames(chunk: Buffer, peer: Peer): void {
  let at = 0;
  while (at + 6 <= chunk.length) {
    const opcode = (chunk[at] ?? 0) & 0x0f;
    const length = (chunk[at + 1] ?? 0) & 0x7f;
    const mask = chunk.subarray(at + 2, at + 6);
    const body = Buffer.from(chunk.subarray(at + 6, at + 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
    if (opcode === 1) peer.onText(body.toString());
    at += 6 + length;
  }
}
