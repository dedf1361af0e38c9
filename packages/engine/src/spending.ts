import type { StepId, Usage } from '@arches/kernel';
import { AppError } from '@arches/kernel';

/** A call to a paid service, before it is made: the most that it can cost. */
export interface PaidCall {
  readonly model: string;
  /** What people call the connection. */
  readonly provider: string;
  /** US dollars; 0 for what nobody bills, null when nobody knows. */
  readonly costUsd: number | null;
}

export interface CallHold {
  /** `costUsd` null: it may have been paid, and nobody knows how much. */
  readonly settle: (usage: Usage) => Promise<void>;
}

/** What a step asks before each paid call. */
export interface CallGuard {
  /** A budget holds, the run's own or that of a run that waits for it. */
  readonly isBounded: () => Promise<boolean>;
  /** Resolves when the call is kept, durably, and may be made. Throws `budget_exceeded`, `price_unknown`. */
  readonly reserve: (call: PaidCall) => Promise<CallHold>;
}

/** A run, for its budgets. */
export interface SpendingRun {
  readonly orgId: string;
  readonly runId: string;
}

/** Where a call is made, for those who look later. */
export interface ReservedCall {
  readonly step: StepId;
  readonly attempt: number;
  readonly model: string;
  /** US dollars, more than 0. */
  readonly estimateUsd: number;
}

/** How one budget stands, in US dollars. */
export interface BudgetState {
  /** The run whose workflow sets it. */
  readonly runId: string;
  readonly budgetUsd: number;
  /** Calls that may have been paid, and whose cost nobody knows, count with their estimates. */
  readonly spentUsd: number;
  /** For calls under way. */
  readonly reservedUsd: number;
}

export type Reservation = { readonly kind: 'reserved'; readonly id: string } | { readonly kind: 'refused'; readonly budget: BudgetState };

/** Where spending is kept. The adapter is `createSpendingStore` in `store`; any number of processes may use it at once. */
export interface SpendingStore {
  /** The runs whose budgets this run draws on: itself and those that wait for it, as far as their workflows set one. */
  readonly budgetsOf: (run: SpendingRun) => Promise<readonly string[]>;
  /** Keeps the call with all of these budgets, in one transaction, or with none where it would break one. */
  readonly reserve: (run: SpendingRun, budgets: readonly string[], call: ReservedCall) => Promise<Reservation>;
  /** Gives back what the call did not cost; null: it counts with its estimate. The same again changes nothing. */
  readonly settle: (run: SpendingRun, id: string, costUsd: number | null) => Promise<void>;
  /** Whoever made the run's open calls is gone: they count with their estimates. */
  readonly loseOpen: (run: SpendingRun) => Promise<void>;
}

/** As people read small amounts, to three digits that count: `$0.05`, `$1.20`, `$0.00123`. */
export function inDollars(usd: number): string {
  if (usd <= 0) return '$0.00';
  const digits = Math.min(9, Math.max(2, 2 - Math.floor(Math.log10(usd))));
  return `$${usd.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

export function budgetExceeded(own: string, { model }: PaidCall, estimateUsd: number, budget: BudgetState): AppError {
  const { budgetUsd, spentUsd, reservedUsd, runId } = budget;
  const isOwn = runId === own;
  const whose = isOwn ? 'this run may spend' : 'the run that waits for this one may spend, together with it,';
  const reserved = reservedUsd > 0 ? ` and ${inDollars(reservedUsd)} is reserved for other calls under way` : '';
  const left = inDollars(Math.max(0, budgetUsd - spentUsd - reservedUsd));
  return new AppError(
    'budget_exceeded',
    `This call to ${model} may cost up to ${inDollars(estimateUsd)}, and ${whose} ${inDollars(budgetUsd)}: ${inDollars(spentUsd)} is spent${reserved}, ` +
      `so ${left} is left. The call was not made. ${repair(estimateUsd <= budgetUsd, isOwn)}`,
    { details: { budgetUsd, spentUsd, reservedUsd, estimateUsd, model, budgetRunId: runId } },
  );
}

function repair(fitsAlone: boolean, isOwn: boolean): string {
  const from = isOwn ? 'from this step' : 'that run from the step that failed';
  const raise = `Raise the budget in the workflow’s settings, publish, and rerun ${from} with the live version`;
  return fitsAlone
    ? `${raise}; or rerun ${from} as it is: a rerun has a budget of its own.`
    : `${raise}; or ask for a shorter text or answer.`;
}

export function priceUnknown({ model, provider }: PaidCall): AppError {
  return new AppError(
    'price_unknown',
    `This run has a budget, and what a call to ${model} (${provider}) costs is not known, or not for so long a text. The call was not made. ` +
      'Give the model’s price under AI models, choose another model, or take the budget off in the workflow’s settings.',
    { details: { model, provider } },
  );
}
