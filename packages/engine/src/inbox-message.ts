import type { RunEvent, StepId } from '@arches/kernel';

type Untimed<E> = E extends RunEvent ? Omit<E, 'at'> : never;
/** An event before it has its time. */
export type UntimedEvent = Untimed<RunEvent>;

/** What people and other systems tell a run. */
export type RunRequestEvent = Extract<
  UntimedEvent,
  { kind: 'signal_received' | 'cancel_requested' | 'pause_requested' | 'resume_requested' | 'run_released' }
>;

/** What lies in the inbox of a run until its owner takes it up. */
export type InboxMessage =
  | RunRequestEvent
  /** A run that a step of this one waits for has ended; its row says how. `key` is the delivery key it was started with. */
  | { readonly kind: 'child_ended'; readonly step: StepId; readonly runId: string; readonly key: string };

/** Newest format of journals that this release reads and writes. */
export const journalFormat = 1;
