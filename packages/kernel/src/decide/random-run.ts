import type { Command, RunEvent, StepId } from '../run.ts';
import { type Decision, decide } from './decide.ts';
import { approvalOf, effectOutput } from './oracle.ts';
import { compile, type RunPlan } from './plan.ts';
import type { RandomWorkflow } from './random-workflow.ts';
import { newRun, type RunState } from './state.ts';
import { started, testCatalog } from './test-catalog.ts';

type Execute = Extract<Command, { kind: 'execute' }>;

/** A host without a clock: keeps what `decide` asked for, and answers in any order. */
export interface RandomRun {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  readonly commands: readonly Command[];
  readonly executed: readonly Execute[];
}

export interface RandomRunOptions {
  /** Called after each decision, before its commands are carried out. */
  readonly watch?: (run: RandomRun, decision: Decision) => void;
  /** Ask for the end after so many events. */
  readonly cancelAfter?: number;
}

/** Runs a workflow with answers in random order, some of them repeated, late or early. */
export function randomRun(seed: number, workflow: RandomWorkflow, { watch, cancelAfter }: RandomRunOptions = {}): RandomRun {
  const draw = drawer(seed);
  const plan = compile(workflow.document, testCatalog);
  const state = newRun(plan);
  const events: RunEvent[] = [];
  const commands: Command[] = [];
  const executed: Execute[] = [];
  const run: RandomRun = { plan, state, events, commands, executed };
  const open = new Map<string, Command>();

  const take = (event: RunEvent): void => {
    events.push(event);
    const decision = decide(plan, state, event);
    watch?.(run, decision);
    commands.push(...decision.commands);
    for (const command of decision.commands) {
      if (command.kind === 'execute') executed.push(command);
      carryOut(open, command);
    }
  };

  take(started());
  for (let steps = 0; open.size > 0 && steps < 5_000; steps += 1) {
    if (cancelAfter !== undefined && events.length > cancelAfter) take({ kind: 'cancel_requested', at: steps });
    if (open.size === 0) break;
    const place = draw(open.size);
    const [key, command] = [...open][place] as [string, Command];
    const noise = draw(10);
    if (noise === 0) take(events[draw(events.length)] as RunEvent);
    else {
      open.delete(key);
      const answer = answerTo(command, workflow);
      if (answer) take(answer);
      if (answer && noise === 1) take(answer);
    }
  }
  return run;
}

/** Whole numbers below a bound, all from one seed (mulberry32). */
export function drawer(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

export function carryOut(open: Map<string, Command>, command: Command): void {
  if (command.kind === 'execute' || command.kind === 'open_wait') open.set(`${command.kind} ${command.step}`, command);
  else if (command.kind === 'set_timer') open.set(`timer ${command.timer} ${command.step}`, command);
  else if (command.kind === 'clear_timer') open.delete(`timer ${command.timer} ${command.step}`);
  else if (command.kind === 'close_wait') open.delete(`open_wait ${command.step}`);
  else if (command.kind === 'abort') open.delete(`execute ${command.step}`);
}

function answerTo(command: Command, workflow: RandomWorkflow): RunEvent | undefined {
  if (command.kind === 'execute') return attempt(command, workflow);
  if (command.kind === 'set_timer') return { kind: 'timer_fired', at: command.at, step: command.step, timer: command.timer };
  if (command.kind === 'open_wait') return approval(command.step);
  return undefined;
}

function approval(step: StepId): RunEvent {
  const { decision, by } = approvalOf(step);
  return { kind: 'signal_received', at: 0, step, signal: { kind: 'approval', decision, by } };
}

export function attempt(command: Execute, { behaviours }: RandomWorkflow): RunEvent {
  const { step, attempt } = command;
  const { failures, fatal } = behaviours.get(command.nodeId) ?? { failures: 0, fatal: false };
  if (attempt > failures && !fatal) return { kind: 'step_succeeded', at: 0, step, attempt, output: effectOutput(step, command.config) };
  const retryable = attempt <= failures;
  return { kind: 'step_failed', at: 0, step, attempt, error: { code: 'broken', message: `${step} broke`, retryable } };
}
