import type { Tx } from '../database/open-database.ts';
import type { AuditEventRow, NewAuditEvent } from '../identity-tables.ts';
import { json } from '../json-column.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';
import { decodeCursor, type Page, pageOf } from './cursor.ts';

export async function appendAuditEvent(tx: Tx, orgId: string, event: NewAuditEvent): Promise<void> {
  await tx
    .insertInto('audit_event')
    .values({ ...event, org_id: orgId, id: newId('aud'), details: json(event.details ?? {}) })
    .execute();
}

export interface AuditFilter {
  readonly category?: AuditEventRow['category'];
  readonly actorId?: string;
  readonly targetId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Newest first. Throws `invalid_cursor`. */
export async function listAuditEvents(tx: Tx, orgId: string, filter: AuditFilter): Promise<Page<AuditEventRow>> {
  let query = tx.selectFrom('audit_event').selectAll().where('org_id', '=', orgId);
  if (filter.category) query = query.where('category', '=', filter.category);
  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId);
  if (filter.targetId) query = query.where('target_id', '=', filter.targetId);
  if (filter.cursor) query = query.where('id', '<', decodeCursor(filter.cursor).id);
  const rows = await query
    .orderBy(sql`id`, 'desc')
    .limit(filter.limit + 1)
    .execute();
  return pageOf(rows, filter.limit, ({ at, id }) => ({ at, id }));
}
