import { AppError } from '@arches/kernel';
import type { Tx } from '../database/open-database.ts';
import { sql } from 'kysely';

export type SetupState = { readonly kind: 'new' } | { readonly kind: 'offered' } | { readonly kind: 'completed'; readonly at: Date };

export async function findSetupState(tx: Tx): Promise<SetupState> {
  const row = await tx.selectFrom('setup_state').select('completed_at').executeTakeFirst();
  if (!row) return { kind: 'new' };
  return row.completed_at ? { kind: 'completed', at: row.completed_at } : { kind: 'offered' };
}

/** Makes this token the one that opens set-up; an earlier one stops working. Throws `setup_completed`. */
export async function offerSetup(tx: Tx, tokenHash: string): Promise<void> {
  const offered = await tx
    .insertInto('setup_state')
    .values({ token_hash: tokenHash })
    .onConflict((row) => row.column('only_row').doUpdateSet({ token_hash: tokenHash }).where('setup_state.completed_at', 'is', null))
    .returning('only_row')
    .executeTakeFirst();
  if (!offered) throw completed();
}

export async function isSetupToken(tx: Tx, tokenHash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('setup_state')
    .select('only_row')
    .where('token_hash', '=', tokenHash)
    .where('completed_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses the token up. Throws `setup_token_invalid`; of two callers at once, one succeeds. */
export async function completeSetup(tx: Tx, tokenHash: string): Promise<void> {
  const row = await tx
    .updateTable('setup_state')
    .set({ completed_at: sql`now()`, token_hash: null })
    .where('token_hash', '=', tokenHash)
    .where('completed_at', 'is', null)
    .returning('only_row')
    .executeTakeFirst();
  if (!row)
    throw new AppError(
      'setup_token_invalid',
      'This set-up link does not work (any more). Start Arches again to get a new one, or sign in.',
    );
}

/** The same without a token, for an owner named in the environment. Throws `setup_completed`. */
export async function completeSetupWithoutToken(tx: Tx): Promise<void> {
  const row = await tx
    .insertInto('setup_state')
    .values({ token_hash: null, completed_at: new Date() })
    .onConflict((row) =>
      row.column('only_row').doUpdateSet({ token_hash: null, completed_at: sql`now()` }).where('setup_state.completed_at', 'is', null),
    )
    .returning('only_row')
    .executeTakeFirst();
  if (!row) throw completed();
}

function completed(): AppError {
  return new AppError('setup_completed', 'Arches is set up already. Sign in.');
}
