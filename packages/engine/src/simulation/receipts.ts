import type { ExecuteCommand } from '../ports.ts';

/** One call of a provider by the engine. */
export interface Sending {
  readonly runId: string;
  readonly step: string;
  readonly attempt: number;
  readonly key: string;
  readonly atMostOnce: boolean;
  /** The call may still reach the provider, or an answer may still come. */
  isUnderWay: boolean;
  /** The effect has happened through it. */
  happened: boolean;
}

/** What providers saw: effects counted by idempotency key, as a receipt server does. */
export interface Receipts {
  readonly send: (runId: string, command: ExecuteCommand, atMostOnce: boolean) => Sending;
  readonly of: (runId: string, step: string) => readonly Sending[];
  /** Through how many calls the effect has happened. */
  readonly effects: (runId: string, step: string) => number;
}

export function createReceipts(): Receipts {
  const byStep = new Map<string, Sending[]>();
  const of = (runId: string, step: string): Sending[] => byStep.get(`${runId} ${step}`) ?? [];
  return {
    of,
    effects: (runId, step) => of(runId, step).filter(({ happened }) => happened).length,
    send: (runId, { step, attempt, idempotencyKey }, atMostOnce) => {
      const sending = { runId, step, attempt, key: idempotencyKey, atMostOnce, isUnderWay: true, happened: false };
      const before = byStep.get(`${runId} ${step}`);
      if (before) before.push(sending);
      else byStep.set(`${runId} ${step}`, [sending]);
      return sending;
    },
  };
}
