import type { StepView } from '@arches/kernel';
import { plainText } from './plain-json.ts';
import type { JsonText, StepRow } from './run-store.ts';
import type { ValueWriter } from './stored-value.ts';

/** The row of a step as screens read it; `withInput` false leaves the written input as it is. */
export function stepRow(view: StepView, position: number, withInput: boolean, values: ValueWriter): StepRow {
  const { step, nodeId, status, attempts, startedAt, endedAt, input, output, sent, ...detail } = view;
  return {
    step,
    nodeId,
    position,
    status,
    attempts,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(view.usage?.costUsd === undefined ? {} : { costUsd: view.usage.costUsd }),
    ...(withInput ? { input: values.write(input) } : {}),
    ...(output === undefined ? {} : { output: values.write(output) }),
    ...(sent === undefined ? {} : { sent }),
    detail: plainText(detail),
  };
}

/** The step as listeners are told it: large values as the references that its row has. */
export function noticeView(view: StepView, values: ValueWriter): StepView {
  return {
    ...view,
    ...(view.input === undefined ? {} : { input: referenceOr(view.input, values.write(view.input)) }),
    ...(view.output === undefined ? {} : { output: referenceOr(view.output, values.write(view.output)) }),
  };
}

function referenceOr(value: unknown, text: JsonText): unknown {
  return text.startsWith('{"$artifact":') ? (JSON.parse(text) as unknown) : value;
}
