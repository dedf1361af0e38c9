import { AppError } from '@arches/kernel';
import {
  acceptInvitation,
  addMember,
  appendAuditEvent,
  createInvitation,
  createUser,
  type Database,
  deleteInvitation,
  findCredential,
  findInvitationByHash,
  type FoundInvitation,
  listMembers,
  listOpenInvitations,
  type Role,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import { type Principal, roleAtMost } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { TokenKeys } from '../auth/access-token.ts';
import { hashPassword, isPassword } from '../auth/password.ts';
import { hashSecret, newSecret } from '../auth/secret-text.ts';
import { daysFromNow, type Device, type SignedIn, signIn } from '../auth/sign-in.ts';

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
  readonly publicUrl: string;
}

const invitationDays = 14;

interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: string;
}

/** A link for one person, shown once. A new invitation of the same address takes the place of the open one. */
export async function invite(
  { database, publicUrl }: Deps,
  caller: Principal,
  input: { readonly email: string; readonly role: Role },
): Promise<InvitationView & { readonly url: string }> {
  if (!roleAtMost(input.role, caller.role)) throw new AppError('forbidden', 'You cannot give a role above your own.');
  const token = newSecret('invite');
  return database.withTenant(caller.orgId, async (tx) => {
    const members = await listMembers(tx, caller.orgId);
    if (members.some(({ email }) => email.toLowerCase() === input.email.toLowerCase())) {
      throw new AppError('already_member', `${input.email} is a member already.`);
    }
    for (const open of await listOpenInvitations(tx, caller.orgId)) {
      if (open.email.toLowerCase() === input.email.toLowerCase()) await deleteInvitation(tx, caller.orgId, open.id);
    }
    const { id, email, role, expiresAt } = await createInvitation(tx, caller.orgId, {
      email: input.email,
      role: input.role,
      tokenHash: hashSecret(token),
      invitedBy: caller.userId,
      expiresAt: daysFromNow(invitationDays),
    });
    await record(tx, caller, 'authorization', 'member_invited', { kind: 'invitation', id }, { role });
    return { id, email, role, expiresAt: expiresAt.toISOString(), url: `${publicUrl}/invite/${token}` };
  });
}

export async function revokeInvite(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<{ ok: true }> {
  return database.withTenant(caller.orgId, async (tx) => {
    if (!(await deleteInvitation(tx, caller.orgId, input.id))) throw notFound('invitation', input.id);
    await record(tx, caller, 'authorization', 'invitation_withdrawn', { kind: 'invitation', id: input.id });
    return { ok: true };
  });
}

async function openInvitation(database: Database, token: string): Promise<FoundInvitation> {
  const found = await database.system((tx) => findInvitationByHash(tx, hashSecret(token)));
  if (!found || found.acceptedAt || found.expiresAt.getTime() < Date.now()) {
    throw new AppError('invitation_not_found', 'This invitation was used, withdrawn or is over. Ask for a new one.');
  }
  return found;
}

export async function inviteStatus(
  { database }: Pick<Deps, 'database'>,
  input: { readonly token: string },
): Promise<{ organization: string; email: string; role: Role }> {
  const { organisationName, email, role } = await openInvitation(database, input.token);
  return { organization: organisationName, email, role };
}

/** Joins with an invitation: a new account, or an existing one whose password is given. */
export async function acceptInvite(
  { database, tokenKeys }: Deps,
  input: { readonly token: string; readonly name: string; readonly password: string },
  device: Device,
): Promise<SignedIn> {
  const invitation = await openInvitation(database, input.token);
  const { orgId, email } = invitation;
  const known = await database.system((tx) => findCredential(tx, email));
  if (known && !(await isPassword(input.password, known.passwordHash))) {
    throw new AppError('wrong_credentials', `${email} has an account already. Give its password to join with it.`);
  }
  const passwordHash = known ? undefined : await hashPassword(input.password);
  return database.withTenant(orgId, async (tx) => {
    const role = await acceptInvitation(tx, orgId, invitation.id);
    const userId = known?.userId ?? (await createUser(tx, { email, name: input.name, passwordHash: passwordHash ?? '' })).id;
    await addMember(tx, orgId, userId, role);
    await appendAuditEvent(tx, orgId, {
      category: 'authorization',
      action: 'member_joined',
      actor_kind: 'user',
      actor_id: userId,
      target_kind: 'invitation',
      target_id: invitation.id,
      ip: device.ip ?? null,
      details: { role },
    });
    return signIn(tx, tokenKeys, { userId, orgId }, device);
  });
}
