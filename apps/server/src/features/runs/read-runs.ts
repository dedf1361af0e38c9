import { AppError, type Catalog, type RunMode, type RunStatus } from '@arches/kernel';
import { type Database, findRun, findRunListRow, findRunValue, listRuns, listRunSteps } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { nodeLabels, runDetailView, type RunDetailView, runSummaryView, stepDetailView, stepOfRow } from './run-view.ts';

interface Deps {
  readonly database: Database;
  readonly catalog: Catalog;
}

/** Steps that the run page gets at once. */
const stepsShown = 500;

export async function runList(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: {
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly workflowId?: string | undefined;
    readonly status?: RunStatus | undefined;
    readonly mode?: RunMode | undefined;
    readonly search?: string | undefined;
  },
) {
  const page = await database.withTenant(caller.orgId, (tx) =>
    listRuns(tx, caller.orgId, Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as { limit: number }),
  );
  return { items: page.items.map(runSummaryView), nextCursor: page.nextCursor ?? null };
}

export async function getRun({ database, catalog }: Deps, orgId: string, id: string): Promise<RunDetailView> {
  return database.withTenant(orgId, async (tx) => {
    const row = await findRun(tx, orgId, id);
    if (!row) throw notFound('run', id);
    return runDetailView(row, await listRunSteps(tx, orgId, id, { limit: stepsShown + 1 }), stepsShown, catalog);
  });
}

export async function runSteps(
  { database, catalog }: Deps,
  caller: Principal,
  input: { readonly id: string; readonly cursor?: string | undefined; readonly limit: number; readonly prefix?: string | undefined },
) {
  const from = input.cursor === undefined ? 0 : Number(input.cursor);
  if (!Number.isInteger(from) || from < 0)
    throw new AppError('invalid_cursor', 'The cursor is not one that this list gave out. Start again without one.');
  return database.withTenant(caller.orgId, async (tx) => {
    const run = await findRun(tx, caller.orgId, input.id);
    if (!run) throw notFound('run', input.id);
    const labels = nodeLabels(run.document, catalog);
    const prefix = input.prefix === undefined ? {} : { prefix: input.prefix };
    const rows = await listRunSteps(tx, caller.orgId, input.id, { ...prefix, from, limit: input.limit + 1 });
    const next = rows[input.limit];
    return {
      items: rows.slice(0, input.limit).map((row) => stepDetailView(stepOfRow(row), labels)),
      nextCursor: next ? String(next.position) : null,
    };
  });
}

/** A value that stands as a reference in the run, whole. */
export async function runValue(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string; readonly valueId: string },
): Promise<unknown> {
  const text = await database.withTenant(caller.orgId, async (tx) => {
    if (!(await findRunListRow(tx, caller.orgId, input.id))) throw notFound('run', input.id);
    return findRunValue(tx, caller.orgId, input.id, input.valueId);
  });
  if (text === undefined) throw notFound('value', input.valueId);
  return JSON.parse(text) as unknown;
}
