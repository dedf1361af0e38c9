import type { Generated } from 'kysely';

/** A run's budget and what of it is gone, in billionths of a dollar. */
export interface RunBudgetTable {
  org_id: string;
  run_id: string;
  budget_nano: number;
  spent_nano: Generated<number>;
  held_nano: Generated<number>;
}

/** A call to a model that may cost something. */
export interface ModelCallTable {
  org_id: string;
  run_id: string;
  id: string;
  step: string;
  attempt: number;
  model: string;
  state: Generated<'open' | 'settled' | 'lost'>;
  estimate_nano: number;
  cost_nano: number | null;
  budgets: string[];
  made_at: Generated<Date>;
}

export interface SpendingTables {
  run_budget: RunBudgetTable;
  model_call: ModelCallTable;
}
