/** A step's result that may be used again: the name it is found by, and the step whose row it is. */
export interface StepCacheTable {
  org_id: string;
  key: string;
  workflow_id: string;
  run_id: string;
  step: string;
  made_at: Date;
  expires_at: Date;
}

export interface ResultTables {
  step_cache: StepCacheTable;
}
