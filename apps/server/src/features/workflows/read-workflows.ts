import { type Database, findVersion, listMembers, listVersions, listWorkflows, type Tx, workflowOverviews } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { knownSettings } from '../variables/known-settings.ts';
import { readDocument } from './create-workflow.ts';
import { stepSentences } from './step-sentences.ts';
import {
  detailView,
  namesOfPausers,
  problemsOf,
  requireWorkflow,
  summaryView,
  type ViewDeps,
  type WorkflowDetail,
} from './workflow-view.ts';

interface Deps extends ViewDeps {
  readonly database: Database;
}

export async function workflowList(
  { database, catalog }: Pick<Deps, 'database' | 'catalog'>,
  caller: Principal,
  input: { readonly cursor?: string | undefined; readonly limit: number; readonly search?: string | undefined },
) {
  return database.withTenant(caller.orgId, async (tx) => {
    const page = await listWorkflows(tx, caller.orgId, {
      limit: input.limit,
      ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
      ...(input.search === undefined ? {} : { search: input.search }),
    });
    const overviews = await workflowOverviews(
      tx,
      caller.orgId,
      page.items.map(({ id }) => id),
    );
    const pausers = await namesOfPausers(tx, caller.orgId, page.items);
    const items = page.items.flatMap((row) => {
      const overview = overviews.get(row.id);
      return overview ? [summaryView(row, overview, catalog, pausers)] : [];
    });
    return { items, nextCursor: page.nextCursor ?? null };
  });
}

export async function getWorkflow({ database, ...view }: Deps, caller: Principal, input: { readonly id: string }): Promise<WorkflowDetail> {
  return database.withTenant(caller.orgId, async (tx) => detailView(view, tx, await requireWorkflow(tx, caller.orgId, input.id)));
}

/** Every problem of the draft, or of a document sent along. */
export async function validateWorkflow(
  { database, catalog, config }: Pick<Deps, 'database' | 'catalog' | 'config'>,
  caller: Principal,
  input: { readonly id: string; readonly document?: unknown },
) {
  const { orgId } = caller;
  const problems = await database.withTenant(orgId, async (tx) => {
    const { draft } = await requireWorkflow(tx, orgId, input.id);
    const document = input.document === undefined ? draft : readDocument(input.document);
    return problemsOf(document, catalog, await knownSettings(tx, orgId, document, config));
  });
  return { valid: problems.every(({ severity }) => severity !== 'error'), problems };
}

async function namesOfMembers(tx: Tx, orgId: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await listMembers(tx, orgId)).map(({ userId, name }) => [userId, name]));
}

interface VersionFields {
  readonly version: number;
  readonly note: string;
  readonly published_at: Date;
  readonly published_by: string;
}

export function versionView(row: VersionFields, liveVersion: number | null, publisher: string | undefined) {
  return {
    version: row.version,
    note: row.note,
    publishedAt: row.published_at.toISOString(),
    publishedBy: publisher ?? 'A former member',
    live: row.version === liveVersion,
  };
}

export async function workflowVersions({ database }: Pick<Deps, 'database'>, caller: Principal, input: { readonly id: string }) {
  return database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    const names = await namesOfMembers(tx, caller.orgId);
    const rows = await listVersions(tx, caller.orgId, input.id);
    return { items: rows.map((row) => versionView(row, workflow.live_version, names.get(row.published_by))) };
  });
}

export async function workflowVersion(
  { database, catalog }: Pick<Deps, 'database' | 'catalog'>,
  caller: Principal,
  input: { readonly id: string; readonly version: number },
) {
  return database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    const row = await findVersion(tx, caller.orgId, input.id, input.version);
    if (!row) throw notFound('version', String(input.version));
    const names = await namesOfMembers(tx, caller.orgId);
    return {
      ...versionView(row, workflow.live_version, names.get(row.published_by)),
      document: row.document,
      summaries: stepSentences(row.document, catalog),
    };
  });
}
