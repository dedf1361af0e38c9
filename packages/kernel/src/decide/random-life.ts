import fc from 'fast-check';
import type { WaitSpec } from '../catalog.ts';
import type { NodePolicy, WorkflowDocument, WorkflowGraph, WorkflowNode } from '../document.ts';
import type { Command, RunEvent, Signal, StepId } from '../run.ts';
import { decide } from './decide.ts';
import { approvalOf } from './oracle.ts';
import { compile, type RunPlan } from './plan.ts';
import { attempt, carryOut, drawer } from './random-run.ts';
import type { RandomWorkflow } from './random-workflow.ts';
import { isRunOver, newRun, type RunState } from './state.ts';
import { started, testCatalog } from './test-catalog.ts';

const PEOPLE = ['ada', 'bob', 'cy', 'dee'];
const OUTSIDER = 'eve';

/** The same workflow with more life: approvals by several people, steps that ask, that write outside, that run other workflows. */
export function livelier(gen: fc.GeneratorValue, workflow: RandomWorkflow): RandomWorkflow {
  const pick = <T>(...values: T[]): T => gen(fc.constantFrom, ...(values as [T, ...T[]])) as T;
  const node = (given: WorkflowNode): WorkflowNode => {
    const policy: NodePolicy = { ...given.policy, ...(pick(true, false) ? { onError: 'ask' } : {}) };
    if (given.body) return { ...given, policy, body: graph(given.body) };
    if (given.type === 'effect') return { ...given, policy, type: pick('effect', 'send', 'pay') };
    if (given.type === 'delay')
      return pick(given, { ...given, policy, type: 'child', config: { workflow: 'wf_other', timeoutMs: 60_000 } });
    if (given.type !== 'approval') return given;
    const assignees = pick([], PEOPLE.slice(0, 2), PEOPLE.slice(0, 3));
    const config = {
      quorum: pick(1, 2),
      rejections: pick(1, 2),
      timeoutMs: 900_000,
      onTimeout: pick('approve', 'fail'),
      ...pick({}, { remindEveryMs: 60_000 }),
    };
    return {
      ...given,
      policy,
      config: { ...given.config, ...config, assignees, ...pick({}, { escalation: { afterMs: 300_000, to: ['dee'] } }) },
    };
  };
  const graph = (given: WorkflowGraph): WorkflowGraph => ({ ...given, nodes: given.nodes.map(node) });
  return { ...workflow, document: { ...workflow.document, ...graph(workflow.document) } as WorkflowDocument };
}

/** A run in the hands of a host and of people who hold, pause, defer, vote, pass on, decide, and repeat themselves. */
export interface RandomLife {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** What the host has under way. */
  readonly open: ReadonlyMap<string, Command>;
  readonly finishes: number;
}

export type Watch = (life: RandomLife, event: RunEvent, commands: readonly Command[], changed: readonly StepId[]) => void;

/** @param faithful people and effects answer as the oracle says; only the time at which they do is disturbed */
export function randomLife(seed: number, workflow: RandomWorkflow, watch: Watch = () => undefined, faithful = false): RandomLife {
  const draw = drawer(seed);
  const plan = compile(workflow.document, testCatalog);
  const events: RunEvent[] = [];
  const open = new Map<string, Command>();
  const life = { plan, state: newRun(plan), events, open, finishes: 0 };
  const answers = faithful ? faithfully(draw, workflow) : answering(draw, workflow);
  let now = 0;

  const take = (event: RunEvent): void => {
    events.push(event);
    // A timer that has fired is gone, also when what fired was an earlier one of its name.
    if (event.kind === 'timer_fired') open.delete(`timer ${event.timer} ${event.step}`);
    const { commands, changed } = decide(plan, life.state, event);
    for (const command of commands) {
      carryOut(open, command);
      if (command.kind === 'finish') life.finishes += 1;
    }
    watch(life, event, commands, changed);
  };
  const answer = ([key, command]: [string, Command]): RunEvent => {
    if (command.kind === 'execute' && !command.begun && draw(3) === 0) {
      open.set(key, { ...command, begun: true });
      return { kind: 'step_started', at: now, step: command.step, attempt: command.attempt, ...(draw(4) === 0 ? { again: true } : {}) };
    }
    // Questions stay open until they are closed; all else has one answer.
    if (command.kind !== 'open_wait') open.delete(key);
    if (command.kind === 'set_timer') now = Math.max(now, command.at);
    return { ...answers(command), at: faithful ? 0 : now } as RunEvent;
  };

  take(started({ at: 0, ...(draw(3) === 0 ? { held: true } : {}) }));
  for (let steps = 0; !isRunOver(life.state.status) && steps < 20_000; steps += 1) {
    now += draw(1_000);
    const noise = draw(12);
    const entry = open.size === 0 ? undefined : [...open][draw(open.size)];
    if (noise === 0) take({ ...(events[draw(events.length)] as RunEvent), at: now });
    else if (noise === 1 || !entry) take(move(draw, life.state, now));
    else take(answer(entry));
  }
  return life;
}

