import { AppError } from '../app-error.ts';
import type { JsonObject } from '../json.ts';
import type { RunError } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import { beginScope, concurrencyOf, endScope, failContainer, failedInside, newScopes, succeedContainer } from './container-scopes.ts';
import { lastOutputs } from './names.ts';
import type { ParallelState } from './state.ts';
import type { Turn } from './turn.ts';

export function newParallel(turn: Turn, ref: StepRef, config: JsonObject): ParallelState {
  const total = ref.node.container?.parts.length ?? 0;
  return {
    kind: 'parallel',
    outputs: {},
    concurrency: concurrencyOf(turn, config.concurrency, Number.MAX_SAFE_INTEGER),
    need: needOf(config.need, total),
    won: 0,
    lost: 0,
    ...newScopes(ref, total),
  };
}

function needOf(need: unknown, parts: number): number {
  if (need === undefined || need === null || need === 'all') return parts;
  const wanted = need === 'any' ? 1 : typeof need === 'string' ? Number(need) : need;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 1) {
    throw new AppError('config_invalid', '"need" must be "all", "any" or a whole number from 1.');
  }
  if (wanted > parts) throw new AppError('need_too_many', `${wanted} parts must end well, and there are only ${parts}.`);
  return wanted;
}

/** Begins as many parts as may run at once, until enough have ended well. */
export function advanceParallel(turn: Turn, ref: StepRef, parallel: ParallelState): void {
  if (parallel.won >= parallel.need) {
    succeedContainer(turn, ref, Object.assign({}, ...Object.values(parallel.outputs)));
    return;
  }
  while (parallel.next < parallel.total && parallel.underWay < parallel.concurrency) beginScope(turn, ref, parallel, parallel.next);
}

export function partEnded(turn: Turn, ref: StepRef, parallel: ParallelState, scope: ScopeRef): void {
  parallel.outputs[scope.state.place ?? 0] = lastOutputs(scope);
  parallel.won += 1;
  endScope(turn, ref, parallel, scope);
  advanceParallel(turn, ref, parallel);
}

/** A part that fails fails the whole only when what is left cannot be enough. */
export function partFailed(turn: Turn, ref: StepRef, parallel: ParallelState, scope: ScopeRef, failure: RunError): void {
  parallel.lost += 1;
  endScope(turn, ref, parallel, scope);
  if (parallel.total - parallel.lost >= parallel.need) advanceParallel(turn, ref, parallel);
  else failContainer(turn, ref, failedInside(`Part ${(scope.state.place ?? 0) + 1} of ${parallel.total}`, failure), failure);
}
