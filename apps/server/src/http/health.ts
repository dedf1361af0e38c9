import { AppError } from '@arches/kernel';
import { type Database, databaseNow } from '@arches/store';
import type { FastifyInstance } from 'fastify';
import { failureOf } from './errors.ts';

/** A database that has not said anything for so long is no database to those who ask for our health. */
const patienceMs = 3000;
/** However many ask, the database is asked once in a while. */
const askEveryMs = 1000;

/** `GET /health`: 200 when requests are served as they should be, 503 with the reason when not. */
export function addHealth(app: FastifyInstance, { database }: { readonly database: Database }): void {
  let asked: { readonly at: number; readonly problem: Promise<unknown> } | undefined;
  app.get('/health', { config: { permission: 'public', rateLimit: false } }, async (request, reply) => {
    if (!asked || performance.now() - asked.at > askEveryMs) asked = { at: performance.now(), problem: problemOf(database) };
    const problem = database.trouble() ?? (await asked.problem);
    if (problem === undefined) return { status: 'ready' };
    const { headers, body } = failureOf(problem, request.id);
    return reply.status(503).headers(headers).send({ status: 'unavailable', code: body.code, message: body.message });
  });
}

async function problemOf(database: Database): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<AppError>((resolve) => {
    timer = setTimeout(
      () => resolve(new AppError('database_unavailable', 'The database does not answer.', { retryable: true })),
      patienceMs,
    );
  });
  const answer = database.system(databaseNow).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}
