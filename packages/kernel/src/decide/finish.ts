import { renderTemplate } from '../expressions/render.ts';
import type { RunError, RunEvent, TriggerContext } from '../run.ts';
import { rootScope } from './address.ts';
import { closeScope } from './cancel.ts';
import { namesOf, scopeOutput, stepError } from './names.ts';
import { openRoots } from './propagate.ts';
import type { RunState } from './state.ts';
import type { Turn } from './turn.ts';

type RunStarted = Extract<RunEvent, { kind: 'run_started' }>;

/** The run is known. It begins at once, or stays in line until it is released. */
export function startRun(turn: Turn, event: RunStarted): void {
  const { state, plan } = turn;
  if (isKnown(state)) return;
  state.runId = event.runId;
  state.mode = event.mode;
  state.trigger = withBody(event.trigger, event.input);
  state.input = event.input;
  state.vars = event.vars ?? {};
  state.env = event.env ?? {};
  state.timezone = event.timezone ?? 'UTC';
  state.reuse = event.reuse ?? {};
  state.edited = event.edited ?? {};
  state.depth = event.depth ?? 0;
  state.firedTrigger = event.triggerNodeId ?? plan.document.nodes.find((node) => isTrigger(turn, node.id) && !node.disabled)?.id ?? null;
  if (event.held) state.held = true;
  else beginRun(turn);
}

/** Whether the run's first event has come; it may still be held. */
export function isKnown(state: RunState): boolean {
  return state.trigger !== null;
}

export function releaseRun(turn: Turn): void {
  if (!turn.state.held) return;
  turn.state.held = false;
  beginRun(turn);
}

/** From here on its time counts. */
function beginRun(turn: Turn): void {
  const { state, plan } = turn;
  state.status = 'running';
  state.startedAt = turn.now;
  const timeout = plan.document.settings?.timeoutMs;
  if (timeout !== undefined) turn.commands.push({ kind: 'set_timer', step: '', timer: 'run', at: turn.now + timeout });
  openRoots(turn, rootScope(plan, state));
}

/** Steps under way end, others do not begin; the time of the run goes on. Also while it is held. */
export function pauseRun({ state }: Turn): void {
  if (isKnown(state)) state.paused = true;
}

/** What was parked begins as places are free. */
export function resumeRun({ state }: Turn): void {
  state.paused = false;
}

function isTrigger(turn: Turn, nodeId: string): boolean {
  return turn.plan.nodes.get(nodeId)?.type.kind === 'trigger';
}

/** A start by hand, form or API has no request of its own to show: its body is the input. */
function withBody(trigger: TriggerContext, input: unknown): TriggerContext {
  const own = trigger.kind === 'webhook' || trigger.kind === 'schedule';
  return own || (trigger.kind === 'rerun' && trigger.body !== undefined && trigger.body !== null) ? trigger : { ...trigger, body: input };
}

/** Every step has ended and none failed the run. */
export function succeedRun(turn: Turn): void {
  const { plan, state } = turn;
  const root = rootScope(plan, state);
  try {
    if (plan.document.outputs) state.output = renderTemplate(plan.document.outputs, namesOf(plan, state, root));
    else state.output = state.response ? state.response.body : scopeOutput(root);
  } catch (thrown) {
    const error = stepError(thrown);
    failRun(turn, { ...error, message: `The run's output could not be made. ${error.message}` });
    return;
  }
  end(turn, 'succeeded');
}

export function failRun(turn: Turn, error: RunError): void {
  turn.state.error = error;
  closeScope(turn, rootScope(turn.plan, turn.state));
  end(turn, 'failed');
}

export function cancelRun(turn: Turn, event: Extract<RunEvent, { kind: 'cancel_requested' }>): void {
  if (event.error) {
    failRun(turn, event.error);
    return;
  }
  const who = event.by === undefined ? '' : ` by ${event.by}`;
  const why = event.reason === undefined ? '' : `: ${event.reason}`;
  turn.state.error = { code: 'run_cancelled', message: `The run was cancelled${who}${why}.`, retryable: false };
  closeScope(turn, rootScope(turn.plan, turn.state));
  end(turn, 'cancelled');
}

export function runTimedOut(turn: Turn): void {
  const seconds = (turn.plan.document.settings?.timeoutMs ?? 0) / 1_000;
  failRun(turn, { code: 'run_timeout', message: `The run took longer than the ${seconds} seconds it is allowed.`, retryable: false });
}

function end(turn: Turn, status: 'succeeded' | 'failed' | 'cancelled'): void {
  const { state, plan, event } = turn;
  state.status = status;
  state.endedAt = turn.now;
  state.held = false;
  state.paused = false;
  state.ready = [];
  state.signals = [];
  const timed = plan.document.settings?.timeoutMs !== undefined && state.startedAt !== null;
  const fired = event.kind === 'timer_fired' && event.timer === 'run';
  if (timed && !fired) turn.commands.push({ kind: 'clear_timer', step: '', timer: 'run' });
  turn.commands.push(finishCommand(state));
}

/** What the host is told when a run is over; the same when it is taken up again. */
export function finishCommand(state: Turn['state']): Turn['commands'][number] {
  const status = state.status === 'succeeded' || state.status === 'failed' ? state.status : 'cancelled';
  return { kind: 'finish', status, output: state.output, ...(state.error ? { error: state.error } : {}) };
}
