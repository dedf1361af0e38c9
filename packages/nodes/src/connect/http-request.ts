import { AppError, type ErrorClass, isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { type Capabilities, defineNode } from '../define-node.ts';
import { translated } from '../egress/egress-fetch.ts';
import { firstBytes, readText } from '../egress/read-body.ts';
import { retryAfterMs } from '../egress/retry-after.ts';
import { hostResource } from '../resources.ts';

const Config = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('GET').meta({ title: 'Method' }),
  url: z
    .string()
    .min(1)
    .meta({ title: 'Address', examples: ['https://api.example.org/orders'] }),
  query: z.record(z.string(), z.unknown()).default({}).meta({ title: 'Query', description: 'Added to the address.', 'x-widget': 'fields' }),
  headers: z.record(z.string(), z.unknown()).default({}).meta({ title: 'Headers', 'x-widget': 'fields' }),
  body: z.unknown().optional().meta({ title: 'Body', description: 'An object is sent as JSON, a text as it is.', 'x-widget': 'long_text' }),
  acceptAnyStatus: z
    .boolean()
    .default(false)
    .meta({ title: 'Go on after an error status', description: 'Otherwise 4xx and 5xx fail the step.' }),
});

export const httpRequest = defineNode({
  type: 'http.request',
  version: 1,
  kind: 'effect',
  category: 'connect',
  title: 'Call a web address',
  description: 'Sends an HTTP request and gives the answer.',
  icon: 'WorldUpload',
  keywords: [
    'http',
    'request',
    'api',
    'call',
    'fetch',
    'get',
    'post',
    'rest',
    'url',
    'web service',
    'send to',
    'download',
    'crm',
    'webhook out',
  ],
  outside: 'write',
  retry: { maxAttempts: 3, initialDelayMs: 4000, backoff: 2, maxDelayMs: 10_000 },
  timeoutMs: 60_000,
  summary: 'Sends {method|GET} to {url|an address}',
  config: Config,
  output: z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
  sampleConfig: { method: 'GET', url: 'https://api.example.org/orders' },
  resources: ({ url }) => hostResource(url),
  reads: { field: 'method', values: ['GET', 'HEAD'] },
  sampleOutput: { status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } },

  async run(config, capabilities) {
    const url = withQuery(config.url, config.query);
    const headers = headersOf(config.headers);
    const body = bodyOf(config.body, headers);
    if (body !== undefined && (config.method === 'GET' || config.method === 'HEAD'))
      throw new AppError('config_invalid', `A ${config.method} request has no body. Choose POST, or empty the body.`);
    // Providers that honour it do a repeated request once.
    if (config.method !== 'GET' && config.method !== 'HEAD' && !headers.has('idempotency-key'))
      headers.set('idempotency-key', capabilities.idempotencyKey);
    if (!headers.has('user-agent')) headers.set('user-agent', 'Arches');
    const response = await capabilities.fetch(url, {
      method: config.method,
      headers,
      signal: capabilities.signal,
      ...(body === undefined ? {} : { body }),
    });
    capabilities.log(`${config.method} ${url.origin}${url.pathname} → ${response.status}`);
    // The connection may also break, time out or bring too much after the headers.
    const answer = await readBody(response, url, capabilities).catch((error: unknown) => {
      throw translated(error, url);
    });
    if (!response.ok && !config.acceptAnyStatus) throw statusError(response, url, answer);
    return { output: { status: response.status, headers: Object.fromEntries(response.headers), body: answer } };
  },

  simulate: ({ method, url }) => ({
    output: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { ok: true, note: `A test sends nothing; this stands in for the answer to ${method} ${url}.` },
    },
    warnings: [`Not sent: a test makes no outside calls. It would have sent ${method} to ${url}. Pin an answer to test with real data.`],
  }),
});

function withQuery(address: string, query: Record<string, unknown>): URL {
  const url = URL.parse(address);
  if (!url) throw new AppError('bad_url', `“${address.slice(0, 200)}” is not a web address. It should look like https://example.org/path.`);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const entry of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, typeof entry === 'object' ? JSON.stringify(entry) : String(entry));
  }
  return url;
}

/** What the connection itself settles; a value of one's own would contradict it. */
const settledHeaders = new Set(['connection', 'content-length', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

function headersOf(given: Record<string, unknown>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === '') continue;
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(name))
      throw new AppError('bad_header', `“${name.slice(0, 100)}” cannot be the name of a header. Use letters, digits and -.`);
    if (settledHeaders.has(name.toLowerCase()))
      throw new AppError('bad_header', `The header “${name}” is set by the connection itself. Take it out.`);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/u.test(text))
      throw new AppError('bad_header', `The header “${name}” holds a line break or a character that headers cannot carry.`);
    headers.set(name, text);
  }
  return headers;
}

function bodyOf(body: unknown, headers: Headers): string | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') {
    if (!headers.has('content-type')) headers.set('content-type', looksLikeJson(body) ? 'application/json' : 'text/plain; charset=utf-8');
    return body;
  }
  if (headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') && isJsonObject(body)) {
    return new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])).toString();
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return JSON.stringify(body);
}

function looksLikeJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** JSON as data, text as text, anything else kept as a file. A JSON answer that is cut short is a failed attempt, never an empty one. */
async function readBody(response: Response, url: URL, { files }: Capabilities): Promise<unknown> {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (response.status === 204 || response.status === 304 || response.headers.get('content-length') === '0') return null;
  if (type === 'application/json' || type.endsWith('+json')) {
    const text = await readText(response, url);
    if (text === '') return null;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new AppError('bad_answer', `${url.host} says it answers with JSON, but the answer is not JSON: ${text.slice(0, 120)}`, {
        retryable: true,
        cause: error,
      });
    }
  }
  if (type === '' || type.startsWith('text/') || type === 'application/xml' || type.endsWith('+xml') || type === 'application/javascript')
    return readText(response, url);
  // Streamed into storage as it comes, whatever its size.
  const data = await firstBytes(response);
  return data ? files.write({ name: fileNameOf(response, url), mediaType: type, data }) : null;
}

function fileNameOf(response: Response, url: URL): string {
  const named = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/iu.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return (named ?? url.pathname.split('/').at(-1) ?? '').replaceAll(/[\\/\p{Cc}]/gu, '').slice(0, 120) || 'download';
}

function statusError(response: Response, url: URL, body: unknown): AppError {
  const { status } = response;
  const retryable = status === 408 || status === 425 || status === 429 || status >= 500;
  const wait = retryAfterMs(response.headers.get('retry-after'), response.headers.get('date'));
  const hint = status === 401 || status === 403 ? ' Check the key or sign-in it needs.' : status === 404 ? ' Check the address.' : '';
  return new AppError('http_status', `${url.host} answered ${status}${response.statusText ? ` ${response.statusText}` : ''}.${hint}`, {
    retryable,
    class: statusClass(status),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    details: { status, body: typeof body === 'string' ? body.slice(0, 2000) : body },
  });
}

function statusClass(status: number): ErrorClass {
  if (status === 429) return 'rate_limit';
  if (status === 408) return 'timeout';
  return status >= 500 || status === 425 ? 'server' : 'client';
}
