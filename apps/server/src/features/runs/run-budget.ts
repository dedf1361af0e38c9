import type { BudgetState } from '@arches/engine';
import type { RunRow } from '@arches/store';
import { isEnded } from './run-view.ts';

/** What a run has spent of its budget; null without one. A call that was open when the run ended may have been paid, and counts as spent. */
export function budgetView(row: Pick<RunRow, 'status' | 'document'>, kept: BudgetState | undefined) {
  const budgetUsd = kept?.budgetUsd ?? row.document.settings?.budgetUsd;
  if (budgetUsd === undefined) return null;
  const { spentUsd = 0, reservedUsd = 0 } = kept ?? {};
  return isEnded(row.status) ? { budgetUsd, spentUsd: spentUsd + reservedUsd, reservedUsd: 0 } : { budgetUsd, spentUsd, reservedUsd };
}
