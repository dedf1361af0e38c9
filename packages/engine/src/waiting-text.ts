import type { StepView } from '@arches/kernel';

/** What a waiting run waits for, as lists show it. */
export function waitingText(view: StepView, waitingSteps: number): string {
  const more = waitingSteps > 1 ? ` and ${waitingSteps - 1} more` : '';
  return `${reason(view)}${more}`;
}

function reason({ status, waiting, retryAt, nodeId }: StepView): string {
  if (status === 'retrying')
    return retryAt === undefined ? `Another try of ${nodeId}` : `Another try of ${nodeId} at ${new Date(retryAt).toISOString()}`;
  if (!waiting) return nodeId;
  switch (waiting.kind) {
    case 'time':
      return waiting.until === undefined ? 'A delay' : `A delay until ${new Date(waiting.until).toISOString()}`;
    case 'approval':
      return `Approval: ${waiting.title}`;
    case 'callback':
      return `An answer from outside to ${nodeId}`;
    case 'decision':
      return `A decision: ${waiting.title}`;
    case 'child':
      return `Another run, started by ${nodeId}`;
  }
}
