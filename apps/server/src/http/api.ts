import { contract } from '@arches/contract';
import { implement } from '@orpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unauthenticated } from './errors.ts';
import type { Principal } from './principal.ts';

/** What a route's adapter sees of the request besides its input. */
export interface CallContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly principal: Principal | undefined;
}

/** The contract to be implemented; each feature gives its part in `routes.ts`. */
export const api = implement(contract).$context<CallContext>();

/** The caller of a route that is not public. */
export function callerOf({ principal }: CallContext): Principal {
  if (!principal) throw unauthenticated();
  return principal;
}
