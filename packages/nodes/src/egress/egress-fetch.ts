import { AppError, type ErrorClass } from '@arches/kernel';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { type EgressRules, hostOf } from './addresses.ts';
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
      throw afterRedirect(translated(error, url), url);
    }
  };
  return Object.assign(guarded, { close: () => agent.close() }) as typeof fetch & { close: () => Promise<void> };
}

const badUrl = (message: string): AppError => new AppError('bad_url', message, { class: 'client', notSent: true });

/** A socket that was refused to another host than the one called was refused on a redirect: the request itself did go out. */
function afterRedirect(error: unknown, url: URL): unknown {
  if (!(error instanceof AppError) || !error.notSent || error.details?.['host'] === undefined) return error;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (error.details['host'] === hostOf(url.hostname) && error.details['port'] === port) return error;
  const { code, message, retryable, details, cause } = error;
  return new AppError(code, message, { retryable, details, ...(error.class ? { class: error.class } : {}), cause });
}

function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw badUrl(`“${text.slice(0, 200)}” is not a web address. It should look like https://example.org/path.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw badUrl(`Only http and https addresses can be called, not ${url.protocol}//.`);
  if (url.username || url.password) throw badUrl('The address holds a user name or password. Put them into a header instead.');
  return url;
}

/** Errors of undici, as people and the retry policy understand them. An abort by our own signal stays as it is. */
export function translated(error: unknown, url: URL): unknown {
  let innermost: Error | undefined;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause;
    if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return error;
    const known = failureIn(cause, url);
    if (known) {
      const { code, message, retryable = false, notSent = false } = known;
      return new AppError(code, message, { retryable, class: known.class, notSent, cause: error });
    }
    innermost = cause;
  }
  // What undici calls any failure of the exchange that has no code of its own.
  if (innermost && error instanceof TypeError && (error.message === 'fetch failed' || error.message === 'terminated'))
    return new AppError('connection_failed', `The exchange with ${url.host} failed: ${innermost.message}.`, {
      retryable: true,
      class: 'network',
      cause: error,
    });
  return error;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly class: ErrorClass;
  readonly notSent?: true;
}

function failureIn(cause: Error, url: URL): Failure | undefined {
  const { host, port } = url;
  const said = `${(cause as NodeJS.ErrnoException).code ?? ''} ${cause.message}`;
  return failures({ host, port, reason: cause.message }).find(([pattern]) => pattern.test(said))?.[1];
}

/** By undici's or Node.js's code, or where there is none, by its words. */
function failures({ host, port, reason }: { host: string; port: string; reason: string }): readonly (readonly [RegExp, Failure])[] {
  const cut = `The connection to ${host} failed or was cut. Is the address right, and is the server running?`;
  return [
    [
      /^UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT/u,
      { code: 'timeout', message: `${host} took too long to answer.`, retryable: true, class: 'timeout' },
    ],
    [
      /^UND_ERR_RES_EXCEEDED_MAX_SIZE/u,
      { code: 'response_too_large', message: `The answer of ${host} is larger than allowed.`, class: 'client' },
    ],
    [
      /^UND_ERR_INVALID_ARG/u,
      { code: 'bad_header', message: `The request to ${host} cannot be sent so: ${reason}.`, class: 'client', notSent: true },
    ],
    [
      /^HPE_|does not match the HTTP|Expected HTTP/u,
      { code: 'bad_answer', message: `What answers at ${host} does not speak HTTP.`, class: 'client' },
    ],
    [
      /^(?:Z_|ERR_\S*BROTLI)/u,
      { code: 'bad_answer', message: `The answer of ${host} is not packed as it says.`, retryable: true, class: 'server' },
    ],
    [
      /^\S*(?:CERT|SSL|TLS)\S* /u,
      { code: 'connection_failed', message: `The secure connection to ${host} failed: ${reason}.`, class: 'network' },
    ],
    [
      /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET)/u,
      { code: 'connection_failed', message: cut, retryable: true, class: 'network' },
    ],
    [
      /^ bad port$/u,
      {
        code: 'bad_url',
        message: `Port ${port} belongs to another kind of service; web calls to it are closed everywhere.`,
        class: 'client',
        notSent: true,
      },
    ],
    [
      /^ redirect count exceeded$/u,
      { code: 'bad_answer', message: `${host} sends from one address to the next without end.`, class: 'client' },
    ],
    [
      /^ URL scheme must be/u,
      { code: 'egress_blocked', message: `${host} sends on to an address that is no web address (http or https).`, class: 'client' },
    ],
  ];
}
