import { AppError } from '@arches/kernel';
import {
  changeRole,
  type Database,
  findRole,
  listMembers,
  listOpenInvitations,
  type Member,
  removeMember,
  type Role,
  revokeSessionsOfUser,
  type Tx,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import { type Principal, roleAtMost } from '../../http/principal.ts';
import { record } from '../audit/record.ts';

interface Deps {
  readonly database: Database;
}

const memberView = ({ userId, name, email, role, joinedAt }: Member) => ({ userId, name, email, role, joinedAt: joinedAt.toISOString() });
type MemberView = ReturnType<typeof memberView>;

export async function membersAndInvitations({ database }: Deps, caller: Principal) {
  return database.withTenant(caller.orgId, async (tx) => {
    const members = await listMembers(tx, caller.orgId);
    const invitations = await listOpenInvitations(tx, caller.orgId);
    return {
      items: members.map(memberView),
      invitations: invitations
        .filter(({ expiresAt }) => expiresAt.getTime() > Date.now())
        .map(({ id, email, role, expiresAt }) => ({ id, email, role, expiresAt: expiresAt.toISOString() })),
    };
  });
}

/** Throws `forbidden` to whoever would raise himself, touch somebody above, or give what he has not; `last_owner`. */
export async function setMemberRole(
  { database }: Deps,
  caller: Principal,
  input: { readonly userId: string; readonly role: Role },
): Promise<MemberView> {
  return database.withTenant(caller.orgId, async (tx) => {
    const before = await roleOf(tx, caller, input.userId);
    checkReach(caller, before);
    if (!roleAtMost(input.role, caller.role)) throw new AppError('forbidden', 'You cannot give a role above your own.');
    await changeRole(tx, caller.orgId, input.userId, input.role);
    await record(tx, caller, 'authorization', 'role_changed', { kind: 'member', id: input.userId }, { from: before, to: input.role });
    const member = (await listMembers(tx, caller.orgId)).find(({ userId }) => userId === input.userId);
    if (!member) throw notFound('member', input.userId);
    return memberView(member);
  });
}

export async function removeFromOrganisation(
  { database }: Deps,
  caller: Principal,
  input: { readonly userId: string },
): Promise<{ ok: true }> {
  return database.withTenant(caller.orgId, async (tx) => {
    checkReach(caller, await roleOf(tx, caller, input.userId));
    await removeMember(tx, caller.orgId, input.userId);
    await revokeSessionsOfUser(tx, input.userId);
    await record(tx, caller, 'authorization', 'member_removed', { kind: 'member', id: input.userId });
    return { ok: true };
  });
}

async function roleOf(tx: Tx, caller: Principal, userId: string): Promise<Role> {
  const role = await findRole(tx, caller.orgId, userId);
  if (!role) throw notFound('member', userId);
  return role;
}

function checkReach(caller: Principal, role: Role): void {
  if (!roleAtMost(role, caller.role)) throw new AppError('forbidden', 'You cannot change somebody whose role is above yours.');
}
