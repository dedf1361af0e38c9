import { AppError } from '@arches/kernel';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import type { EgressRules } from './addresses.ts';
import { openSocket } from './open-socket.ts';

export interface EgressOptions {
  readonly rules: EgressRules;
  /** Largest answer body in bytes, counted after decompression where it is read. Default 50 MiB. */
  readonly maxResponseBytes?: number;
  /** Until the answer's headers are there. Default 60 s. */
  readonly headersTimeoutMs?: number;
}

const connectTimeoutMs = 10_000;

/**
 * The only way to call the outside over HTTP: `fetch`, where each connection, redirects included, goes to an address that was checked.
 * Throws AppError: `egress_blocked`, `bad_url`, `host_not_found`, `connection_failed`, `timeout`, `response_too_large`.
 */
export function createEgressFetch({
  rules,
  maxResponseBytes = 50 * 1024 * 1024,
  headersTimeoutMs = 60_000,
}: EgressOptions): typeof fetch & { close: () => Promise<void> } {
  const overSocket = buildConnector({ timeout: connectTimeoutMs });
  const agent = new Agent({
    maxResponseSize: maxResponseBytes,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: 120_000,
    connect: (options, callback) => {
      const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
      openSocket(rules, options.hostname, port, connectTimeoutMs).then(
        (socket) => {
          if (options.protocol === 'https:') overSocket({ ...options, httpSocket: socket }, callback);
          else callback(null, socket);
        },
        (error: Error) => callback(error, null),
      );
    },
  });

  const guarded = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : undefined;
    const url = checkedUrl(request ? request.url : String(input));
    const options = request
      ? {
          method: request.method,
          headers: request.headers,
          body: request.body,
          signal: request.signal,
          redirect: request.redirect,
          ...(request.body ? { duplex: 'half' } : {}),
          ...init,
        }
      : init;
    try {
      return (await undiciFetch(url, { ...options, dispatcher: agent } as Parameters<typeof undiciFetch>[1])) as unknown as Response;
    } catch (error) {
      throw translated(error, url);
    }
  };
  return Object.assign(guarded, { close: () => agent.close() }) as typeof fetch & { close: () => Promise<void> };
}

function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new AppError('bad_url', `“${text.slice(0, 200)}” is not a web address. It should look like https://example.org/path.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('bad_url', `Only http and https addresses can be called, not ${url.protocol}//.`);
  if (url.username || url.password)
    throw new AppError('bad_url', 'The address holds a user name or password. Put them into a header instead.');
  return url;
}

/** Errors of undici, as people and the retry policy understand them. An abort by our own signal stays as it is. */
export function translated(error: unknown, url: URL): unknown {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause;
    if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return error;
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (/^UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT$/u.test(code))
      return new AppError('timeout', `${url.host} took too long to answer.`, { retryable: true, cause: error });
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
      return new AppError('response_too_large', `The answer of ${url.host} is larger than allowed.`, { cause: error });
    if (/CERT|SSL|TLS/u.test(code))
      return new AppError('connection_failed', `The secure connection to ${url.host} failed: ${cause.message}.`, { cause: error });
    if (/^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET)/u.test(code)) {
      return new AppError(
        'connection_failed',
        `The connection to ${url.host} failed or was cut. Is the address right, and is the server running?`,
        { retryable: true, cause: error },
      );
    }
  }
  return error;
}
