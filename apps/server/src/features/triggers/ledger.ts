import { type Database, type LedgerQuery, type LedgerRow, listLedger } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';

/** What was expected and what was seen. Throws `workflow_not_found`, `invalid_cursor`. */
export async function triggerLedger(
  { database }: { readonly database: Database },
  caller: Principal,
  input: LedgerQuery & { readonly id: string },
) {
  return database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, input.id);
    const { items, nextCursor } = await listLedger(tx, caller.orgId, input.id, input);
    return { items: items.map(entryView), nextCursor: nextCursor ?? null };
  });
}

function entryView(row: LedgerRow) {
  return {
    id: row.id,
    kind: row.kind,
    nodeId: row.node_id,
    at: row.at.toISOString(),
    status: row.status,
    reason: row.reason,
    words: entryWords(row),
    runId: row.run_id,
    doneAt: row.done_at.toISOString(),
    count: row.count,
  };
}

/** Late by less than this goes without saying. */
const lateMs = 90_000;

function entryWords(row: LedgerRow): string {
  const times = row.count > 1 ? ` (${row.count} times)` : '';
  switch (row.status) {
    case 'fired':
      return row.done_at.getTime() - row.at.getTime() > lateMs ? 'Started late, when the server was back' : 'Started';
    case 'filled':
      return 'Run later, by hand';
    case 'missed':
      return missedWords(row);
    case 'started':
      return 'Came in and started a run';
    case 'redelivered':
      return 'Delivered again, by hand';
    case 'duplicate':
      return `Came again${times}; it has its run`;
    case 'refused':
      return `Refused${times}: ${refusals[row.reason ?? ''] ?? row.reason ?? 'for a reason that is not known'}`;
  }
}

function missedWords({ reason, policy, note }: LedgerRow): string {
  const more = note === null ? '' : ` ${note}`;
  if (reason === 'paused') return 'Missed: the workflow was paused';
  if (reason === 'refused') return `Missed: its run could not be started.${more}`;
  const rule =
    policy === 'none'
      ? 'it is set to catch up with none'
      : policy === 'last'
        ? 'it is set to catch up with the last one only'
        : 'more were missed than it is set to catch up with';
  return `Missed: the server was not running, and ${rule}.${more}`;
}

const refusals: { readonly [code: string]: string } = {
  signature_missing: 'it was not signed',
  signature_invalid: 'its signature was wrong',
  signature_secret_missing: 'no secret is set to check it with',
  timestamp_missing: 'its time was missing',
  timestamp_outside_window: 'it was signed too long ago, or by a clock that is wrong',
  raw_body_needed: 'a signed call cannot be a form with files',
  delivery_conflict: 'its key belongs to another message',
  delivery_id_too_long: 'the name of the delivery is too long',
  malformed_json: 'its body was not valid JSON',
  validation_failed: 'its body was not allowed',
  input_invalid: 'its body is not what the workflow takes',
  too_large: 'its body was too large',
};
