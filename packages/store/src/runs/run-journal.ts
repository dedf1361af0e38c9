import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import type { WaitStatus } from './run-tables.ts';

export interface JournalRow {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  /** The whole event; large values are references. */
  readonly body: unknown;
}

/** The journal after event number `after`, in order. */
export function runEvents(tx: Tx, orgId: string, runId: string, after: number, limit: number): Promise<JournalRow[]> {
  return tx
    .selectFrom('run_event')
    .select(['seq', 'at', 'kind', 'body'])
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export interface CallbackTarget {
  readonly orgId: string;
  readonly runId: string;
  readonly step: string;
  readonly status: WaitStatus;
}

/** What a callback's address leads to, of all tenants: its id is the secret. For `Database.system`. */
export async function findCallbackTarget(tx: Tx, id: string): Promise<CallbackTarget | undefined> {
  const { rows } = await sql<CallbackTarget>`
    select org_id as "orgId", run_id as "runId", step, status from find_run_wait(${id}) where kind = 'callback'`.execute(tx);
  return rows[0];
}

export interface OpenCallback {
  readonly id: string;
  readonly step: string;
}

/** Callbacks that a run waits for, to show their addresses to those who may see the run. */
export function openCallbacks(tx: Tx, orgId: string, runId: string): Promise<OpenCallback[]> {
  return tx
    .selectFrom('run_wait')
    .select(['id', 'step'])
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('kind', '=', 'callback')
    .where('status', '=', 'open')
    .execute();
}
