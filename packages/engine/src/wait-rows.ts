import type { Command, RunEvent, StepId } from '@arches/kernel';
import { newToken } from './ids.ts';
import type { ClosedWait, OpenedWait } from './run-store.ts';
import { plainJson, plainText } from './plain-json.ts';
import type { ValueWriter } from './stored-value.ts';

export type OpenWait = Extract<Command, { kind: 'open_wait' }>;
export interface OpenedQuestion {
  readonly command: OpenWait;
  readonly isNew: boolean;
  readonly openedAt: number;
}

/** A question to a person or to the outside. Its id is secret: it is the address that a callback comes to. */
export function openedWait({ command, isNew, openedAt }: OpenedQuestion, values: ValueWriter): OpenedWait {
  const { step, nodeId, wait, deadlineAt } = command;
  return {
    id: newToken('wait'),
    step,
    nodeId,
    // Its error comes from outside and may hold what no database keeps.
    wait: wait.kind === 'decision' ? (plainJson(wait).value as typeof wait) : wait,
    isNew,
    ...(wait.kind === 'approval' && wait.data !== undefined ? { data: values.write(wait.data) } : {}),
    ...(wait.kind === 'approval' && wait.form ? { form: plainText(wait.form) } : {}),
    ...(deadlineAt === undefined ? {} : { deadlineAt }),
    openedAt,
  };
}

/** How a wait ended, told by the event that closed it. */
export function closedWait(step: StepId, cause: RunEvent, values: ValueWriter): ClosedWait {
  const closedAt = cause.at;
  if (cause.kind === 'timer_fired' && cause.step === step) return { step, result: 'expired', closedAt };
  if (cause.kind !== 'signal_received' || cause.step !== step) return { step, result: 'cancelled', closedAt };
  const { signal } = cause;
  switch (signal.kind) {
    case 'callback':
    case 'child':
      return { step, result: 'answered', closedAt };
    case 'decision':
      return { step, result: 'answered', by: signal.by, ...(signal.comment === undefined ? {} : { comment: signal.comment }), closedAt };
    case 'delegation':
      return { step, result: 'cancelled', by: signal.by, closedAt };
    case 'approval':
      return {
        step,
        result: signal.decision,
        by: signal.by,
        ...(signal.comment === undefined ? {} : { comment: signal.comment }),
        ...(signal.form === undefined ? {} : { form: values.write(signal.form) }),
        closedAt,
      };
  }
}
