import type { Signal } from '../run.ts';
import type { StepRef } from './address.ts';
import { failForGood } from './failure.ts';
import { pinnedPorts } from './pins.ts';
import { beginAgain } from './start-step.ts';
import { attemptsMade } from './state.ts';
import { succeed, type Turn } from './turn.ts';
import { closeWait } from './wait-commands.ts';

type Choice = Extract<Signal, { kind: 'decision' }>;

/** A person has said how a failed step goes on. */
export function decisionMade(turn: Turn, ref: StepRef, choice: Choice): void {
  const { step } = ref;
  const error = step.error ?? { code: 'step_failed', message: 'The step failed.', retryable: false };
  closeWait(turn, step);
  switch (choice.choice) {
    case 'retry':
      tryAgain(turn, ref, choice);
      return;
    case 'accept':
      step.told = effectTold(choice) ?? (step.doubt ? 'maybe' : 'not_sent');
      step.warnings = [...(step.warnings ?? []), acceptedBy(choice, error.message)];
      succeed(turn, ref, choice.output, pinnedPorts(turn, ref, choice.output));
      return;
    case 'fail': {
      const told = effectTold(choice);
      if (told) step.told = told;
      failForGood(turn, ref, error, step.cause);
    }
  }
}

/** The retry policy counts anew; attempt numbers go on, so that an old answer is never taken for a new one. */
function tryAgain(turn: Turn, ref: StepRef, { happened }: Choice): void {
  const { step } = ref;
  step.forgiven = attemptsMade(step);
  if (happened === false) delete step.doubt;
  if (happened === true) step.doubt = true;
  delete step.waiting;
  delete step.cause;
  delete step.deferredMs;
  beginAgain(turn, ref);
}

function effectTold({ happened }: Choice): 'once' | 'not_sent' | undefined {
  return happened === undefined ? undefined : happened ? 'once' : 'not_sent';
}

function acceptedBy({ by, comment }: Choice, message: string): string {
  const why = comment === undefined || comment.trim() === '' ? '' : ` (“${comment.trim()}”)`;
  return `${by} let this step count as done${why} after it had failed: ${message}`;
}
