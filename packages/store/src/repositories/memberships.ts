import { AppError } from '@arches/kernel';
import type { Tx } from '../database/open-database.ts';
import type { Role } from '../identity-tables.ts';
import { sql } from 'kysely';

export interface Membership {
  readonly orgId: string;
  readonly organisationName: string;
  readonly role: Role;
}

export interface Member {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Date;
}

/** Everything that a user belongs to, whatever the tenant; the oldest first. */
export async function membershipsOfUser(tx: Tx, userId: string): Promise<Membership[]> {
  const found = await sql<Membership>`
    select org_id as "orgId", organisation_name as "organisationName", role from memberships_of_user(${userId})`.execute(tx);
  return found.rows;
}

export async function addMember(tx: Tx, orgId: string, userId: string, role: Role): Promise<void> {
  await tx
    .insertInto('membership')
    .values({ org_id: orgId, user_id: userId, role })
    .onConflict((row) => row.columns(['org_id', 'user_id']).doNothing())
    .execute();
}

export function listMembers(tx: Tx, orgId: string): Promise<Member[]> {
  return tx
    .selectFrom('membership as m')
    .innerJoin('app_user as u', 'u.id', 'm.user_id')
    .select(['u.id as userId', 'u.name', 'u.email', 'm.role', 'm.created_at as joinedAt'])
    .where('m.org_id', '=', orgId)
    .orderBy('m.created_at')
    .orderBy('u.id')
    .execute();
}

export async function findRole(tx: Tx, orgId: string, userId: string): Promise<Role | undefined> {
  const row = await tx.selectFrom('membership').select('role').where('org_id', '=', orgId).where('user_id', '=', userId).executeTakeFirst();
  return row?.role;
}

/** Throws `member_not_found`, and `last_owner` when nobody would be left who owns the organisation. */
export async function changeRole(tx: Tx, orgId: string, userId: string, role: Role): Promise<void> {
  await keepAnOwner(tx, orgId, userId, role);
  await tx.updateTable('membership').set({ role }).where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

/** Ends a membership and the API keys made under it. Throws `member_not_found` and `last_owner`. */
export async function removeMember(tx: Tx, orgId: string, userId: string): Promise<void> {
  await keepAnOwner(tx, orgId, userId, undefined);
  await tx.deleteFrom('membership').where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

/** The owners' rows stay locked to the end of the transaction, so two owners cannot remove each other at once. */
async function keepAnOwner(tx: Tx, orgId: string, userId: string, newRole: Role | undefined): Promise<void> {
  const owners = await tx
    .selectFrom('membership')
    .select('user_id')
    .where('org_id', '=', orgId)
    .where('role', '=', 'owner')
    .orderBy('user_id')
    .forUpdate()
    .execute();
  if ((await findRole(tx, orgId, userId)) === undefined)
    throw new AppError('member_not_found', 'This person is not a member of the organisation.');
  if (newRole !== 'owner' && owners.length === 1 && owners[0]?.user_id === userId) {
    throw new AppError('last_owner', 'An organisation needs an owner. Make somebody else owner first.');
  }
}
