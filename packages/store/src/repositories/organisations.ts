import type { Tx } from '../database/open-database.ts';
import type { ProjectRow, WorkspaceRow } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  /** IANA name. */
  readonly timezone: string;
  readonly createdAt: Date;
}

export interface NewOrganisation {
  readonly orgId: string;
  readonly projectId: string;
  readonly workspaceId: string;
}

/** An organisation with the project and workspace that are made for everyone. Run it in `withTenant(orgId, …)` with the same id. */
export async function createOrganisation(tx: Tx, orgId: string, name: string): Promise<NewOrganisation> {
  const projectId = newId('prj');
  const workspaceId = newId('ws');
  await tx.insertInto('organisation').values({ org_id: orgId, name }).execute();
  await tx.insertInto('project').values({ org_id: orgId, id: projectId, name: 'Main project' }).execute();
  await tx.insertInto('workspace').values({ org_id: orgId, id: workspaceId, project_id: projectId, name: 'Main workspace' }).execute();
  return { orgId, projectId, workspaceId };
}

export async function findOrganisation(tx: Tx, orgId: string): Promise<Organisation | undefined> {
  return tx
    .selectFrom('organisation')
    .select(['org_id as id', 'name', 'timezone', 'created_at as createdAt'])
    .where('org_id', '=', orgId)
    .executeTakeFirst();
}

export async function renameOrganisation(tx: Tx, orgId: string, name: string): Promise<void> {
  await tx.updateTable('organisation').set({ name }).where('org_id', '=', orgId).execute();
}

export async function setTimezone(tx: Tx, orgId: string, timezone: string): Promise<void> {
  await tx.updateTable('organisation').set({ timezone }).where('org_id', '=', orgId).execute();
}

/** Ids of all organisations, whatever the tenant: for work that the program does for each of them. */
export async function listOrganisationIds(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ org_id: string }>`select org_id from list_organisation_ids()`.execute(tx);
  return rows.map((row) => row.org_id);
}

/** The oldest first, which is the one that was made with the organisation. */
export function listProjects(tx: Tx, orgId: string): Promise<ProjectRow[]> {
  return tx.selectFrom('project').selectAll().where('org_id', '=', orgId).orderBy('id').execute();
}

export function listWorkspaces(tx: Tx, orgId: string): Promise<WorkspaceRow[]> {
  return tx.selectFrom('workspace').selectAll().where('org_id', '=', orgId).orderBy('id').execute();
}
