import { AppError } from '@arches/kernel';
import { ClientMessage, type ServerMessage } from '@arches/contract';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppDeps } from '../app-deps.ts';
import { authenticate, type Credentials } from '../features/auth/authenticate.ts';
import { createEventHub, type EventHub, type Subscriber } from './event-hub.ts';
import { failureOf } from './errors.ts';
import { credentialsOf } from './guard.ts';
import { isSameOrigin } from './origin.ts';
import { may, type Principal } from './principal.ts';

/** What we use of the socket that @fastify/websocket hands over. */
interface WebSocket {
  readonly OPEN: number;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly send: (text: string) => void;
  readonly close: (code: number, reason: string) => void;
  readonly terminate: () => void;
  readonly on: (event: 'message' | 'close' | 'error', listener: (data: unknown) => void) => void;
}

/** How long a client may take to say who it is. */
const signInMs = 10_000;
/** How often a signed-in socket is asked for again: a session that was ended must not go on listening. */
const recheckMs = 60_000;
const maxTopics = 200;

/** WebSocket `/api/v2/events`: signed in by the cookie, or by a first message with an access token. */
export async function addEventSocket(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const hub = createEventHub(deps);
  await app.register(websocket, { options: { maxPayload: 64 * 1024 } });
  await app.register(async (scope) => {
    scope.get('/api/v2/events', { websocket: true, config: { permission: 'public', rateLimit: false } }, (socket, request) => {
      void serve(deps, hub, socket, request);
    });
  });
  app.addHook('onClose', () => hub.close());
}

async function serve(deps: AppDeps, hub: EventHub, socket: WebSocket, request: FastifyRequest): Promise<void> {
  const send = (message: ServerMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  let connection: Connection | undefined;
  const credentials = Promise.withResolvers<Credentials>();
  // Messages are taken from the first moment and answered one after the other.
  let turn: Promise<void> = Promise.resolve();
  socket.on('message', (data) => {
    const message = readMessage(String(data));
    if (!message) return send({ type: 'error', code: 'validation_failed', message: 'This message is not one that Arches knows.' });
    if (message.type === 'auth') return credentials.resolve({ bearer: message.token });
    turn = turn.then(async () => {
      await signedIn;
      await connection?.handle(message);
    });
  });
  socket.on('close', () => connection?.close());
  socket.on('error', () => socket.terminate());
  const shown = isSameOrigin(request.headers, deps.config.publicUrl ?? deps.publicUrl) ? credentialsOf(request) : {};
  if (Object.keys(shown).length > 0) credentials.resolve(shown);
  const late = setTimeout(() => credentials.resolve({}), signInMs);
  const signedIn = credentials.promise.then(async (given) => {
    clearTimeout(late);
    try {
      const { principal } = await authenticate(deps, given);
      connection = openConnection(deps, hub, socket, principal, given, send);
      send({ type: 'ready' });
    } catch (cause) {
      const { body } = failureOf(cause, request.id);
      send({ type: 'error', code: body.code, message: body.message });
      socket.close(4401, 'unauthenticated');
    }
  });
  await signedIn;
}

function readMessage(text: string): ClientMessage | undefined {
  try {
    const parsed = ClientMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

interface Connection {
  readonly handle: (message: Exclude<ClientMessage, { type: 'auth' }>) => Promise<void>;
  readonly close: () => void;
}

function openConnection(
  deps: AppDeps,
  hub: EventHub,
  socket: WebSocket,
  principal: Principal,
  credentials: Credentials,
  send: (message: ServerMessage) => void,
): Connection {
  const subscriber: Subscriber = { orgId: principal.orgId, topics: new Set(), send, backlog: () => socket.bufferedAmount };
  hub.add(subscriber);
  const recheck = setInterval(() => {
    authenticate(deps, credentials).catch((cause: unknown) => {
      // An access token lives one hour; the socket it opened may live as long as its session.
      if (cause instanceof AppError && cause.code === 'unauthenticated') socket.close(4401, 'unauthenticated');
    });
  }, recheckMs);
  recheck.unref();
  return {
    handle: async ({ type, topics }) => {
      for (const topic of topics) {
        if (type === 'unsubscribe') {
          subscriber.topics.delete(topic);
          continue;
        }
        const refusal =
          subscriber.topics.size >= maxTopics
            ? 'Too many topics on one connection.'
            : await hub.refusalOf(topic, principal.orgId, (permission) => may(principal, permission));
        if (refusal === undefined) {
          subscriber.topics.add(topic);
          hub.subscribed(subscriber, topic);
        } else {
          send({ type: 'error', code: 'topic_not_found', message: refusal });
        }
      }
    },
    close: () => {
      clearInterval(recheck);
      hub.remove(subscriber);
    },
  };
}
