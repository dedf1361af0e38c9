import type { AppError } from '@arches/kernel';
import type { UntimedEvent } from './inbox-message.ts';
import { rejectCallers, type Resolver } from './run-delta.ts';

interface HeldEvent {
  readonly event: UntimedEvent;
  readonly message: string | undefined;
  readonly resolvers: Resolver[];
}

/** What a run is told while it decides on something else, in parts: heard afterwards, in order. */
export interface HeldEvents {
  readonly add: (event: UntimedEvent, message: string | undefined) => void;
  /** The last one told, for whoever waits until it is durable. */
  readonly last: () => HeldEvent | undefined;
  readonly next: () => HeldEvent | undefined;
  readonly rejectCallers: (error: AppError) => void;
  readonly rejectAll: (reason: () => unknown) => void;
}

export function createHeldEvents(): HeldEvents {
  const held: HeldEvent[] = [];
  return {
    add: (event, message) => void held.push({ event, message, resolvers: [] }),
    last: () => held.at(-1),
    next: () => held.shift(),
    rejectCallers: (error) => {
      for (const each of held) rejectCallers(each, error);
    },
    rejectAll: (reason) => {
      for (const { resolvers } of held.splice(0)) for (const { reject } of resolvers) reject(reason());
    },
  };
}
