import type { Command, HttpReply, RunEvent, RunStatus, StepId, StepStatus, StepView } from '@arches/kernel';
import type { RunSummary } from './ports.ts';
import { waitingText } from './waiting-text.ts';

/** What the run's rows need beyond the kernel's state: counts, cost, order of steps, what was already written. */
export interface RunLedger {
  finish: { readonly command: Extract<Command, { kind: 'finish' }>; readonly at: number } | undefined;
  reply: HttpReply | undefined;
  readonly count: (event: RunEvent) => void;
  readonly begin: (views: readonly StepView[]) => void;
  /** Place of a step among the run's steps, given on first sight. */
  readonly position: (step: StepId) => number;
  /** Whether the step's input differs from the one last written. */
  readonly isFreshInput: (view: StepView) => boolean;
  readonly summary: (run: { readonly status: RunStatus; readonly paused: boolean }, changed: readonly StepView[]) => RunSummary;
}

const ended: ReadonlySet<StepStatus> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);

export function createRunLedger(events: readonly RunEvent[], stepPositions: readonly StepId[]): RunLedger {
  const statuses = new Map<StepId, StepStatus>();
  const waiting = new Map<StepId, StepView>();
  const positions = new Map(stepPositions.map((step, i) => [step, i]));
  const inputs = new Map<StepId, unknown>();
  let startedAt: number | undefined;
  let knownCost = 0;
  let hasUnknownCost = false;
  let done = 0;
  let failed = 0;

  function count(event: RunEvent): void {
    const begins = event.kind === 'run_released' || (event.kind === 'run_started' && !event.held);
    if (begins) startedAt ??= event.at;
    if (event.kind !== 'step_succeeded' && event.kind !== 'step_failed') return;
    if (event.usage?.costUsd === null) hasUnknownCost = true;
    else knownCost += event.usage?.costUsd ?? 0;
  }

  function see(view: StepView): void {
    const before = statuses.get(view.step);
    if (before !== view.status) {
      if (before && ended.has(before)) done -= 1;
      if (before === 'failed') failed -= 1;
      if (ended.has(view.status)) done += 1;
      if (view.status === 'failed') failed += 1;
      statuses.set(view.step, view.status);
    }
    if (view.status === 'waiting' || view.status === 'retrying') waiting.set(view.step, view);
    else waiting.delete(view.step);
    if (ended.has(view.status)) inputs.delete(view.step);
  }

  const ledger: RunLedger = {
    finish: undefined,
    reply: undefined,
    count,
    begin: (views) => {
      for (const view of views) see(view);
    },
    position: (step) => {
      let position = positions.get(step);
      if (position === undefined) {
        position = positions.size;
        positions.set(step, position);
      }
      return position;
    },
    isFreshInput: (view) => {
      if (view.input === undefined || inputs.get(view.step) === view.input) return false;
      inputs.set(view.step, view.input);
      return true;
    },
    summary: ({ status, paused }, changed) => {
      for (const view of changed) see(view);
      const { finish } = ledger;
      const first = status === 'waiting' ? waiting.values().next().value : undefined;
      return {
        status,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(finish ? { endedAt: finish.at } : {}),
        ...(finish?.command.error ? { error: finish.command.error } : {}),
        costUsd: hasUnknownCost && knownCost === 0 ? null : knownCost,
        ...(first ? { waitingFor: waitingText(first, waiting.size) } : {}),
        ...(paused ? { paused } : {}),
        stepsTotal: statuses.size,
        stepsDone: done,
        stepsFailed: failed,
      };
    },
  };
  for (const event of events) count(event);
  return ledger;
}
