import type { RunState } from '@arches/kernel';
import { decide, replay } from '@arches/kernel';
import type { EngineKernel } from '../engine-kernel.ts';
import type { ExecuteCommand } from '../ports.ts';
import type { Mistakes } from './mistakes.ts';

/** What the runs in one process's memory looked like after each of their events. */
export interface LiveStates {
  /** States as JSON that some copy of the run in this process had after its event `seq`; they are told once. */
  readonly take: (runId: string, seq: number) => readonly string[];
}

/**
 * The kernel as one process asks it, every decision noted. Copies of a run that were dropped may have decided on the same number of an
 * event before, so there can be several states for one.
 */
export function watchedKernel(
  compile: EngineKernel['compile'],
  mistakes: Mistakes,
  hooks: { readonly onExecute: (command: ExecuteCommand) => void },
): { readonly kernel: EngineKernel; readonly states: LiveStates } {
  const seqs = new WeakMap<RunState, number>();
  const kept = new Map<string, string[]>();

  const kernel: EngineKernel = {
    compile,
    decide: (plan, state, given) => {
      const event = mistakes.has('decide by the clock of the process') ? { ...given, at: Date.now() } : given;
      const decision = decide(plan, state, event);
      const seq = (seqs.get(state) ?? 0) + 1;
      seqs.set(state, seq);
      const key = `${state.runId} ${seq}`;
      const text = JSON.stringify(decision.state);
      const before = kept.get(key);
      if (before) before.push(text);
      else kept.set(key, [text]);
      if (mistakes.has('execute before durable'))
        for (const command of decision.commands) if (command.kind === 'execute') hooks.onExecute(command);
      return decision;
    },
    replay: (plan, events) => {
      const all = [...events];
      const decision = replay(plan, all);
      seqs.set(decision.state, all.length);
      return { ...decision, commands: decision.commands.map((command) => misread(command, mistakes)) };
    },
  };
  return {
    kernel,
    states: {
      take: (runId, seq) => {
        const key = `${runId} ${seq}`;
        const texts = kept.get(key) ?? [];
        kept.delete(key);
        return texts;
      },
    },
  };
}

type Outstanding = ReturnType<EngineKernel['replay']>['commands'][number];

function misread(command: Outstanding, mistakes: Mistakes): Outstanding {
  if (command.kind !== 'execute') return command;
  if (mistakes.has('another key after a replay')) return { ...command, idempotencyKey: `${command.idempotencyKey}:again` };
  if (mistakes.has('forget that an attempt had begun')) {
    const { begun: _forgotten, ...rest } = command;
    return rest;
  }
  return command;
}
