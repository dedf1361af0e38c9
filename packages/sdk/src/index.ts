import { type ApiInputs, type ApiOutputs, type Contract, contract } from '@arches/contract';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

export type { ApiInputs, ApiOutputs };
export type ArchesClient = ContractRouterClient<Contract>;

export interface ClientOptions {
  /** Such as `http://127.0.0.1:4040`; in the browser the page's own origin. */
  readonly baseUrl: string;
  /** Sent as `x-api-key`. */
  readonly apiKey?: string;
  /** Sent as `Authorization: Bearer …`; asked for at every call, so that it may be renewed. */
  readonly accessToken?: () => string | undefined;
  readonly fetch?: typeof fetch;
}

/** What every error answer holds; the `data` of an `ORPCError`. */
export interface ErrorBody {
  /** Stable; switch on it. */
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly traceId: string;
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    'message' in body &&
    typeof body.code === 'string' &&
    typeof body.message === 'string'
  );
}

/** A typed client of every route: `client.runs.get({ id })`. Errors are `ORPCError` whose `data` holds `{ code, message, details, traceId }`. */
export function createClient(options: ClientOptions): ArchesClient {
  const send = options.fetch ?? fetch;
  const link = new OpenAPILink(contract, {
    url: options.baseUrl,
    headers: () => {
      const token = options.accessToken?.();
      return { ...(options.apiKey ? { 'x-api-key': options.apiKey } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) };
    },
    customErrorResponseBodyDecoder: (body, { status }) =>
      isErrorBody(body) ? new ORPCError(body.code, { status, message: body.message, data: body }) : undefined,
    fetch: (request, init) => send(request, { ...init, credentials: 'include' }),
  });
  return createORPCClient(link);
}
