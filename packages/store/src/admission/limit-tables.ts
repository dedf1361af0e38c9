import type { RunPriority } from '@arches/engine';
import type { Generated } from 'kysely';
import type { JsonColumn } from '../json-column.ts';

export interface RunLimitTable {
  org_id: string;
  concurrency: number | null;
  rate_count: number | null;
  rate_seconds: number | null;
  updated_by: string;
  updated_at: Generated<Date>;
}

export interface ServiceLimitTable {
  org_id: string;
  /** Such as `host:api.example.com`. */
  service: string;
  concurrency: number | null;
  per_second: number | null;
}

export interface RunLineTable {
  org_id: string;
  run_id: string;
  workflow_id: string;
  state: Generated<'held' | 'released' | 'begun'>;
  priority: RunPriority;
  concurrency: number | null;
  rate_count: number | null;
  rate_seconds: number | null;
  held_at: Date;
  released_at: Date | null;
  keep_until: Date | null;
}

export interface CircuitTable {
  org_id: string;
  service: string;
  failures: number;
  opened_at: Date;
  next_try_at: Date;
  error: JsonColumn<{ readonly code: string; readonly message: string } | null>;
}

export interface LimitTables {
  run_limit: RunLimitTable;
  service_limit: ServiceLimitTable;
  run_line: RunLineTable;
  circuit: CircuitTable;
}
