import { sql } from 'kysely';
import { sqlState } from '../database/database-errors.ts';
import type { Database, Tx } from '../database/open-database.ts';
import { forgetOldFigures } from '../runs/run-statistics.ts';
import { listOrganisationIds } from '../repositories/organisations.ts';
import { deleteExpiredResults } from '../results/result-store.ts';
import { deleteExpiredRuns, type ExpiredRuns } from './delete-expired-runs.ts';
import { deleteUnusedDocuments, deleteUnusedUploads } from './delete-unused.ts';
import { type RetentionDefaults, systemRetention } from './retention-rules.ts';
import { dropRunWeek, pastRunWeeks, prepareRunWeeks, type RunWeek, weekFates } from './run-weeks.ts';
import type { CleanUpResult } from './storage-tables.ts';

export interface CleanUpOptions {
  readonly defaults?: RetentionDefaults;
  /** Runs that one transaction deletes. Default 500. */
  readonly batch?: number;
  /** Stops between batches. */
  readonly signal?: AbortSignal;
}

export interface CleanUpReport {
  readonly byOrganisation: ReadonlyMap<string, CleanUpResult>;
  /** Mondays of the weeks whose partitions were dropped. */
  readonly droppedWeeks: readonly string[];
}

/**
 * Takes the turn for a task that one process does for all of them: true when nobody began it in the last `seconds`, by the database's clock.
 * For `Database.system`.
 */
export async function takeTurn(tx: Tx, task: string, seconds: number): Promise<boolean> {
  const { rows } = await sql`
    insert into housekeeping as h (task) values (${task})
    on conflict (task) do update set begun_at = now() where h.begun_at <= now() - make_interval(secs => ${seconds})
    returning task`.execute(tx);
  return rows.length > 0;
}

/**
 * Deletes every run whose time is over: weeks that nobody keeps by dropping their partitions, the rest in small transactions. Safe to
 * break off at any moment and to run twice at once; what is left is found again.
 */
export async function cleanUp(database: Database, options: CleanUpOptions = {}): Promise<CleanUpReport> {
  const { defaults = systemRetention, signal } = options;
  const orgIds = await database.system(listOrganisationIds);
  const weeks = await database.system(pastRunWeeks);
  const fates = await weekFates(database, orgIds, weeks, defaults);
  const dropped = weeks.filter(({ week }) => fates.get(week) === 'drop');
  const except = weeks.filter(({ week }) => fates.get(week) !== 'rows');
  const byOrganisation = new Map<string, CleanUpResult>();
  for (const orgId of orgIds) {
    let sum = { runs: 0, bytes: 0 };
    for (const which of [...dropped.map((week) => ({ kind: 'week', week }) as const), { kind: 'rows', except } as const]) {
      sum = plus(sum, await deleteAll(database, orgId, which, options));
    }
    await deleteUnused(database, orgId, options);
    byOrganisation.set(orgId, sum);
    await deleteOldResults(database, orgId, options);
    if (!signal?.aborted) await database.withTenant(orgId, (tx) => noteCleanUp(tx, orgId, sum));
  }
  const droppedWeeks = signal?.aborted ? [] : await dropEmptyWeeks(database, weeks);
  return { byOrganisation, droppedWeeks };
}

/** The same for one organisation, at once: weeks that would be dropped soon are not waited for. */
export async function cleanUpOrganisation(database: Database, orgId: string, options: CleanUpOptions = {}): Promise<CleanUpResult> {
  const sum = await deleteAll(database, orgId, { kind: 'rows', except: [] }, options);
  await deleteUnused(database, orgId, options);
  await database.withTenant(orgId, (tx) => noteCleanUp(tx, orgId, sum));
  await dropEmptyWeeks(database, await database.system(pastRunWeeks));
  return sum;
}

async function deleteAll(
  database: Database,
  orgId: string,
  which: ExpiredRuns,
  { defaults = systemRetention, batch = 500, signal }: CleanUpOptions,
): Promise<CleanUpResult> {
  let sum = { runs: 0, bytes: 0 };
  while (!signal?.aborted) {
    const deleted = await database.withTenant(orgId, (tx) => deleteExpiredRuns(tx, orgId, which, batch, defaults));
    sum = plus(sum, deleted);
    if (deleted.runs < batch) return sum;
  }
  return sum;
}

async function deleteOldResults(database: Database, orgId: string, { batch = 500, signal }: CleanUpOptions): Promise<void> {
  for (let deleted = batch; deleted === batch && !signal?.aborted; ) {
    deleted = await database.withTenant(orgId, (tx) => deleteExpiredResults(tx, orgId, batch));
  }
}

async function deleteUnused(database: Database, orgId: string, { batch = 500, signal }: CleanUpOptions): Promise<void> {
  for (const deleteSome of [deleteUnusedUploads, deleteUnusedDocuments]) {
    for (let deleted = batch; deleted === batch && !signal?.aborted; )
      deleted = await database.withTenant(orgId, (tx) => deleteSome(tx, orgId, batch));
  }
}

/** A week whose tables are busy is dropped another time. */
async function dropEmptyWeeks(database: Database, weeks: readonly RunWeek[]): Promise<readonly string[]> {
  const droppedWeeks: string[] = [];
  for (const { week } of weeks) {
    if (await unlessBusy(() => database.system((tx) => dropRunWeek(tx, week)))) droppedWeeks.push(week);
  }
  return droppedWeeks;
}

/** Partitions of the coming weeks, made ahead; put off when the tables are busy. */
export async function makeRoomForRuns(database: Database): Promise<void> {
  await unlessBusy(() => database.system((tx) => prepareRunWeeks(tx)));
}

/** `undefined` when others held the tables too long. */
async function unlessBusy<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (cause) {
    if (sqlState(cause) === LOCK_NOT_AVAILABLE) return undefined;
    throw cause;
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

const figuresKeptDays = 60;

async function noteCleanUp(tx: Tx, orgId: string, done: CleanUpResult): Promise<void> {
  await forgetOldFigures(tx, orgId, figuresKeptDays);
  const report = done.runs === 0 ? null : JSON.stringify(done);
  await sql`
    insert into organisation_storage as s (org_id, cleaned_at, last_clean_up) values (${orgId}, now(), ${report}::json)
    on conflict (org_id) do update set cleaned_at = now(), last_clean_up = coalesce(excluded.last_clean_up, s.last_clean_up)`.execute(tx);
}

const plus = (a: CleanUpResult, b: CleanUpResult): CleanUpResult => ({ runs: a.runs + b.runs, bytes: a.bytes + b.bytes });
