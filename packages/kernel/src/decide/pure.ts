import type { NodeResult } from '../catalog.ts';
import type { HttpReply } from '../run.ts';
import type { StepRef } from './address.ts';
import { failStep } from './failure.ts';
import { evaluationContext, renderedConfig, stepError } from './names.ts';
import { isJsonObject } from '../json.ts';
import { succeed, type Turn } from './turn.ts';

/** Evaluates a pure node here and now: it costs microseconds and needs no record of its own. */
export function evaluatePure(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  let result: NodeResult;
  try {
    step.attempt += 1;
    step.input = renderedConfig(turn, ref);
    if (!node.type.evaluate) throw new Error(`The type ${node.type.type} says it is pure but cannot be evaluated.`);
    result = node.type.evaluate(step.input, evaluationContext(turn, ref));
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  if (node.type.type === 'flow.respond') respond(turn, result.output);
  succeed(turn, ref, result.output, result.ports);
}

/** The first answer counts; whoever called is not asked to read two. */
function respond(turn: Turn, output: unknown): void {
  if (turn.state.response) return;
  const reply = isJsonObject(output) ? output : { body: output };
  const headers = isJsonObject(reply.headers) ? reply.headers : {};
  const response: HttpReply = {
    status: typeof reply.status === 'number' ? reply.status : 200,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: reply.body ?? null,
  };
  turn.state.response = { body: response.body };
  turn.commands.push({ kind: 'respond', response });
}
