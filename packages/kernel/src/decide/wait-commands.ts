import type { Command, TimerName } from '../run.ts';
import type { StepState } from './state.ts';
import type { Turn } from './turn.ts';

/** What the host must keep open for a waiting step; the same when a run is taken up again. */
export function waitCommands(step: StepState): Command[] {
  const timers = timersOf(step).map(({ timer, at }): Command => ({ kind: 'set_timer', step: step.id, timer, at }));
  return [...openCommands(step), ...timers];
}

/** The question as it stands now; a host that has it already replaces it. */
export function openCommands({ id, nodeId, waiting, until }: StepState): Command[] {
  if (!waiting || waiting.kind === 'time') return [];
  return [{ kind: 'open_wait', step: id, nodeId, wait: waiting, ...(until === undefined ? {} : { deadlineAt: until }) }];
}

function timersOf({ waiting, until, remindAt, escalateAt }: StepState): { readonly timer: TimerName; readonly at: number }[] {
  if (!waiting) return [];
  const timers: { timer: TimerName; at: number }[] = [];
  if (until !== undefined) timers.push({ timer: waiting.kind === 'time' ? 'wait' : 'deadline', at: until });
  if (remindAt !== undefined) timers.push({ timer: 'reminder', at: remindAt });
  if (escalateAt !== undefined) timers.push({ timer: 'escalation', at: escalateAt });
  return timers;
}

/** Takes back what `waitCommands` asked for, except the timer that has just fired. What was asked stays readable. */
export function closeWait(turn: Turn, step: StepState, fired?: TimerName): void {
  for (const { timer } of timersOf(step)) if (timer !== fired) turn.commands.push({ kind: 'clear_timer', step: step.id, timer });
  if (step.waiting && step.waiting.kind !== 'time') turn.commands.push({ kind: 'close_wait', step: step.id });
  delete step.remindAt;
  delete step.escalateAt;
}
