import type { StepRef } from './address.ts';
import { renderedConfig } from './names.ts';
import type { Turn } from './turn.ts';

/** Hybrid mode: what a step touches outside, such as a host or a file. Found once, from its rendered configuration. */
export function touchedBy(turn: Turn, ref: StepRef): readonly string[] {
  const { step, node } = ref;
  if (!turn.plan.hybrid || node.type.kind !== 'effect' || !node.type.resources) return [];
  if (step.touches) return step.touches;
  try {
    step.input ??= renderedConfig(turn, ref);
    step.touches = [...new Set(node.type.resources(step.input))];
  } catch {
    // What keeps the configuration from being read is told when the step begins.
    step.touches = [];
  }
  return step.touches;
}

/** Keeps what a step touches from others until it has ended, waits between its attempts included. */
export function hold({ state }: Turn, { step }: StepRef): void {
  for (const resource of step.touches ?? []) state.inUse[resource] = step.id;
  if (step.touches && step.touches.length > 0) step.holds = true;
}
