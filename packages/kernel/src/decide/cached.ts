import { changesOutside } from '../changes-outside.ts';
import type { ErrorClass, StepError } from '../catalog.ts';
import type { CachedFrom, CacheUse } from '../run.ts';
import type { StepRef } from './address.ts';
import { renderedText } from './names.ts';
import type { RunState, StepState } from './state.ts';
import type { Turn } from './turn.ts';

/** Once, before the first attempt, as the configuration is. @throws ExpressionError */
export function renderCacheKey(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  if (node.cache?.key === undefined || turn.state.mode !== 'live' || step.cacheKey !== undefined) return;
  step.cacheKey = renderedText(turn, ref, node.cache.key) ?? null;
}

/**
 * What the host needs to find a step's earlier result, or to keep this one. A test keeps none and uses none; a step that changes something
 * outside never does; and an empty key tells nothing apart.
 */
export function cacheUse(state: RunState, { step, node }: Pick<StepRef, 'step' | 'node'>): CacheUse | undefined {
  const { cache } = node;
  if (!cache || state.mode !== 'live' || changesOutside(node.type, step.input ?? {})) return undefined;
  const { key, scope = 'workflow', use = 'fresh' } = cache;
  if (key !== undefined && isEmpty(step.cacheKey)) return undefined;
  const since = use === 'fresh' && state.trigger?.kind === 'rerun' ? state.startedAt : null;
  return {
    ttlMs: cache.ttlSeconds * 1_000,
    ...(key === undefined ? {} : { key: step.cacheKey }),
    scope,
    use,
    ...(since === null ? {} : { since }),
    ...(step.instead ? { instead: step.instead } : {}),
  };
}

const isEmpty = (key: unknown): boolean => key === undefined || key === null || key === '';

/** Failures of the other side, which may work again later; a mistake of our own is not hidden behind an old result. */
const PASSING: ReadonlySet<ErrorClass | undefined> = new Set(['network', 'timeout', 'rate_limit', 'server']);

export function mayStandIn(state: RunState, ref: StepRef, error: StepError): boolean {
  return cacheUse(state, ref)?.use === 'on_error' && (error.retryable || PASSING.has(error.class));
}

/** No attempt was made where a result was there at once; where one stands in for a failure, the failure stays to be seen. */
export function usedAgain(step: StepState, cached: CachedFrom): void {
  step.cached = cached;
  if (step.instead) step.insteadOf = step.instead;
  else step.lookups = (step.lookups ?? 0) + 1;
  delete step.instead;
}

/** There was no earlier result: what the step failed with counts. */
export function nothingKept(step: StepState, error: StepError): StepError {
  delete step.instead;
  return error;
}
