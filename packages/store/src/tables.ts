import type { IdentityTables } from './identity-tables.ts';
import type { LimitTables } from './admission/limit-tables.ts';
import type { AskingTables } from './runs/asking-tables.ts';
import type { ResultTables } from './results/result-tables.ts';
import type { RunTables } from './runs/run-tables.ts';
import type { SpendingTables } from './spending/spending-tables.ts';
import type { StorageTables } from './storage/storage-tables.ts';
import type { TriggerTables } from './trigger-tables.ts';
import type { WorkflowTables } from './workflow-tables.ts';

/** Every table, as Kysely knows it. A group of tables adds itself here. */
export interface Tables
  extends AskingTables,
    IdentityTables,
    LimitTables,
    ResultTables,
    RunTables,
    SpendingTables,
    StorageTables,
    TriggerTables,
    WorkflowTables {}
