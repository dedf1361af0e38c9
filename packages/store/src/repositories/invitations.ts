import { AppError } from '@arches/kernel';
import type { Tx } from '../database/open-database.ts';
import { violatedConstraint } from '../database/database-errors.ts';
import type { Role } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';

export interface NewInvitation {
  readonly email: string;
  readonly role: Role;
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface FoundInvitation {
  readonly orgId: string;
  readonly organisationName: string;
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
}

const shown = ['id', 'email', 'role', 'invited_by as invitedBy', 'created_at as createdAt', 'expires_at as expiresAt'] as const;

/** Throws `already_invited` while an invitation to the same address is open. */
export async function createInvitation(tx: Tx, orgId: string, invitation: NewInvitation): Promise<Invitation> {
  try {
    return await tx
      .insertInto('invitation')
      .values({
        org_id: orgId,
        id: newId('inv'),
        email: invitation.email.trim().toLowerCase(),
        role: invitation.role,
        token_hash: invitation.tokenHash,
        invited_by: invitation.invitedBy,
        expires_at: invitation.expiresAt,
      })
      .returning(shown)
      .executeTakeFirstOrThrow();
  } catch (cause) {
    if (violatedConstraint(cause) !== 'invitation_open_email') throw cause;
    throw new AppError('already_invited', `${invitation.email} has an open invitation. Withdraw it to send a new one.`, { cause });
  }
}

export function listOpenInvitations(tx: Tx, orgId: string): Promise<Invitation[]> {
  return tx
    .selectFrom('invitation')
    .select(shown)
    .where('org_id', '=', orgId)
    .where('accepted_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

export async function deleteInvitation(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('invitation').where('org_id', '=', orgId).where('id', '=', id).returning('id').executeTakeFirst();
  return gone !== undefined;
}

/** Looks across tenants, since a link is all that the caller shows. */
export async function findInvitationByHash(tx: Tx, tokenHash: string): Promise<FoundInvitation | undefined> {
  const found = await sql<FoundInvitation>`
    select org_id as "orgId", organisation_name as "organisationName", id, email, role, expires_at as "expiresAt", accepted_at as "acceptedAt"
    from find_invitation(${tokenHash})`.execute(tx);
  return found.rows[0];
}

/** Uses an invitation up. Throws `invitation_not_found` when it was used, withdrawn or is over: exactly one caller succeeds. */
export async function acceptInvitation(tx: Tx, orgId: string, id: string): Promise<Role> {
  const accepted = await tx
    .updateTable('invitation')
    .set({ accepted_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('role')
    .executeTakeFirst();
  if (!accepted) throw new AppError('invitation_not_found', 'This invitation was used, withdrawn or is over. Ask for a new one.');
  return accepted.role;
}
