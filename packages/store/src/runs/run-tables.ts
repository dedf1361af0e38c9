import type { RunMode, RunStatus, StepStatus, TimerName, Vote, WorkflowDocument } from '@arches/kernel';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { JsonColumn } from '../json-column.ts';

export interface RunDocumentTable {
  org_id: string;
  /** sha256 of the document's JSON, hex. */
  hash: string;
  document: JsonColumn<WorkflowDocument>;
  /** When a process last sent it, to an hour. */
  used_at: Generated<Date>;
}

export interface RunTable {
  org_id: string;
  id: string;
  project_id: string;
  workspace_id: string;
  workflow_id: string;
  workflow_name: string;
  version: number | null;
  mode: RunMode;
  status: RunStatus;
  trigger_kind: string;
  created_by: string | null;
  parent_run_id: string | null;
  parent_step: string | null;
  paused: Generated<boolean>;
  undecided: Generated<boolean>;
  format: Generated<number>;
  document_hash: string;
  input: JsonColumn<unknown>;
  output: JsonColumn<unknown> | null;
  error: JsonColumn<unknown> | null;
  reply: JsonColumn<unknown> | null;
  cost_usd: number | null;
  waiting_for: string | null;
  steps_total: number;
  steps_done: number;
  steps_failed: number;
  /** Its workflow's pause keeps it from going on. */
  held_back: Generated<boolean>;
  last_seq: number;
  epoch: number;
  owner: number | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  journal_bytes: Generated<number>;
  value_bytes: Generated<number>;
  file_bytes: Generated<number>;
}

export interface RunEventTable {
  org_id: string;
  run_id: string;
  seq: number;
  at: Date;
  kind: string;
  body: JsonColumn<unknown>;
}

export interface RunStepTable {
  org_id: string;
  run_id: string;
  step: string;
  node_id: string;
  position: number;
  status: StepStatus;
  attempts: number;
  started_at: Date | null;
  ended_at: Date | null;
  cost_usd: number | null;
  input: JsonColumn<unknown> | null;
  output: JsonColumn<unknown> | null;
  detail: JsonColumn<unknown>;
  sent: 'once' | 'maybe' | 'not_sent' | null;
}

export interface RunTimerTable {
  org_id: string;
  run_id: string;
  step: string;
  timer: TimerName;
  due_at: Date;
}

export type WaitStatus = 'open' | 'approved' | 'rejected' | 'answered' | 'expired' | 'cancelled';

export interface RunWaitTable {
  org_id: string;
  id: string;
  run_id: string;
  step: string;
  node_id: string;
  kind: 'approval' | 'callback' | 'decision' | 'child';
  title: string;
  message: string;
  assignees: JsonColumn<readonly string[]>;
  form: JsonColumn<unknown> | null;
  data: JsonColumn<unknown> | null;
  on_timeout: string | null;
  opened_at: Date;
  deadline_at: Date | null;
  status: ColumnType<WaitStatus, WaitStatus | undefined, WaitStatus>;
  decided_by: string | null;
  comment: string | null;
  form_values: JsonColumn<unknown> | null;
  closed_at: Date | null;
  quorum: number | null;
  rejections: number | null;
  votes: Generated<JsonColumn<readonly Vote[]>>;
  remind_every_ms: number | null;
  escalation: JsonColumn<unknown> | null;
  reason: 'failed' | 'outcome_unknown' | null;
  error: JsonColumn<unknown> | null;
}

export interface RunInboxTable {
  org_id: string;
  run_id: string;
  id: string;
  position: Generated<number>;
  body: JsonColumn<unknown>;
}

export interface RunDeliveryTable {
  org_id: string;
  workflow_id: string;
  key: string;
  run_id: string;
}

export interface RunValueTable {
  org_id: string;
  run_id: string;
  id: string;
  /** Bytes. */
  size: number;
  /** JSON. */
  body: string;
}

export interface RunTables {
  run_document: RunDocumentTable;
  run: RunTable;
  run_event: RunEventTable;
  run_step: RunStepTable;
  run_timer: RunTimerTable;
  run_wait: RunWaitTable;
  run_delivery: RunDeliveryTable;
  run_value: RunValueTable;
  run_inbox: RunInboxTable;
}

export type RunRecord = Selectable<RunTable>;
export type RunStepRecord = Selectable<RunStepTable>;
export type RunWaitRecord = Selectable<RunWaitTable>;
