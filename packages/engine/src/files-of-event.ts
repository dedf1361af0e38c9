import { isFileRef } from '@arches/kernel';
import type { UntimedEvent } from './inbox-message.ts';

/**
 * Ids of the files that come into a run with an event: those it is started with, those that people and child runs hand to its
 * steps, and those of results used again.
 */
export function filesOfEvent(event: UntimedEvent): readonly string[] {
  const found = new Set<string>();
  if (event.kind === 'run_started') collect([event.input, event.trigger.body, event.trigger.files, event.edited, event.reuse], found);
  else if (event.kind === 'signal_received') collect(event.signal, found);
  else if (event.kind === 'step_succeeded' && event.cached) collect(event.output, found);
  return [...found];
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isFileRef(value)) found.add(value.id);
  else for (const item of Array.isArray(value) ? value : Object.values(value)) collect(item, found);
}
