import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { decodeCursor, type Page, pageOf } from '../repositories/cursor.ts';

/** A write to the outside of which nobody knows whether it happened, or how often. */
export interface DoubtfulEffectRow {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly step: string;
  readonly node_id: string;
  readonly status: string;
  readonly run_status: string;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly detail: unknown;
}

/** Of all runs, those of the newest run first. Throws `invalid_cursor`. */
export async function listDoubtfulEffects(
  tx: Tx,
  orgId: string,
  filter: { readonly workflowId?: string; readonly cursor?: string; readonly limit: number },
): Promise<Page<DoubtfulEffectRow>> {
  let query = tx
    .selectFrom('run_step as s')
    .innerJoin('run as r', (join) => join.onRef('r.org_id', '=', 's.org_id').onRef('r.id', '=', 's.run_id'))
    .select([
      's.run_id',
      'r.workflow_id',
      'r.workflow_name',
      's.step',
      's.node_id',
      's.status',
      'r.status as run_status',
      'r.created_at',
      's.ended_at',
      's.detail',
    ])
    .where('s.org_id', '=', orgId)
    // Written out, so that the index of doubtful ones is found.
    .where(sql<boolean>`s.sent = 'maybe'`);
  if (filter.workflowId !== undefined) query = query.where('r.workflow_id', '=', filter.workflowId);
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
