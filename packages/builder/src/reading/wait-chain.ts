import { secondsOf, type Span } from '../recognise/wait-time.ts';
import type { Wish } from '../recognise/wish.ts';
import { withInside } from './wish-lists.ts';

/** The waits before, on the way to a step. */
interface Waited {
  readonly unit: Span['unit'] | undefined;
  /** How long, where each of them is a length. */
  readonly seconds: number | undefined;
  /** Each of them was counted from the start: “after 4 hours”, “for 4 hours”. */
  readonly isFromStart: boolean;
}

/**
 * Lengths that only the waits before them give: “30 more” is in their unit, and “after 4 hours …, after 8 hours …” counts both from the start, so
 * that the second waits for the rest.
 */
export function chainedWaits(wishes: readonly Wish[], before: Waited = { unit: undefined, seconds: 0, isFromStart: true }): Wish[] {
  let waited = before;
  return wishes.map((wish): Wish => {
    if (wish.kind === 'until' || wish.kind === 'approve') waited = { ...waited, seconds: undefined };
    if (wish.kind !== 'wait') {
      const now = waited;
      return withInside(wish, (list) =>
        chainedWaits(list, wish.kind === 'each' ? { unit: undefined, seconds: 0, isFromStart: true } : now),
      );
    }
    const { time } = wish;
    const span = time?.span ?? (time?.bareAmount !== undefined && waited.unit ? { amount: time.bareAmount, unit: waited.unit } : undefined);
    const length = span ? secondsOf(span) : wish.seconds;
    const isFromStart = time?.isFromStart === true && time.isFurther !== true && time.clock === undefined;
    const rest =
      isFromStart && waited.isFromStart && waited.seconds && length !== undefined && length > waited.seconds
        ? length - waited.seconds
        : undefined;
    waited = {
      isFromStart: waited.isFromStart && (time?.isFromStart === true || /^\W*for\b/iu.test(wish.because)),
      unit: span?.unit ?? waited.unit,
      seconds:
        waited.seconds === undefined || length === undefined || time?.clock
          ? undefined
          : rest === undefined
            ? waited.seconds + length
            : length,
    };
    return { ...wish, seconds: rest ?? length, ...(rest === undefined || length === undefined ? {} : { inAll: length }) };
  });
}
