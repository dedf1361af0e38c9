import type { RunEvent, StepView } from '@arches/kernel';
import type { RunRow, StepRow, StoredText } from './run-store.ts';

/** The first event makes the run, and the last one ends it; both are written whatever is kept already. */
export const mayBeRefused = ({ kind }: RunEvent): boolean => kind !== 'run_started' && kind !== 'cancel_requested';

/** A step whose values do not fit in what may be kept. */
export function withoutValues({ input: _input, output: _output, ...rest }: StepView): StepView {
  return rest;
}

export const sizeOf = (values: readonly StoredText[]): number => values.reduce((total, { size }) => total + size, 0);

/** Bytes of the texts that rows of steps and of the run take; large values are counted by their references here. */
export function textBytes(steps: readonly StepRow[], { output, reply }: RunRow, input: string): number {
  return steps.reduce((total, step) => total + stepBytes(step), 0) + length(output) + length(reply) + length(input);
}

/** Which step to name when a run keeps too much. */
export function largestStep(steps: readonly StepRow[]): StepRow | undefined {
  return steps.reduce<StepRow | undefined>((most, step) => (most && stepBytes(most) >= stepBytes(step) ? most : step), undefined);
}

const stepBytes = ({ input, output, detail }: StepRow): number => length(input) + length(output) + detail.length;

const length = (text: string | undefined): number => (text === undefined ? 0 : Buffer.byteLength(text));
