import type { EngineHost, RunOutcome, StartRequest } from '@arches/engine';
import { AppError, type HttpReply, isFileRef } from '@arches/kernel';
import { type BlobStore, type Database, findFile } from '@arches/store';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { attachment } from '../files/routes.ts';
import { fileStoreFor } from '../files/file-storage.ts';
import type { LiveTrigger, LiveTriggers } from './live-triggers.ts';
import { fieldsOf, readDelivery } from './webhook-body.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly engine: EngineHost;
  readonly triggers: LiveTriggers;
}

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const maxBodyBytes = 10 * 1024 * 1024;
/** How long a caller is kept waiting for a run before it hears `202` instead. */
const maxWaitMs = 120_000;

/** Headers by which senders name a delivery; the same name is the same run. */
const deliveryHeaders = [
  'idempotency-key',
  'webhook-id',
  'x-github-delivery',
  'x-shopify-webhook-id',
  'x-gitlab-event-uuid',
  'x-delivery-id',
];
/** Never written into a run: they open doors elsewhere. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key']);
/** What a workflow may not decide about its answer. */
const ownHeaders =
  /^(set-cookie2?|content-length|content-security-policy.*|transfer-encoding|connection|keep-alive|upgrade|trailer|te|strict-transport-security|x-content-type-options)$/i;

/** `ANY /hooks/{path}`: a plain route, kept apart from the API so that it stays fast. */
export async function addWebhookRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(async (hooks) => {
    hooks.removeContentTypeParser(['application/json', 'text/plain']);
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => done(null, body));
    hooks.route<{ Params: { '*': string } }>({
      method: methods,
      url: '/hooks/*',
      bodyLimit: maxBodyBytes,
      config: { permission: 'public', takesFiles: true, rateLimit: false },
      // Its answers say themselves what a browser may do with them.
      helmet: false,
      handler: (request, reply) => handle(deps, request, reply, request.params['*']),
    });
  });
}

async function handle(deps: Deps, request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> {
  const trigger = await deps.triggers.find(request.method, path);
  if (!trigger) throw await unknownAddress(deps, path, reply);
  const { body, files } = await readDelivery(request, fileStoreFor(deps, { orgId: trigger.orgId }));
  const start = startRequest(trigger, request, body, files);
  if (trigger.respond === 'immediately') {
    const { runId } = await deps.engine.start(start);
    return reply.status(202).send({ runId });
  }
  return answer(deps, reply, trigger, await deps.engine.startAndWait(start, maxWaitMs), request.id);
}

function startRequest(trigger: LiveTrigger, request: FastifyRequest, body: unknown, files: StartRequest['trigger']['files']): StartRequest {
  const deliveryKey = deliveryKeyOf(request);
  return {
    orgId: trigger.orgId,
    scope: trigger.scope,
    workflowId: trigger.workflowId,
    version: trigger.version,
    document: trigger.document,
    mode: 'live',
    trigger: {
      kind: 'webhook',
      at: new Date().toISOString(),
      body,
      query: queryOf(request),
      headers: headersOf(request),
      files,
    },
    triggerNodeId: trigger.nodeId,
    input: body,
    ...(deliveryKey === undefined ? {} : { deliveryKey: `${trigger.nodeId} ${deliveryKey}` }),
  };
}

function deliveryKeyOf({ headers }: FastifyRequest): string | undefined {
  for (const name of deliveryHeaders) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '' && value.length <= 200) return value;
  }
  return undefined;
}

function queryOf({ url }: FastifyRequest): Record<string, string | string[]> {
  const at = url.indexOf('?');
  return at === -1 ? {} : fieldsOf(new URLSearchParams(url.slice(at + 1)));
}

function headersOf({ headers }: FastifyRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== undefined && !secretHeaders.has(name)));
}

async function unknownAddress({ triggers }: Deps, path: string, reply: FastifyReply): Promise<AppError> {
  const allowed: string[] = [];
  for (const method of methods) if (await triggers.find(String(method), path)) allowed.push(String(method));
  if (allowed.length === 0) return new AppError('webhook_not_found', 'No published workflow listens at this address.');
  void reply.header('allow', allowed.join(', '));
  return new AppError('method_not_allowed', `This address takes ${allowed.join(', ')} only.`);
}

async function answer(deps: Deps, reply: FastifyReply, trigger: LiveTrigger, outcome: RunOutcome, traceId: string): Promise<FastifyReply> {
  const { runId } = outcome;
  void reply.header('x-arches-run', runId);
  if (outcome.reply && trigger.respond === 'respond_node') return sendReply(deps, reply, trigger.orgId, outcome.reply);
  if (!outcome.finished) return reply.status(202).send({ runId });
  if (outcome.status !== 'succeeded') {
    const message = outcome.status === 'cancelled' ? 'The run was cancelled.' : 'The run failed. Its page says why.';
    return reply.status(500).send({ code: `run_${outcome.status}`, message, details: { runId }, traceId });
  }
  return sendBody(deps, reply, trigger.orgId, outcome.output);
}

function sendReply(deps: Deps, reply: FastifyReply, orgId: string, { status, headers, body }: HttpReply): Promise<FastifyReply> {
  void reply.status(status);
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.test(name) || !/^[\w-]+$/.test(name)) continue;
    void reply.header(name, String(value).replaceAll(/\p{Cc}/gu, ' '));
  }
  return sendBody(deps, reply, orgId, body);
}

/** Pages that a workflow answers with get no rights on our origin: no scripts, no cookies. */
async function sendBody({ database, blobs }: Deps, reply: FastifyReply, orgId: string, body: unknown): Promise<FastifyReply> {
  void reply
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox");
  if (isFileRef(body)) {
    const row = await database.withTenant(orgId, (tx) => findFile(tx, orgId, body.id));
    if (row) {
      void reply
        .header('content-type', row.media_type)
        .header('content-length', row.size)
        .header('content-disposition', attachment(row.name));
      return reply.send(await blobs.get(row.storage_key));
    }
  }
  if (typeof body === 'string') {
    if (!reply.hasHeader('content-type')) void reply.header('content-type', 'text/plain; charset=utf-8');
    return reply.send(body);
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body ?? null));
}
