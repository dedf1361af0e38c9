import type { Command, RunEvent, StepId } from '../run.ts';
import { iterationsOf, rootScope, type ScopeRef, stepAt } from './address.ts';
import { type Decision, decide } from './decide.ts';
import { executeCommand } from './execute.ts';
import { finishCommand } from './finish.ts';
import type { RunPlan } from './plan.ts';
import { isRunOver, newRun, type RunState } from './state.ts';
import { waitCommands } from './wait-commands.ts';

/** Steps of one part of a decision, for those who decide in parts: few enough to hold and to write at once. */
export const PART = 2_000;

/**
 * Takes a run up again from its journal: the state after all events, and the commands still outstanding: `execute` for every attempt
 * under way, `set_timer` for timers that have not fired, `open_wait` for open waits; for a run that is over, its `finish`.
 * Events that are no longer current are ignored as ever. An HTTP answer is not repeated: whoever waited for it is gone.
 *
 * `changed` names every step that moved and can still be read; steps of loop iterations that ended earlier are collapsed into their loop.
 */
export function replay(plan: RunPlan, events: Iterable<RunEvent>): Decision {
  const state = newRun(plan);
  const changed = new Set<StepId>();
  for (const event of events) {
    for (let part: Decision | undefined = decide(plan, state, event, PART); part; part = part.rest?.()) {
      for (const step of part.changed) changed.add(step);
    }
  }
  const readable = new Set(stepIds(state));
  return { state, commands: outstanding(plan, state), changed: [...changed].filter((step) => readable.has(step)) };
}

/** What a host must have under way for this state. */
export function outstanding(plan: RunPlan, state: RunState): Command[] {
  if (state.status === 'queued') return [];
  if (isRunOver(state.status)) return [finishCommand(state)];
  const timeout = plan.document.settings?.timeoutMs;
  const commands: Command[] = [];
  if (timeout !== undefined && state.startedAt !== null) {
    commands.push({ kind: 'set_timer', step: '', timer: 'run', at: state.startedAt + timeout });
  }
  collect(plan, state, rootScope(plan, state), commands);
  return commands;
}

function collect(plan: RunPlan, state: RunState, scope: ScopeRef, commands: Command[]): void {
  if (scope.state.closed) return;
  for (const node of scope.graph.nodes) {
    const ref = stepAt(scope, node.position);
    const { step } = ref;
    if (step.status === 'running' && node.type.kind === 'effect') {
      const command = executeCommand(plan, state, ref);
      commands.push(step.begun === step.attempt ? { ...command, begun: true } : command);
    } else if (step.status === 'retrying' && step.retryAt !== undefined) {
      commands.push({ kind: 'set_timer', step: step.id, timer: 'retry', at: step.retryAt });
    } else if (step.status === 'waiting') commands.push(...waitCommands(step));
    for (const iteration of iterationsOf(ref)) collect(plan, state, iteration, commands);
  }
}

/** Ids of all steps the state knows, loops' current iterations included. */
export function stepIds(state: RunState): StepId[] {
  const ids: StepId[] = [];
  const visit = (scope: RunState['root']): void => {
    for (const step of scope.steps) {
      ids.push(step.id);
      for (const iteration of Object.values(step.container?.iterations ?? {})) visit(iteration);
    }
  };
  visit(state.root);
  return ids;
}
