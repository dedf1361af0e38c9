import type { Usage } from '@arches/kernel';

/** The most that one call can take. */
export interface CallEstimate {
  readonly model: string;
  /** What people call the connection. */
  readonly provider: string;
  readonly inputTokens: number;
  /** `undefined`: the call names no bound. */
  readonly outputTokens: number | undefined;
  /** US dollars; 0 for what nobody bills, null when the price is not known or does not hold for a call of this length. */
  readonly costUsd: number | null;
}

/** Asked before each call that goes out to a provider, one by one, and told what each has cost. */
export interface CallGuard {
  /** A budget holds: calls must have an upper bound. */
  readonly isBounded: () => Promise<boolean>;
  /** Resolves when the call may be made; throws where it must not be. */
  readonly reserve: (call: CallEstimate) => Promise<CallHold>;
}

export interface CallHold {
  /** `costUsd` null: nobody knows what it cost, and it may have been paid in full. */
  readonly settle: (usage: Usage) => Promise<void>;
}
