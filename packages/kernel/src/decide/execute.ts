import type { StepError } from '../catalog.ts';
import type { Command, RunEvent } from '../run.ts';
import type { StepRef } from './address.ts';
import { failStep } from './failure.ts';
import { cacheUse, mayStandIn, nothingKept, renderCacheKey, usedAgain } from './cached.ts';
import { renderedConfig, stepError } from './names.ts';
import { deferralDelay, MAX_DEFERRED_MS, retryDelay } from './retry.ts';
import type { RunPlan } from './plan.ts';
import { attemptsMade, type RunState, type StepState } from './state.ts';
import { setStatus, succeed, type Turn } from './turn.ts';

type Execute = Extract<Command, { kind: 'execute' }>;

/** Begins the next attempt of an effect. Its configuration is rendered once, before the first. */
export function beginAttempt(turn: Turn, ref: StepRef): void {
  const { step } = ref;
  try {
    step.input ??= renderedConfig(turn, ref);
    renderCacheKey(turn, ref);
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  delete step.instead;
  countAttempt(ref);
  step.startedAt ??= turn.now;
  delete step.retryAt;
  setStatus(turn, ref, 'running');
  turn.commands.push(executeCommand(turn.plan, turn.state, ref));
}

/** Containers around know the highest number inside, so that a later life of theirs can count on from it. */
function countAttempt({ step, scope }: StepRef): void {
  step.attempt += 1;
  for (let owner = scope.owner; owner; owner = owner.scope.owner) {
    owner.step.highest = Math.max(owner.step.highest ?? 0, step.attempt);
  }
}

/** The command for the attempt under way; the same when a run is taken up again after a crash. */
export function executeCommand(plan: RunPlan, state: RunState, { step, node }: StepRef): Execute {
  const pins = plan.document.pins;
  const cache = cacheUse(state, { step, node });
  const pinned = state.mode === 'test' && pins !== undefined && Object.hasOwn(pins, node.id);
  return {
    kind: 'execute',
    step: step.id,
    nodeId: node.id,
    type: node.type.type,
    typeVersion: node.type.version,
    attempt: step.attempt,
    config: step.input ?? {},
    mode: state.mode,
    idempotencyKey: `${state.runId}:${step.id}`,
    timeoutMs: node.timeoutMs,
    ...(pinned ? { pin: pins[node.id] } : {}),
    atMostOnce: node.atMostOnce,
    ...(cache ? { cache } : {}),
  };
}

/** Whether an answer belongs to the attempt under way; late and repeated ones do not. */
export function isCurrent(ref: StepRef, attempt: number): boolean {
  return ref.node.type.kind === 'effect' && ref.step.status === 'running' && ref.step.attempt === attempt;
}

/** `again`: it may have been made before a crash, and nobody saw how that ended. */
export function attemptStarted(turn: Turn, ref: StepRef, event: Extract<RunEvent, { kind: 'step_started' }>): void {
  const { step } = ref;
  if (!isCurrent(ref, event.attempt)) return;
  step.begun = event.attempt;
  if (!event.again || step.doubt) return;
  step.doubt = true;
  turn.changed.add(step.id);
}

export function attemptSucceeded(turn: Turn, ref: StepRef, event: Extract<RunEvent, { kind: 'step_succeeded' }>): void {
  if (!isCurrent(ref, event.attempt)) return;
  if (event.usage) ref.step.usage = event.usage;
  if (event.warnings && event.warnings.length > 0) ref.step.warnings = event.warnings;
  if (event.cached) usedAgain(ref.step, event.cached);
  succeed(turn, ref, event.output, event.ports);
}

export function attemptFailed(turn: Turn, ref: StepRef, event: Extract<RunEvent, { kind: 'step_failed' }>): void {
  const { step } = ref;
  const { error } = event;
  if (!isCurrent(ref, event.attempt)) return;
  if (step.instead) {
    failStep(turn, ref, nothingKept(step, step.instead));
    return;
  }
  if (event.usage) step.usage = event.usage;
  if (!error.deferred && !error.notSent) step.doubt = true;
  const delay = error.deferred ? putOff(step, error) : delayBeforeNext(turn, ref, error);
  if (delay === undefined && mayStandIn(turn.state, ref, error)) {
    lookForEarlier(turn, ref, error);
    return;
  }
  if (delay === undefined) {
    failStep(turn, ref, error);
    return;
  }
  step.error = error;
  step.retryAt = turn.now + delay;
  setStatus(turn, ref, 'retrying');
  turn.commands.push({ kind: 'set_timer', step: step.id, timer: 'retry', at: step.retryAt });
}

/** It has failed for good, and an earlier result may stand in: the host is asked for it, under a number of its own. */
function lookForEarlier(turn: Turn, ref: StepRef, error: StepError): void {
  const { step } = ref;
  step.instead = error;
  step.error = error;
  step.lookups = (step.lookups ?? 0) + 1;
  countAttempt(ref);
  turn.changed.add(step.id);
  turn.commands.push(executeCommand(turn.plan, turn.state, ref));
}

/** An at-most-once effect is repeated only when it surely did not happen. */
function delayBeforeNext({ state }: Turn, { step, node }: StepRef, error: StepError): number | undefined {
  if (node.atMostOnce && !error.notSent) return undefined;
  return retryDelay(node.retry, attemptsMade(step) - (step.forgiven ?? 0), error, `${state.runId}:${step.id}#${step.attempt}`);
}

/** The attempt did not begin, so it does not count; `undefined` when it has been put off for too long. */
function putOff(step: StepState, error: StepError): number | undefined {
  step.deferrals = (step.deferrals ?? 0) + 1;
  const delay = deferralDelay(step.deferrals, error);
  step.deferredMs = (step.deferredMs ?? 0) + delay;
  return step.deferredMs > MAX_DEFERRED_MS ? undefined : delay;
}
