import type { NodeMark } from '../catalog.ts';
import type { StepRef } from './address.ts';
import { failStep } from './failure.ts';
import { passedOn, renderedConfig, stepError } from './names.ts';
import { endEarly, setStatus, succeed, type Turn } from './turn.ts';

/** A mark steers the container around it. `on_error` and `cleanup` begin their part of a `try`; `break` and `continue` end an iteration. */
export function beginMark(turn: Turn, ref: StepRef, mark: NodeMark): void {
  const { step } = ref;
  try {
    step.attempt = 1;
    step.input = renderedConfig(turn, ref);
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  if (mark === 'on_error' || mark === 'cleanup') succeed(turn, ref, { error: failureAround(ref) });
  else leaveWith(turn, ref, mark, step.input.value === undefined ? passedOn(ref) : step.input.value);
}

/** What failed in the `try` so far; null in the clean-up of one in which all went well. */
function failureAround({ scope }: StepRef): unknown {
  const container = scope.owner?.step.container;
  if (container?.kind !== 'try' || !container.failure) return null;
  const { code, message, step } = container.failure;
  return { code, message, step: step ?? null };
}

/** The mark itself has succeeded; nothing follows it, and its scope does not end as others do. */
function leaveWith(turn: Turn, ref: StepRef, mark: 'break' | 'continue', value: unknown): void {
  const { step, scope } = ref;
  step.startedAt ??= turn.now;
  step.output = value ?? null;
  step.ports = [];
  setStatus(turn, ref, 'succeeded');
  endEarly(turn, { kind: 'scope_left', scope, mark, value: step.output });
}
