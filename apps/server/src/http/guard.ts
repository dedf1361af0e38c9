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
  app.addHook('onRequest', async (request, reply) => {
    request.uploadedFiles = new Set();
    const { permission } = request.routeOptions.config;
    if (permission === undefined || request.is404) return;
    if (permission === 'public') {
      // Signing in sets a cookie: another site must not do that for its visitor.
      if (request.url.startsWith('/auth/')) checkOrigin(request, deps.publicUrl);
      return;
    }
    const principal = await identify(deps, request, reply);
    if (!may(principal, permission)) throw forbidden(permission);
    request.principal = principal;
  });
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
