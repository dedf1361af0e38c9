import type { AppError, StepId, StepView } from '@arches/kernel';
import type { KeptResult } from './results/result-store.ts';
import type { OutwardCommand } from './run-actor.ts';
import type { ClosedWait, JournalEvent, StoredText, TimerChange } from './run-store.ts';
import type { OpenedQuestion } from './wait-rows.ts';

export interface Resolver {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Somebody outside, who would rather hear of trouble than wait for its end. */
  readonly isCaller: boolean;
}

/** What a run has decided since its last flush. */
export interface Delta {
  /** It says another part of what follows from an event that is in the journal already. */
  isPart: boolean;
  readonly events: JournalEvent[];
  readonly commands: OutwardCommand[];
  /** As they were right after the decision: a loop's ended iterations cannot be read later. */
  readonly changed: Map<StepId, StepView>;
  readonly timers: Map<string, TimerChange>;
  /** The last of several for one step is what is asked. */
  readonly opened: Map<StepId, OpenedQuestion>;
  readonly closed: Map<StepId, ClosedWait>;
  readonly taken: string[];
  readonly leftChildren: StepId[];
  /** Ids of files that came into the run. */
  readonly files: string[];
  /** Results that may be used again, if they are written. */
  readonly kept: KeptResult[];
  /** Large values of the events. */
  readonly values: StoredText[];
  /** Who waits until it is durable. */
  readonly resolvers: Resolver[];
}

export const newDelta = (): Delta => ({
  isPart: false,
  events: [],
  commands: [],
  changed: new Map(),
  timers: new Map(),
  opened: new Map(),
  closed: new Map(),
  taken: [],
  leftChildren: [],
  files: [],
  kept: [],
  values: [],
  resolvers: [],
});

/** Whether there is anything to write. */
export const hasNews = ({ events, isPart }: Delta): boolean => events.length > 0 || isPart;

/** Tells callers that it takes longer; the work itself is kept, and written when it can be. */
export function rejectCallers(delta: Pick<Delta, 'resolvers'>, error: AppError): void {
  const callers = delta.resolvers.filter(({ isCaller }) => isCaller);
  const others = delta.resolvers.filter(({ isCaller }) => !isCaller);
  delta.resolvers.splice(0, delta.resolvers.length, ...others);
  for (const { reject } of callers) reject(error);
}
