import { Duplex } from 'node:stream';
import type { EmbeddedProcess, EmbeddedSession } from './embedded-process.ts';

/** AuthenticationOk, then ReadyForQuery (idle): the whole of what the client wants to hear before its first query. */
const GREETING = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const TERMINATE = 0x58;

/**
 * The embedded database in the shape of a socket, so that one client library speaks to both databases: same types, same errors,
 * same transactions. What is written while corked goes over in one message.
 */
export class EmbeddedSocket extends Duplex {
  readonly #database: EmbeddedProcess;
  #session: EmbeddedSession | undefined;
  #isGreeted = false;

  constructor(database: EmbeddedProcess) {
    super({ writableHighWaterMark: 1 << 20 });
    this.#database = database;
  }

  connect(): this {
    this.#database.session().then(
      (session) => {
        this.#session = session;
        this.emit('connect');
      },
      (cause: unknown) => this.destroy(asError(cause)),
    );
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(inOne([chunk]), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(inOne(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  #send(bytes: Uint8Array<ArrayBuffer>, done: (error?: Error | null) => void): void {
    if (!this.#isGreeted) {
      // The start-up packet: there is nobody to authenticate to.
      this.#isGreeted = true;
      this.push(GREETING);
      done();
      return;
    }
    if (bytes[0] === TERMINATE) {
      // Ends this client's session, not the database.
      done();
      return;
    }
    void this.#exchange(bytes, done);
  }

  async #exchange(bytes: Uint8Array<ArrayBuffer>, done: (error?: Error | null) => void): Promise<void> {
    try {
      if (!this.#session) throw new Error('The socket is not connected.');
      const reply = await this.#session.exchange(bytes);
      this.push(Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength));
    } catch (cause) {
      done(asError(cause));
      return;
    }
    done();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** In memory of its own, which is given away with it. */
function inOne(chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
