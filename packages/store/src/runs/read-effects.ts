import type { RunStatus, StepStatus } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { decodeCursor, type Page, pageOf } from '../repositories/cursor.ts';

/** A write to the outside of which nobody knew whether it happened, or how often. */
export interface DoubtfulEffectRow {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly step: string;
  readonly node_id: string;
  readonly status: StepStatus;
  readonly run_status: RunStatus;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly detail: unknown;
  /** The question to a person that the step waits with. */
  readonly wait_id: string | null;
  readonly happened: boolean | null;
  readonly check_comment: string | null;
  readonly checked_by: string | null;
  readonly checked_at: Date | null;
}

const doubtful = (tx: Tx, orgId: string) =>
  tx
    .selectFrom('run_step as s')
    .innerJoin('run as r', (join) => join.onRef('r.org_id', '=', 's.org_id').onRef('r.id', '=', 's.run_id'))
    .leftJoin('run_wait as w', (join) =>
      join
        .onRef('w.org_id', '=', 's.org_id')
        .onRef('w.run_id', '=', 's.run_id')
        .onRef('w.step', '=', 's.step')
        .on('w.kind', '=', 'decision')
        .on('w.status', '=', 'open'),
    )
    .leftJoin('effect_check as c', (join) =>
      join.onRef('c.org_id', '=', 's.org_id').onRef('c.run_id', '=', 's.run_id').onRef('c.step', '=', 's.step'),
    )
    .select([
      's.run_id',
      'r.workflow_id',
      'r.workflow_name',
      's.step',
      's.node_id',
      's.status',
      'r.status as run_status',
      'r.created_at',
      's.started_at',
      's.ended_at',
      's.detail',
      'w.id as wait_id',
      'c.happened',
      'c.comment as check_comment',
      'c.checked_by',
      'c.checked_at',
    ])
    .where('s.org_id', '=', orgId)
    // Written out, so that the index of doubtful ones is found.
    .where(sql<boolean>`s.sent = 'maybe'`);

export interface EffectFilter {
  readonly workflowId?: string;
  /** Whether somebody has looked; both when absent. */
  readonly checked?: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

/** Of all runs, those of the newest run first. Throws `invalid_cursor`. */
export async function listDoubtfulEffects(tx: Tx, orgId: string, filter: EffectFilter): Promise<Page<DoubtfulEffectRow>> {
  let query = doubtful(tx, orgId);
  if (filter.workflowId !== undefined) query = query.where('r.workflow_id', '=', filter.workflowId);
  if (filter.checked !== undefined) query = query.where('c.checked_at', filter.checked ? 'is not' : 'is', null);
  if (filter.cursor) {
    const [runId = '', step = ''] = decodeCursor(filter.cursor).id.split(' ');
    query = query.where(sql<boolean>`(s.run_id, s.step) < (${runId}, ${step})`);
  }
  const rows = (await query
    .orderBy('s.run_id', 'desc')
    .orderBy('s.step', 'desc')
    .limit(filter.limit + 1)
    .execute()) as DoubtfulEffectRow[];
  return pageOf(rows, filter.limit, ({ created_at, run_id, step }) => ({ at: created_at, id: `${run_id} ${step}` }));
}

/** One of them; `undefined` where the step is in no doubt. */
export async function findDoubtfulEffect(tx: Tx, orgId: string, runId: string, step: string): Promise<DoubtfulEffectRow | undefined> {
  const query = doubtful(tx, orgId).where('s.run_id', '=', runId).where('s.step', '=', step);
  return (await query.executeTakeFirst()) as DoubtfulEffectRow | undefined;
}

/** Effects that nobody has looked into yet. */
export async function countUncheckedEffects(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('run_step as s')
    .select(sql<number>`count(*)`.as('open'))
    .where('s.org_id', '=', orgId)
    .where(sql<boolean>`s.sent = 'maybe'`)
    .where(sql<boolean>`not exists (select from effect_check c where c.org_id = s.org_id and c.run_id = s.run_id and c.step = s.step)`)
    .executeTakeFirstOrThrow();
  return Number(row.open);
}

export interface EffectCheck {
  readonly runId: string;
  readonly step: string;
  readonly happened: boolean;
  readonly comment: string;
  /** E-mail address. */
  readonly by: string;
}

/** What somebody found out; the last word counts. */
export async function saveEffectCheck(tx: Tx, orgId: string, { runId, step, happened, comment, by }: EffectCheck): Promise<void> {
  const found = { happened, comment, checked_by: by };
  await tx
    .insertInto('effect_check')
    .values({ org_id: orgId, run_id: runId, step, ...found })
    .onConflict((conflict) => conflict.columns(['org_id', 'run_id', 'step']).doUpdateSet({ ...found, checked_at: sql`now()` }))
    .execute();
}
