import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import type { MailReason, WaitMailRow } from './asking-tables.ts';

/** A question with people to tell. */
export interface WaitToMail {
  readonly orgId: string;
  readonly runId: string;
  readonly step: string;
}

/** Of all organisations: questions whose people were not told yet, or are to be told again by now. */
export async function waitsToMail(tx: Tx, limit: number): Promise<WaitToMail[]> {
  const found = await sql<WaitToMail>`select org_id as "orgId", run_id as "runId", step from waits_to_mail(${limit})`.execute(tx);
  return found.rows;
}

interface MailPlace {
  readonly runId: string;
  readonly waitId: string;
}

/** Notes that these people are to be told now, whatever became of the message before. */
export async function makeMailsDue(tx: Tx, orgId: string, place: MailPlace, addresses: readonly string[], why: MailReason): Promise<void> {
  if (addresses.length === 0) return;
  await tx
    .insertInto('wait_mail')
    .values(addresses.map((address) => dueMail(orgId, place, address, why)))
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'run_id', 'wait_id', 'address'])
        .doUpdateSet({ why, state: 'due', attempts: 0, due_at: sql<Date>`now()`, error: null }),
    )
    .execute();
}

/** Those of these people of whom nothing is noted yet; of several senders who look at once, one notes it. */
export async function addUntoldMails(tx: Tx, orgId: string, place: MailPlace, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await tx
    .insertInto('wait_mail')
    .values(addresses.map((address) => dueMail(orgId, place, address, 'asked')))
    .onConflict((conflict) => conflict.columns(['org_id', 'run_id', 'wait_id', 'address']).doNothing())
    .execute();
}

function dueMail(orgId: string, { runId, waitId }: MailPlace, address: string, why: MailReason) {
  return {
    org_id: orgId,
    run_id: runId,
    wait_id: waitId,
    address: address.trim().toLowerCase(),
    why,
    state: 'due' as const,
    attempts: 0,
    due_at: sql<Date>`now()`,
    sent_at: null,
    error: null,
  };
}

/** Takes what is due for this sender alone; it is due again after `leaseMs` unless `settleMail` says how it went. */
export function claimMails(tx: Tx, orgId: string, { runId, waitId }: MailPlace, leaseMs: number): Promise<WaitMailRow[]> {
  return tx
    .updateTable('wait_mail')
    .set({ attempts: sql`attempts + 1`, due_at: sql`now() + make_interval(secs => ${leaseMs / 1000}::float8)` })
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('wait_id', '=', waitId)
    .where('due_at', '<=', sql<Date>`now()`)
    .returningAll()
    .execute();
}

export type MailResult =
  | { readonly state: 'sent' }
  | { readonly state: 'failed' | 'no_server'; readonly error: string }
  /** Tried again after this many milliseconds. */
  | { readonly state: 'due'; readonly error: string; readonly againMs: number };

export async function settleMail(
  tx: Tx,
  { org_id, run_id, wait_id, address }: Pick<WaitMailRow, 'org_id' | 'run_id' | 'wait_id' | 'address'>,
  result: MailResult,
): Promise<void> {
  const next = result.state === 'due' ? sql<Date>`now() + make_interval(secs => ${result.againMs / 1000}::float8)` : null;
  await tx
    .updateTable('wait_mail')
    .set({
      state: result.state,
      due_at: next,
      error: result.state === 'sent' ? null : result.error.slice(0, 500),
      ...(result.state === 'sent' ? { sent_at: sql<Date>`now()` } : {}),
    })
    .where('org_id', '=', org_id)
    .where('run_id', '=', run_id)
    .where('wait_id', '=', wait_id)
    .where('address', '=', address)
    .execute();
}

/** Nobody needs to hear of these any more: they are not asked, or the question is closed. */
export async function dropMail(tx: Tx, row: Pick<WaitMailRow, 'org_id' | 'run_id' | 'wait_id' | 'address'>): Promise<void> {
  await tx
    .deleteFrom('wait_mail')
    .where('org_id', '=', row.org_id)
    .where('run_id', '=', row.run_id)
    .where('wait_id', '=', row.wait_id)
    .where('address', '=', row.address)
    .execute();
}

export function mailsOfWaits(tx: Tx, orgId: string, waitIds: readonly string[]): Promise<WaitMailRow[]> {
  if (waitIds.length === 0) return Promise.resolve([]);
  return tx.selectFrom('wait_mail').selectAll().where('org_id', '=', orgId).where('wait_id', 'in', waitIds).execute();
}
