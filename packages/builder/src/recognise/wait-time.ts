/** A length as people say it, by the calendar where it is in months or years. */
export interface Span {
  readonly amount: number;
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years';
  /** Working days are meant, which no step counts. */
  readonly isWorking?: boolean;
}

/** The next such moment: “Friday noon”, “8 am”, “the 25th”. */
export interface Clock {
  readonly cron: string;
  /** The hour was said, not assumed. */
  readonly isHourSaid: boolean;
  readonly isEveryDay: boolean;
}

/** What the words of a wait say. */
export interface WaitTime {
  /** The words of the time. */
  readonly said: string;
  readonly span?: Span;
  readonly clock?: Clock;
  /** “The Friday before the trip”: 1 is Monday. */
  readonly weekday?: number;
  readonly side?: 'before' | 'after' | 'on';
  /** What it is counted from, as it was said. */
  readonly ref?: string;
  /** It goes on from the step before: “two days later”, “another week”. */
  readonly isFurther?: boolean;
  /** It is counted from the start: “after 8 hours”, “day 15”. */
  readonly isFromStart?: boolean;
  /** “30 more”: of what the wait before was said in. */
  readonly bareAmount?: number;
}

const lengths: { readonly [unit in Span['unit']]: number } = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
  weeks: 604_800,
  months: 2_592_000,
  years: 31_536_000,
};

export const secondsOf = ({ amount, unit: of }: Span): number => amount * lengths[of];
