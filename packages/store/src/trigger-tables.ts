import type { Generated, Selectable } from 'kysely';

/** One due time of one schedule. */
export interface TriggerTickTable {
  org_id: string;
  workflow_id: string;
  node_id: string;
  due_at: Date;
  id: string;
  /** `filled`: started later by somebody who asked for it. */
  status: 'fired' | 'missed' | 'filled';
  reason: 'was_down' | 'paused' | 'refused' | null;
  /** The catch-up policy that held when it was missed. */
  policy: 'none' | 'last' | 'all' | null;
  note: string | null;
  run_id: string | null;
  at: Generated<Date>;
  filled_by: string | null;
}

export interface TriggerDeliveryTable {
  org_id: string;
  id: string;
  workflow_id: string;
  node_id: string;
  outcome: 'started' | 'duplicate' | 'refused' | 'redelivered';
  reason: string | null;
  run_id: string | null;
  delivery_key: string | null;
  /** SHA-256, base64url. */
  body_hash: string | null;
  bucket: string | null;
  count: Generated<number>;
  seen_at: Date;
  last_at: Date;
}

export interface TriggerDismissalTable {
  org_id: string;
  workflow_id: string;
  node_id: string;
  dismissed_at: Generated<Date>;
  dismissed_by: string;
}

export interface TriggerSecretTable {
  org_id: string;
  workflow_id: string;
  node_id: string;
  secret_sealed: string;
  set_by: string;
  set_at: Generated<Date>;
}

export interface TriggerTables {
  trigger_tick: TriggerTickTable;
  trigger_delivery: TriggerDeliveryTable;
  trigger_dismissal: TriggerDismissalTable;
  trigger_secret: TriggerSecretTable;
}

export type TriggerTickRow = Selectable<TriggerTickTable>;
export type TriggerDeliveryRow = Selectable<TriggerDeliveryTable>;
export type TriggerSecretRow = Selectable<TriggerSecretTable>;
