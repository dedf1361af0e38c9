import type { Generated, Selectable } from 'kysely';

export type MailReason = 'asked' | 'reminder' | 'escalation' | 'delegation';

/** How the last message to one person about one question went. */
export interface WaitMailTable {
  org_id: string;
  run_id: string;
  wait_id: string;
  /** Lower case. */
  address: string;
  why: MailReason;
  state: 'due' | 'sent' | 'failed' | 'no_server';
  attempts: Generated<number>;
  due_at: Date | null;
  sent_at: Date | null;
  error: string | null;
}

/** What a person found out about an outside effect. */
export interface EffectCheckTable {
  org_id: string;
  run_id: string;
  step: string;
  happened: boolean;
  comment: string;
  checked_by: string;
  checked_at: Generated<Date>;
}

export interface AskingTables {
  wait_mail: WaitMailTable;
  effect_check: EffectCheckTable;
}
export type WaitMailRow = Selectable<WaitMailTable>;
