import { contract, type Permission, permissions } from '@arches/contract';
import type { AnyContractProcedure, AnyContractRouter } from '@orpc/contract';
import { ORPCError, traverseContractProcedures, ValidationError } from '@orpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { failureOf, type Failure } from './errors.ts';
import { validationFailed } from './input-problems.ts';

export interface RouteFacts {
  /** Such as `runs.start`. */
  readonly name: string;
  readonly method: string;
  /** As Fastify writes it: `/api/v2/runs/:id`. */
  readonly url: string;
  readonly permission: Permission;
  readonly takesFiles: boolean;
}

/** Every route of the contract with the right it asks for. Throws for a route without one: the program must not start with it. */
export function contractRoutes(router: AnyContractRouter = contract): readonly RouteFacts[] {
  const found: RouteFacts[] = [];
  traverseContractProcedures({ router, path: [] }, ({ contract: procedure, path }) => {
    found.push(factsOf(path.join('.'), procedure));
  });
  return found;
}

const takingFiles = new Set(['runs.start', 'runs.startPipeline', 'forms.submit']);

function factsOf(name: string, procedure: AnyContractProcedure): RouteFacts {
  const { route, meta } = procedure['~orpc'];
  const permission: unknown = (meta as { readonly permission?: unknown }).permission;
  if (!isPermission(permission)) throw new Error(`The route ${name} names no permission.`);
  if (!route.method || !route.path) throw new Error(`The route ${name} has no method or path.`);
  return {
    name,
    method: route.method,
    url: route.path.replaceAll(/\{\+?([^}]+)\}/g, ':$1'),
    permission,
    takesFiles: takingFiles.has(name),
  };
}

function isPermission(value: unknown): value is Permission {
  return permissions.some((permission) => permission === value);
}

interface FailedCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A failure on its way through oRPC, with the answer it will give. */
export function toOrpcError(cause: unknown, { request, reply }: FailedCall): ORPCError<string, Failure['body']> {
  const failure = failureOf(inputProblem(cause) ?? cause, request.id);
  void reply.headers(failure.headers);
  if (failure.isFault)
    request.log.error({ err: cause, issues: outputIssues(cause), traceId: request.id, url: request.url }, 'A request failed');
  return new ORPCError(failure.body.code, { status: failure.status, message: failure.body.message, data: failure.body, cause });
}

function inputProblem(cause: unknown): unknown {
  if (!(cause instanceof ORPCError) || cause.code !== 'BAD_REQUEST') return undefined;
  if (cause.cause instanceof ValidationError) return validationFailed(cause.cause.issues as readonly z.core.$ZodIssue[]);
  return undefined;
}

function outputIssues(cause: unknown): unknown {
  return cause instanceof ORPCError && cause.cause instanceof ValidationError ? cause.cause.issues : undefined;
}
