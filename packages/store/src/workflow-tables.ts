import type { Patch, ScheduleSpec, WorkflowDocument } from '@arches/kernel';
import type { Generated, Selectable } from 'kysely';
import type { JsonColumn } from './json-column.ts';

export interface WorkflowTable {
  org_id: string;
  id: string;
  project_id: string;
  workspace_id: string;
  name: string;
  description: Generated<string>;
  draft: JsonColumn<WorkflowDocument>;
  draft_revision: Generated<number>;
  live_version: number | null;
  status: Generated<'draft' | 'live' | 'archived'>;
  archived_at: Date | null;
  paused_at: Date | null;
  /** Account id. */
  paused_by: string | null;
  /** What the runs under way do meanwhile. */
  paused_runs: 'finish' | 'hold' | null;
  created_by: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface WorkflowOpTable {
  org_id: string;
  workflow_id: string;
  revision: number;
  patches: JsonColumn<readonly Patch[]>;
  inverse: JsonColumn<readonly Patch[]>;
  made_by: string;
  client_op_id: string | null;
  made_at: Generated<Date>;
}

export interface WorkflowVersionTable {
  org_id: string;
  workflow_id: string;
  version: number;
  document: JsonColumn<WorkflowDocument>;
  /** SHA-256 of the document's text, in hex. */
  checksum: string;
  note: Generated<string>;
  published_by: string;
  published_at: Generated<Date>;
}

export interface WebhookRouteTable {
  org_id: string;
  id: string;
  workflow_id: string;
  version: number;
  node_id: string;
  /** Upper case. */
  method: string;
  path: string;
  respond: 'immediately' | 'when_finished' | 'respond_node';
  is_live: Generated<boolean>;
  /** Silence longer than so many seconds is told. */
  expect_every_s: number | null;
  /** Outlives publishing. */
  live_since: Generated<Date>;
}

export interface ScheduleTable {
  org_id: string;
  id: string;
  workflow_id: string;
  version: number;
  node_id: string;
  spec: JsonColumn<ScheduleSpec>;
  /** IANA name. */
  timezone: string;
  /** What happens with ticks that were missed. */
  catch_up: Generated<'none' | 'last' | 'all'>;
  /** With `all`: the newest so many. */
  catch_up_limit: Generated<number>;
  /** By how much later than due it starts. */
  delay_ms: Generated<number>;
  next_due: Date | null;
  /** `next_due` with the delay. */
  next_fire: Date | null;
  is_live: Generated<boolean>;
}

export interface ProposalTable {
  org_id: string;
  id: string;
  workflow_id: string | null;
  sentence: string;
  status: Generated<'open' | 'kept' | 'discarded'>;
  body: JsonColumn<unknown>;
  answers: JsonColumn<unknown>;
  created_by: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface FileTable {
  org_id: string;
  id: string;
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  sha256: string;
  storage_key: string;
  run_id: string | null;
  created_by: string | null;
  created_at: Generated<Date>;
}

/** A named value that workflows read as `vars.name`. */
export interface VariableTable {
  org_id: string;
  name: string;
  value: JsonColumn<unknown>;
  description: Generated<string>;
  /** Account id. */
  changed_by: string;
  changed_at: Generated<Date>;
}

export interface WorkflowTables {
  workflow: WorkflowTable;
  workflow_op: WorkflowOpTable;
  workflow_version: WorkflowVersionTable;
  webhook_route: WebhookRouteTable;
  schedule: ScheduleTable;
  proposal: ProposalTable;
  file: FileTable;
  variable: VariableTable;
}

export type WorkflowRow = Selectable<WorkflowTable>;
export type WorkflowOpRow = Selectable<WorkflowOpTable>;
export type WorkflowVersionRow = Selectable<WorkflowVersionTable>;
export type ProposalRow = Selectable<ProposalTable>;
export type VariableRow = Selectable<VariableTable>;
export type FileRow = Selectable<FileTable>;
export type ScheduleRow = Selectable<ScheduleTable>;
export type WebhookRouteRow = Selectable<WebhookRouteTable>;
