import type { Catalog } from '../catalog.ts';
import { decide } from '../decide/decide.ts';
import { compile } from '../decide/plan.ts';
import { replay } from '../decide/replay.ts';
import { newRun, type RunState } from '../decide/state.ts';
import { testCatalog } from '../decide/test-catalog.ts';
import { runView, stepView } from '../decide/views.ts';
import { sameJson } from '../document/json-copy.ts';
import type { CacheUse, Command, HttpReply, RunEvent, Signal, StepId, StepView, TimerName } from '../run.ts';
import type { Observed } from './observed.ts';
import type { Act, Answer } from './parse-events.ts';
import type { ParsedRow } from './row.ts';

/** When the runs of the table start: the first of January 2026. */
export const START_AT = 1_767_225_600_000;

/** A run on the kernel alone, with a clock that only moves when it is told to. */
export interface Player {
  readonly act: (act: Act) => void;
  readonly observed: () => Observed;
  readonly now: () => number;
  readonly events: readonly RunEvent[];
  /** All of them, in order. */
  readonly commands: readonly Command[];
}

/** Starts the run of a row. Every event is also replayed from the journal so far; the state must be the same. */
export function createPlayer({ document, start }: Pick<ParsedRow, 'document' | 'start'>, catalog: Catalog = testCatalog): Player {
  const plan = compile(document, catalog, { tolerant: true });
  let state: RunState = newRun(plan);
  let now = START_AT;
  let children = 0;
  let reply: HttpReply | undefined;
  const events: RunEvent[] = [];
  const commands: Command[] = [];
  const timers = new Map<string, { readonly step: StepId; readonly timer: TimerName; readonly at: number }>();
  const waits = new Set<StepId>();
  const attempts = new Map<StepId, number>();
  const steps = new Map<StepId, StepView>();
  const began: StepId[] = [];
  const aborted: StepId[] = [];
  const told: string[] = [];
  const kept: string[] = [];

  function feed(event: RunEvent): void {
    events.push(event);
    const decision = decide(plan, state, event);
    for (const id of decision.changed) {
      const view = stepView(plan, decision.state, id);
      const before = steps.get(id);
      if (before && isOver(before) && view && !sameJson(before.output ?? null, view.output ?? null))
        throw new Error(`${id} changed after its end.`);
      if (view) steps.set(id, view);
    }
    for (const command of decision.commands) carryOut(command);
    commands.push(...decision.commands);
    state = JSON.parse(JSON.stringify(decision.state)) as RunState;
    const again = replay(plan, events).state;
    if (JSON.stringify(again) !== JSON.stringify(state)) throw new Error(`A replay after ${event.kind} gives another state.`);
  }

  function carryOut(command: Command): void {
    if (command.kind === 'set_timer') timers.set(`${command.timer} ${command.step}`, command);
    else if (command.kind === 'clear_timer') timers.delete(`${command.timer} ${command.step}`);
    else if (command.kind === 'open_wait') waits.add(command.step);
    else if (command.kind === 'close_wait') waits.delete(command.step);
    else if (command.kind === 'execute') {
      attempts.set(command.step, command.attempt);
      if (command.cache) kept.push(keptWords(command.step, command.cache));
      if (!command.cache?.instead) began.push(command.step);
    } else if (command.kind === 'abort') aborted.push(command.step);
    else if (command.kind === 'remind') told.push(`${command.to.join('+') || 'anyone'} (${command.why})`);
    else if (command.kind === 'respond') reply ??= command.response;
  }

  function pass(ms: number): void {
    const end = now + ms;
    for (;;) {
      const [next] = [...timers.values()].filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at);
      if (!next) break;
      timers.delete(`${next.timer} ${next.step}`);
      now = Math.max(now, next.at);
      feed({ kind: 'timer_fired', at: now, step: next.step, timer: next.timer });
    }
    now = end;
  }

  function answer(step: StepId, attempt: number, result: Answer): RunEvent {
    if (steps.get(step)?.waiting?.kind === 'child') {
      children += 1;
      return { kind: 'signal_received', at: now, step, signal: childSignal(result, `run_${children + 1}`) };
    }
    if ('error' in result) return { kind: 'step_failed', at: now, step, attempt, error: result.error };
    const found = 'cached' in result ? { cached: { runId: 'run_0', step, at: START_AT - 60_000 } } : {};
    return { kind: 'step_succeeded', at: now, step, attempt, output: 'output' in result ? result.output : null, ...found };
  }

  function act(act: Act): void {
    const attempt = 'step' in act ? (attempts.get(act.step) ?? 1) : 1;
    if (act.kind === 'time') pass(act.ms);
    else if (act.kind === 'ask') feed(asked(act.what, now));
    else if (act.kind === 'signal') feed({ kind: 'signal_received', at: now, step: act.step, signal: act.signal });
    else if (act.kind === 'answer') feed(answer(act.step, act.attempt ?? attempt, act.result));
    else feed({ kind: 'step_started', at: now, step: act.step, attempt, ...(act.again ? { again: true as const } : {}) });
  }

  feed({ kind: 'run_started', at: now, runId: 'run_1', ...start });
  function observed(): Observed {
    const open = [...timers.keys(), ...[...waits].map((step) => `question ${step}`)];
    return { run: runView(state), steps, began, aborted, told, kept, reply, open, now };
  }

  return { act, now: () => now, events, commands, observed };
}

/** What the host is told of a result that may be used again: `a by 7 anew`. */
function keptWords(step: StepId, { key, since, instead }: CacheUse): string {
  const by = key === undefined ? '' : ` by ${JSON.stringify(key)}`;
  return `${step}${by}${since === undefined ? '' : ' anew'}${instead ? ` instead of ${instead.code}` : ''}`;
}

function isOver({ status }: StepView): boolean {
  return status === 'succeeded' || status === 'skipped';
}

function asked(what: 'cancel' | 'pause' | 'resume' | 'release', at: number): RunEvent {
  if (what === 'release') return { kind: 'run_released', at };
  return { kind: `${what}_requested`, at };
}

/** How the run that a step waits for has ended. */
function childSignal(result: Answer, runId: string): Signal {
  if ('error' in result) {
    const { code, message } = result.error;
    return { kind: 'child', status: 'failed', runId, output: null, error: { code, message, retryable: false, step: 'work' } };
  }
  if ('cancelled' in result) return { kind: 'child', status: 'cancelled', runId, output: null };
  return { kind: 'child', status: 'succeeded', runId, output: result.output };
}
