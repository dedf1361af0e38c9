import { AppError } from '@arches/kernel';
import type { Tx } from '../database/open-database.ts';
import { violatedConstraint } from '../database/database-errors.ts';
import type { UserRow } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** Addresses are compared without regard to case. */
function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Throws `email_taken`. */
export async function createUser(tx: Tx, { email, name, passwordHash }: NewUser): Promise<UserRow> {
  try {
    const user = await tx
      .insertInto('app_user')
      .values({ id: newId('usr'), email: normalEmail(email), name })
      .returningAll()
      .executeTakeFirstOrThrow();
    await tx.insertInto('credential').values({ user_id: user.id, password_hash: passwordHash }).execute();
    return user;
  } catch (cause) {
    if (violatedConstraint(cause) === 'app_user_email') {
      throw new AppError('email_taken', `${email} already has an account. Sign in with it, or use another address.`, { cause });
    }
    throw cause;
  }
}

export function findUser(tx: Tx, userId: string): Promise<UserRow | undefined> {
  return tx.selectFrom('app_user').selectAll().where('id', '=', userId).executeTakeFirst();
}

export function findUserByEmail(tx: Tx, email: string): Promise<UserRow | undefined> {
  return tx.selectFrom('app_user').selectAll().where(sql`lower(email)`, '=', normalEmail(email)).executeTakeFirst();
}

export interface Credential {
  readonly userId: string;
  readonly passwordHash: string;
}

/** What a sign-in by e-mail and password is checked against. Nothing for an unknown or disabled account. */
export function findCredential(tx: Tx, email: string): Promise<Credential | undefined> {
  return tx
    .selectFrom('app_user')
    .innerJoin('credential', 'credential.user_id', 'app_user.id')
    .select(['app_user.id as userId', 'credential.password_hash as passwordHash'])
    .where(sql`lower(app_user.email)`, '=', normalEmail(email))
    .where('app_user.disabled_at', 'is', null)
    .executeTakeFirst();
}

export async function setPasswordHash(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx
    .insertInto('credential')
    .values({ user_id: userId, password_hash: passwordHash })
    .onConflict((row) => row.column('user_id').doUpdateSet({ password_hash: passwordHash, updated_at: sql`now()` }))
    .execute();
}

export async function renameUser(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.updateTable('app_user').set({ name }).where('id', '=', userId).execute();
}
