import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The listening socket, there from the first moment: it answers 503 until the house behind it is ready. */
export interface FrontDoor {
  readonly server: Server;
  /** The real port, also when 0 was asked for. */
  readonly port: number;
  readonly open: (handler: Handler) => void;
  /** Stops listening, lets answers under way end for up to `timeoutMs`, then cuts what is left. */
  readonly close: (timeoutMs: number) => Promise<void>;
}

/** Rejects with Node.js's own error, such as `EADDRINUSE`. */
export async function openFrontDoor(host: string, port: number): Promise<FrontDoor> {
  let handler: Handler = answerStarting;
  const server = createServer({ requestTimeout: 300_000, headersTimeout: 60_000, keepAliveTimeout: 72_000 }, (request, response) =>
    handler(request, response),
  );
  // Without a listener a socket asking for an upgrade too early would hang.
  const refuseEarlyUpgrade = (_request: IncomingMessage, socket: { destroy: () => void }): void => socket.destroy();
  server.on('upgrade', refuseEarlyUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address !== null ? address.port : port,
    open: (next) => {
      server.off('upgrade', refuseEarlyUpgrade);
      handler = next;
    },
    close: (timeoutMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
        // A connection kept alive becomes idle when its answer is through; nobody else would close it then.
        const tidy = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(tidy);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

const waitingPage =
  '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Arches is starting</title><p style="font-family:system-ui;margin:20vh auto;text-align:center">Arches is starting…</p>';

function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  const body = wantsPage
    ? waitingPage
    : JSON.stringify(
        request.url === '/health'
          ? { status: 'starting' }
          : { code: 'starting', message: 'Arches is starting. Try again in a moment.', traceId: '' },
      );
  response.writeHead(503, {
    'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': '1',
    'cache-control': 'no-store',
  });
  response.end(body);
}
