import type { Permission } from '@arches/contract';
import type { Database } from '@arches/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenKeys } from '../features/auth/access-token.ts';
import { authenticate, type Credentials } from '../features/auth/authenticate.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { checkOrigin } from './origin.ts';
import { may, type Principal } from './principal.ts';
import { sessionCookie, setSessionCookie } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be allowed to do. Every route names one; the program does not start otherwise. */
    permission?: Permission;
    takesFiles?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
    /** Files that came with this very request. */
    uploadedFiles: ReadonlySet<string>;
  }
}

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
  readonly publicUrl: string;
}

/** The one place where rights are checked: before anything of a request's body is read. */
export function addGuard(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('principal', undefined);
  app.decorateRequest('uploadedFiles');
  app.addHook('onRoute', (route) => {
    if (route.config?.permission === undefined && route.method !== 'HEAD' && !isStatic(route.url)) {
      throw new Error(`The route ${String(route.method)} ${route.url} names no permission.`);
    }
  });
  // Waited for only where somebody is to be identified: what everyone may call goes on in the same turn.
  app.addHook('onRequest', (request, reply, done) => {
    request.uploadedFiles = noFiles;
    const { permission } = request.routeOptions.config;
    if (permission === undefined || request.is404) return done();
    if (permission !== 'public') {
      admit(deps, request, reply, permission).then(() => done(), done);
      return;
    }
    try {
      // Signing in sets a cookie: another site must not do that for its visitor.
      if (request.url.startsWith('/auth/')) checkOrigin(request, deps.publicUrl);
    } catch (cause) {
      return done(cause as Error);
    }
    done();
  });
}

const noFiles: ReadonlySet<string> = new Set();

async function admit(deps: Deps, request: FastifyRequest, reply: FastifyReply, permission: Permission): Promise<void> {
  const principal = await identify(deps, request, reply);
  if (!may(principal, permission)) throw forbidden(permission);
  request.principal = principal;
}

function isStatic(url: string): boolean {
  return !/^\/(api|auth|hooks)(\/|$)/.test(url);
}

async function identify(deps: Deps, request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
  const { principal, renewedCookie } = await authenticate(deps, credentialsOf(request));
  if (principal.via === 'cookie') checkOrigin(request, deps.publicUrl);
  if (renewedCookie !== undefined) setSessionCookie(reply, renewedCookie, deps.publicUrl);
  return principal;
}

export function credentialsOf({ headers, cookies }: FastifyRequest): Credentials {
  const { authorization } = headers;
  const apiKey = headers['x-api-key'];
  const cookie = cookies[sessionCookie];
  const bearer = authorization === undefined ? undefined : /^Bearer (.+)$/i.exec(authorization.trim())?.[1]?.trim();
  if (authorization !== undefined && bearer === undefined) throw unauthenticated();
  return {
    ...(bearer === undefined ? {} : { bearer }),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(cookie === undefined ? {} : { cookie }),
  };
}

export function principalOf({ principal }: FastifyRequest): Principal {
  if (!principal) throw unauthenticated();
  return principal;
}