function move(draw: (bound: number) => number, { held, paused }: RunState, at: number): RunEvent {
  if (held && draw(2) === 0) return { kind: 'run_released', at };
  if (paused) return { kind: 'resume_requested', at };
  return { kind: draw(2) === 0 ? 'pause_requested' : 'run_released', at };
}

function answering(draw: (bound: number) => number, workflow: RandomWorkflow): (command: Command) => object {
  let runs = 0;
  const signalTo = (wait: WaitSpec): Signal => {
    switch (wait.kind) {
      case 'approval': {
        const by = [...PEOPLE, OUTSIDER][draw(5)] as string;
        if (draw(6) === 0) return { kind: 'delegation', by, to: draw(2) === 0 ? 'dee' : 'flo' };
        return { kind: 'approval', by, decision: draw(2) === 0 ? 'approved' : 'rejected' };
      }
      case 'decision': {
        const choice = (['retry', 'accept', 'accept', 'fail'] as const)[draw(4)] ?? 'fail';
        return { kind: 'decision', choice, by: 'ada', ...(draw(2) === 0 ? {} : { happened: draw(2) === 0 }) };
      }
      case 'child':
        runs += draw(2);
        return { kind: 'child', status: draw(3) === 0 ? 'failed' : 'succeeded', runId: `run_child_${runs}`, output: runs };
      case 'callback':
      case 'time':
        return { kind: 'callback', payload: null };
    }
  };
  return (command) => {
    if (command.kind === 'set_timer') return { kind: 'timer_fired', step: command.step, timer: command.timer };
    if (command.kind === 'open_wait') return { kind: 'signal_received', step: command.step, signal: signalTo(command.wait) };
    if (command.kind !== 'execute') throw new Error(`Nobody answers ${command.kind}.`);
    const { step, attempt: number } = command;
    const failure = { code: 'broken', message: `${step} broke`, retryable: draw(2) === 0 };
    const failed = (error: object) => ({ kind: 'step_failed', step, attempt: number, error: { ...failure, ...error } });
    if (draw(6) === 0) return failed({ deferred: true, ...(draw(2) === 0 ? { retryAfterMs: draw(5_000) } : {}) });
    if (command.atMostOnce && draw(4) === 0) return failed({ code: 'outcome_unknown', retryable: false });
    if (draw(10) === 0) return failed({ notSent: true });
    return attempt(command, workflow);
  };
}

/** As the oracle expects it, but effects are put off at times. */
function faithfully(draw: (bound: number) => number, workflow: RandomWorkflow): (command: Command) => object {
  const putOff = new Map<StepId, number>();
  return (command) => {
    if (command.kind === 'set_timer') return { kind: 'timer_fired', step: command.step, timer: command.timer };
    if (command.kind === 'open_wait') {
      const { decision, by } = approvalOf(command.step);
      return { kind: 'signal_received', step: command.step, signal: { kind: 'approval', decision, by } };
    }
    if (command.kind !== 'execute') throw new Error(`Nobody answers ${command.kind}.`);
    const { step } = command;
    const before = putOff.get(step) ?? 0;
    if (draw(3) > 0) return { ...attempt({ ...command, attempt: command.attempt - before }, workflow), attempt: command.attempt };
    putOff.set(step, before + 1);
    const error = { code: 'circuit_open', message: 'Not now', retryable: true, deferred: true };
    return { kind: 'step_failed', step, attempt: command.attempt, error };
  };
}
