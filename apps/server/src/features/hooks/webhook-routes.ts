import { hash } from 'node:crypto';
import type { EngineHost, RunOutcome, RunStarted, StartRequest } from '@arches/engine';
import { AppError, type HttpReply, isFileRef } from '@arches/kernel';
import { type BlobStore, type Database, findFile, type StorageMeter } from '@arches/store';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { isMultipart } from '../../http/uploads.ts';
import { attachment } from '../files/routes.ts';
import { fileStoreFor } from '../files/file-storage.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { deliveryName, type DeliveryName } from './delivery-key.ts';
import type { LiveTrigger, LiveTriggers } from './live-triggers.ts';
import { verifySignature } from './verify-signature.ts';
import { fieldsOf, readDelivery } from './webhook-body.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: BlobStore;
  /** Files that strangers send need room, too. */
  readonly meter: StorageMeter;
  readonly engine: EngineHost;
  readonly triggers: LiveTriggers;
  readonly deliveries: DeliveryLog;
}

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const maxBodyBytes = 10 * 1024 * 1024;
/** How long a caller is kept waiting for a run before it hears `202` instead. */
const maxWaitMs = 120_000;

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
      // Its answers say themselves what a browser may do with them.
      config: { permission: 'public', takesFiles: true, rateLimit: false, securityHeaders: false },
      handler: (request, reply) => handle(deps, request, reply, request.params['*']),
    });
  });
}

async function handle(deps: Deps, request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> {
  const { trigger, methods: taken } = await deps.triggers.look(request.method, path);
  if (!trigger) throw unknownAddress(taken, reply);
  let start: StartRequest;
  let outcome: RunStarted | RunOutcome;
  const bodyHash = hashOf(request);
  try {
    const verified = verify(deps, trigger, request);
    const { body, files } = await readDelivery(request, fileStoreFor(deps, { orgId: trigger.orgId }));
    const name = deliveryName(trigger.node.config, request.headers, trigger.signature, verified.timed, body);
    start = startRequest(trigger, request, body, files, name, deps.deliveries.now());
    outcome = await (trigger.respond === 'immediately' ? deps.engine.start(start) : deps.engine.startAndWait(start, maxWaitMs));
    if (outcome.duplicate && name?.isPromise) await deps.deliveries.refuseOtherBody(trigger, outcome.runId, bodyHash);
  } catch (error) {
    if (error instanceof AppError && !error.retryable) deps.deliveries.refused(trigger, error.code);
    throw error;
  }
  deps.deliveries.seen(trigger, outcome, start.deliveryKey, bodyHash);
  if (isOutcome(outcome)) return answer(deps, reply, trigger, outcome, request.id);
  return reply.status(202).send({ runId: outcome.runId, ...(outcome.duplicate ? { duplicate: true } : {}) });
}

function isOutcome(started: RunStarted | RunOutcome): started is RunOutcome {
  return 'finished' in started;
}

/** Before anything is read from the body. Throws what `verifySignature` does, `signature_secret_missing`, `raw_body_needed`. */
function verify({ deliveries }: Deps, { signature, secret }: LiveTrigger, request: FastifyRequest): { readonly timed?: string } {
  if (!signature) return {};
  if (secret === undefined)
    throw new AppError('signature_secret_missing', 'This address takes signed calls only, and nobody has set its secret yet.');
  if (isMultipart(request))
    throw new AppError('raw_body_needed', 'A signed call cannot come as multipart/form-data, whose bytes are not kept. Send JSON.');
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return verifySignature(signature, secret, { headers: request.headers, body }, deliveries.now());
}

function hashOf({ body }: FastifyRequest): string | undefined {
  return Buffer.isBuffer(body) && body.length > 0 ? hash('sha256', body, 'base64url') : undefined;
}

function startRequest(
  trigger: LiveTrigger,
  request: FastifyRequest,
  body: unknown,
  files: StartRequest['trigger']['files'],
  name: DeliveryName | undefined,
  now: number,
): StartRequest {
  return {
    orgId: trigger.orgId,
    scope: trigger.scope,
    workflowId: trigger.workflowId,
    version: trigger.version,
    document: trigger.document,
    mode: 'live',
    trigger: {
      kind: 'webhook',
      at: new Date(now).toISOString(),
      body,
      query: queryOf(request),
      headers: headersOf(request),
      files,
    },
    triggerNodeId: trigger.nodeId,
    input: body,
    ...(name === undefined ? {} : { deliveryKey: `${trigger.nodeId} ${name.key}` }),
  };
}

function queryOf({ url }: FastifyRequest): Record<string, string | string[]> {
  const at = url.indexOf('?');
  return at === -1 ? {} : fieldsOf(new URLSearchParams(url.slice(at + 1)));
}

function headersOf({ headers }: FastifyRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== undefined && !secretHeaders.has(name)));
}

function unknownAddress(taken: readonly string[], reply: FastifyReply): AppError {
  const allowed = methods.map(String).filter((method) => taken.includes(method));
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
