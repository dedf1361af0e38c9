import type { RunMode } from '@arches/kernel';
import type { Generated, Selectable } from 'kysely';
import type { JsonColumn } from '../json-column.ts';

export interface OrganisationStorageTable {
  org_id: string;
  /** Null, here and below: the installation's default. */
  live_days: number | null;
  test_days: number | null;
  budget_bytes: number | null;
  kept_bytes: Generated<number>;
  cleaned_at: Date | null;
  last_clean_up: JsonColumn<CleanUpResult> | null;
  updated_at: Generated<Date>;
}

/** What one clean-up did. */
export interface CleanUpResult {
  readonly runs: number;
  /** Of journal, values and files. */
  readonly bytes: number;
}

export interface StorageDayTable {
  org_id: string;
  workflow_id: string;
  mode: RunMode;
  /** Of the runs' beginning, UTC. */
  day: Date;
  runs: Generated<number>;
  journal_bytes: Generated<number>;
  value_bytes: Generated<number>;
  file_bytes: Generated<number>;
}

export interface RunFileTable {
  org_id: string;
  file_id: string;
  run_id: string;
}

export interface BlobTrashTable {
  org_id: string;
  storage_key: string;
  size: number;
  thrown_at: Generated<Date>;
}

export interface HousekeepingTable {
  task: string;
  begun_at: Generated<Date>;
}

export interface StorageTables {
  organisation_storage: OrganisationStorageTable;
  storage_day: StorageDayTable;
  run_file: RunFileTable;
  blob_trash: BlobTrashTable;
  housekeeping: HousekeepingTable;
}

export type OrganisationStorageRow = Selectable<OrganisationStorageTable>;
