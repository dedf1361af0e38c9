import type { Usage } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { EngineLog, ExecuteCommand } from './ports.ts';
import type { RunActor } from './run-actor.ts';
import { budgetExceeded, type CallGuard, type CallHold, type PaidCall, priceUnknown, type SpendingStore } from './spending.ts';

export interface MeteredGuard extends CallGuard {
  /** What the attempt's calls have used so far; `undefined` while none may have cost anything. */
  readonly used: () => Usage | undefined;
}

const unknownCost: Usage = { costUsd: null };
const noHold: CallHold = { settle: async () => {} };
/** A database that is away must not keep a paid answer from its step for long: unsettled, the call counts with its estimate. */
const settleAgainMs = [50, 500, 2000];

/** Asked by one attempt of a step before each of its paid calls. What the calls cost is counted whether there is a budget or not. */
export function createCallGuard(
  deps: { readonly spending?: SpendingStore | undefined; readonly log: EngineLog },
  actor: Pick<RunActor, 'orgId' | 'runId' | 'plan' | 'parent'>,
  { step, attempt }: ExecuteCommand,
): MeteredGuard {
  const { spending, log } = deps;
  const { orgId, runId } = actor;
  const run = { orgId, runId };
  const calls: { usage: Usage }[] = [];
  let found: Promise<readonly string[]> | undefined;

  /** The runs whose budgets hold. */
  function budgets(): Promise<readonly string[]> {
    const isOwn = actor.plan.document.settings?.budgetUsd !== undefined;
    if (!isOwn && !actor.parent) return Promise.resolve([]);
    if (!spending) return Promise.resolve(isOwn ? [runId] : []);
    found ??= spending.budgetsOf(run).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  function counted(hold: CallHold): CallHold {
    const call = { usage: unknownCost };
    calls.push(call);
    return {
      settle: async (usage) => {
        call.usage = usage;
        await hold.settle(usage);
      },
    };
  }

  async function keep(call: PaidCall): Promise<CallHold> {
    if (call.costUsd === 0) return noHold;
    const drawnOn = await budgets();
    if (drawnOn.length === 0) return noHold;
    if (call.costUsd === null) throw priceUnknown(call);
    if (!spending) throw new AppError('not_supported', 'Budgets cannot be kept here, so a step of a run that has one makes no paid call.');
    const { model, costUsd: estimateUsd } = call;
    const kept = await spending.reserve(run, drawnOn, { step, attempt, model, estimateUsd });
    if (kept.kind === 'refused') throw budgetExceeded(runId, call, estimateUsd, kept.budget);
    return { settle: ({ costUsd = null }) => settle(spending, kept.id, costUsd) };
  }

  async function settle(store: SpendingStore, id: string, costUsd: number | null): Promise<void> {
    for (const waitMs of [...settleAgainMs, undefined]) {
      try {
        await store.settle(run, id, costUsd);
        return;
      } catch (error) {
        if (waitMs === undefined)
          log.warn('What a call cost could not be kept; it counts with its estimate.', { runId, step, error: String(error) });
        else await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  return {
    isBounded: async () => (await budgets()).length > 0,
    reserve: async (call) => counted(await keep(call)),
    used: () => sumOf(calls.map(({ usage }) => usage)),
  };
}

/** One unknown cost makes the sum unknown. */
function sumOf(usages: readonly Usage[]): Usage | undefined {
  const costly = usages.filter(({ costUsd }) => costUsd !== 0);
  const [first] = costly;
  if (!first) return undefined;
  const known = costly.every(({ costUsd }) => typeof costUsd === 'number');
  const tokens = (read: (usage: Usage) => number | undefined) => costly.reduce((sum, usage) => sum + (read(usage) ?? 0), 0);
  return {
    ...(first.model === undefined ? {} : { model: first.model }),
    ...(first.provider === undefined ? {} : { provider: first.provider }),
    inputTokens: tokens(({ inputTokens }) => inputTokens),
    outputTokens: tokens(({ outputTokens }) => outputTokens),
    costUsd: known ? costly.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0) : null,
  };
}
