import { fileIdsIn } from '@arches/kernel';
import type { UntimedEvent } from './inbox-message.ts';

/**
 * Ids of the files that come into a run with an event: those it is started with, those that people and child runs hand to its
 * steps, and those of results used again.
 */
export function filesOfEvent(event: UntimedEvent): readonly string[] {
  if (event.kind === 'run_started') return fileIdsIn([event.input, event.trigger.body, event.trigger.files, event.edited, event.reuse]);
  if (event.kind === 'signal_received') return fileIdsIn(event.signal);
  return event.kind === 'step_succeeded' && event.cached ? fileIdsIn(event.output) : [];
}
