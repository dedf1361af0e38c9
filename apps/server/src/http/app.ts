import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppError } from '@arches/kernel';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { AppDeps } from '../app-deps.ts';
import { addFileRoutes } from '../features/files/routes.ts';
import { addSampleRoutes } from '../features/files/sample-routes.ts';
import { addWebhookRoutes } from '../features/hooks/webhook-routes.ts';
import { type CallContext } from './api.ts';
import { contractRoutes, toOrpcError } from './contract-routes.ts';
import { failureOf } from './errors.ts';
import { addEventSocket } from './event-socket.ts';
import { inputFromForm } from './form-input.ts';
import { addGuard } from './guard.ts';
import { addHealth } from './health.ts';
import { parseJsonBody } from './json-body.ts';
import { watchMethods } from './allowed-methods.ts';
import { openApiDocument } from './openapi.ts';
import { RequestLog } from './request-log.ts';
import { createRouter } from './router.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { addUploads, isMultipart } from './uploads.ts';
import { addWebApp } from './web-app.ts';

/** Documents of thousands of steps fit; files have their own address and their own limit. */
const maxBodyBytes = 10 * 1024 * 1024;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The whole of HTTP on a server that listens already; `open` is handed the handler once everything is in place. */
export async function createApp(deps: AppDeps, server: Server, open: (handler: Handler) => void): Promise<FastifyInstance> {
  let handler: Handler | undefined;
  const app: FastifyInstance = Fastify({
    serverFactory: (routed) => {
      handler = routed as Handler;
      return server;
    },
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent, bindings) => new RequestLog(parent, bindings),
    genReqId: () => randomUUID().replaceAll('-', ''),
    bodyLimit: maxBodyBytes,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    // Faults of the address, found before there is a route.
    frameworkErrors: (cause, request, reply: FastifyReply) => {
      const { status, headers, body } = failureOf(cause, request.id);
      void reply.status(status).headers(headers).header('x-trace-id', request.id).send(body);
    },
  });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as string));
    } catch (cause) {
      done(cause as Error);
    }
  });
  app.setErrorHandler((cause, request, reply) => {
    const failure = failureOf(cause, request.id);
    if (failure.isFault) request.log.error({ err: cause, traceId: request.id, url: request.url }, 'A request failed');
    void reply.status(failure.status).headers(failure.headers).send(failure.body);
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'];
    const isPlain = encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity';
    done(
      isPlain ? undefined : new AppError('unsupported_media_type', 'Packed bodies are not read here. Send it without Content-Encoding.'),
    );
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-trace-id', request.id);
    // Another process, or this one started again, takes it in a moment.
    if (reply.statusCode === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '2');
    // Data of people stays out of the caches on the way.
    if (!reply.hasHeader('cache-control') && /^\/(api|auth)\//.test(request.url)) void reply.header('cache-control', 'no-store');
    done();
  });
  const methodsAt = watchMethods(app);
  await app.register(cookie);
  await addSecurityHeaders(app, deps.publicUrl);
  await addRateLimits(app, deps);
  await addUploads(app);
  addGuard(app, deps);
  addHealth(app, deps);
  app.get('/api/v2/openapi.json', { config: { permission: 'public' } }, () => openApiDocument());
  addContractRoutes(app, deps);
  addFileRoutes(app, deps);
  addSampleRoutes(app);
  await addWebhookRoutes(app, deps);
  await addEventSocket(app, deps);
  const answerWithPage = await addWebApp(app, deps.config.webRoot);
  app.setNotFoundHandler((request, reply) => {
    if (answerWithPage(request, reply)) return;
    const path = request.url.split('?')[0] ?? '';
    const allowed = methodsAt(path);
    if (allowed.length > 0) {
      const message = `${path.slice(0, 300)} takes ${allowed.join(', ')} and not ${request.method}.`;
      void reply.status(405).header('allow', allowed.join(', ')).send({ code: 'method_not_allowed', message, traceId: request.id });
      return;
    }
    const message = `There is nothing at ${request.method} ${path}. All addresses are listed at /api/v2/openapi.json.`;
    void reply.status(404).send({ code: 'not_found', message: message.slice(0, 500), traceId: request.id });
  });
  await app.ready();
  if (handler) open(handler);
  return app;
}

async function addRateLimits(app: FastifyInstance, { config }: AppDeps): Promise<void> {
  const { apiPerMinute } = config.limits;
  await app.register(rateLimit, {
    global: apiPerMinute > 0,
    max: apiPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    errorResponseBuilder: (_request, { ttl }) =>
      Object.assign(new Error(`Too many requests. Try again in ${Math.ceil(ttl / 1000)} s.`), { statusCode: 429 }),
  });
}

/** Guessing passwords and tokens is slowed down; asking who one is and signing out is not. */
const guessable = new Set([
  'auth.login',
  'auth.setup',
  'auth.setupStatus',
  'auth.refresh',
  'auth.inviteStatus',
  'auth.acceptInvite',
  'forms.submit',
  'approve.get',
  'approve.answer',
]);

function addContractRoutes(app: FastifyInstance, deps: AppDeps): void {
  const handler = new OpenAPIHandler<CallContext>(createRouter(deps), {
    clientInterceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (cause) {
          throw toOrpcError(cause, call.context);
        }
      },
    ],
    customErrorResponseBodyEncoder: (error) => error.data ?? failureOf(error, '').body,
  });
  for (const { name, method, url, permission, takesFiles } of contractRoutes()) {
    const limit = guessable.has(name) ? { rateLimit: { max: deps.config.limits.authPerMinute, timeWindow: 60_000 } } : {};
    app.route({
      method,
      url,
      config: { permission, takesFiles, ...limit },
      preHandler: async (request: FastifyRequest) => {
        if (takesFiles && isMultipart(request)) request.body = await inputFromForm(deps, request);
        else if (isMultipart(request)) throw Object.assign(new Error('multipart'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' });
        // oRPC would read the raw stream, which is empty by now.
        else if (request.body === undefined && method !== 'GET') request.body = {};
      },
      handler: async (request, reply) => {
        const { matched } = await handler.handle(request, reply, { context: { request, reply, principal: request.principal } });
        if (!matched) reply.callNotFound();
        return reply;
      },
    });
  }
}
