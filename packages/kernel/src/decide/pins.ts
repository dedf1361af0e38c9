import type { StepRef } from './address.ts';
import { evaluationContext, renderedConfig } from './names.ts';
import type { NodePlan } from './plan.ts';
import { isJsonObject } from '../json.ts';
import type { Turn } from './turn.ts';

/** In a test, the output that a person pinned to a node instead of running it. */
export function pinOf(turn: Turn, node: NodePlan): { readonly output: unknown } | undefined {
  const pins = turn.plan.document.pins;
  if (turn.state.mode !== 'test' || !pins || !Object.hasOwn(pins, node.id)) return undefined;
  return { output: pins[node.id] };
}

/** A pin says what comes out, not where: a condition still decides its port, and a decision in the pin names it. */
export function pinnedPorts(turn: Turn, ref: StepRef, output: unknown): readonly string[] {
  const { node } = ref;
  const names = portNames(node);
  if (names.includes('out')) return ['out'];
  if (isJsonObject(output) && typeof output.decision === 'string' && names.includes(output.decision)) return [output.decision];
  try {
    const result = node.type.evaluate?.(renderedConfig(turn, ref), evaluationContext(turn, ref));
    return result?.ports ?? [firstPort(node)];
  } catch {
    return [firstPort(node)];
  }
}

/** The port a step takes that does not decide for itself, such as a disabled one. */
export function firstPort(node: NodePlan): string {
  const names = portNames(node);
  return names.includes('out') ? 'out' : (names[0] ?? 'out');
}

function portNames(node: NodePlan): string[] {
  const { ports } = node.type;
  if (ports.kind === 'fixed') return ports.ports.map(({ name }) => name);
  const listed = node.node.config?.[ports.field];
  const entries = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
  return [...entries.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])), ...ports.rest.map(({ name }) => name)];
}
