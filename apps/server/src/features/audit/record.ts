import { appendAuditEvent, type NewAuditEvent, type Tx } from '@arches/store';
import type { Principal } from '../../http/principal.ts';

type Target = { readonly kind: string; readonly id: string };

/** Writes what a member did into the organisation's audit trail, in the transaction that does it. */
export async function record(
  tx: Tx,
  caller: Principal,
  category: NewAuditEvent['category'],
  action: string,
  target?: Target,
  details?: NewAuditEvent['details'],
): Promise<void> {
  await appendAuditEvent(tx, caller.orgId, {
    category,
    action,
    actor_kind: caller.via === 'api_key' ? 'api_key' : 'user',
    actor_id: caller.apiKeyId ?? caller.userId,
    target_kind: target?.kind ?? null,
    target_id: target?.id ?? null,
    ip: null,
    ...(details === undefined ? {} : { details }),
  });
}
