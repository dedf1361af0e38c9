import type { WishKind } from '../recognise/wish.ts';
import { bindStep } from './bind-step.ts';
import { exceptionIn, isTurnedBefore, leavingOut, leftOutIn, valuesWithin } from './left-out.ts';
import { withoutMark } from './marked-rows.ts';
import type { ReadStep } from './reading.ts';
import { withValues } from './with-values.ts';

/**
 * The filter that a wish asks for. What is left out is read by itself, as if it were to be kept, and turned round as a whole: words of leaving out
 * among those of a condition would turn some of its parts and not others.
 */
export function filterOf(step: ReadStep): WishKind {
  const words = withoutMark(step.words);
  const leftOut = leftOutIn(words);
  if (leftOut !== undefined) return leavingOut(read(step, leftOut));
  if (step.isLeftOut === true || isTurnedBefore(step.lead)) return leavingOut(read(step, words));
  const exception = exceptionIn(words);
  return exception ? excepted(words, read(step, exception.kept), leavingOut(read(step, exception.leftOut))) : read(step, words);
}

function read({ lead, tail, values }: ReadStep, words: string): WishKind {
  return withValues(bindStep({ label: 'filter', words }, { before: lead, after: tail }), valuesWithin(values, words), words);
}

/** One filter for what is kept and what is left out of it; where one of the two cannot be written down, all of it is asked for. */
function excepted(words: string, kept: WishKind, leftOut: WishKind): WishKind {
  const parts = [kept, leftOut].flatMap((wish) => (wish.kind === 'filter' && wish.condition && !wish.due ? [wish.condition] : []));
  const [first] = parts;
  const isRead = parts.length === 2 && parts.every(({ test }) => test !== 'unread' && test !== 'judged');
  const condition = { words, subject: first?.subject ?? '', value: '', negated: false };
  return { kind: 'filter', condition: isRead ? { ...condition, test: 'all', parts } : { ...condition, test: 'unread' } };
}
