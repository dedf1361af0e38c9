import { wordNumber } from '../language/durations.ts';
import type { Wish } from '../recognise/wish.ts';
import { inEveryList } from './wish-lists.ts';

/** “Try it three times” is a setting of the call; anything else about how it runs is told. */
export const isRetry = (words: string): boolean => timesOf(words) !== undefined;

function timesOf(words: string): number | undefined {
  if (!/\b(?:retry|retries|retried|tr(?:y|ies|ied|ying) (?:it )?(?:again|up to|\w+ (?:more )?times)|attempts?)\b/iu.test(words))
    return undefined;
  const said = /\b(\d+|once|twice|two|three|four|five|six|ten)\b/iu.exec(words)?.[1]?.toLowerCase();
  return said === undefined ? 3 : said === 'once' ? 1 : said === 'twice' ? 2 : wordNumber(said);
}

/** The calls of a workflow that is to try again. */
export function withRetries(wishes: readonly Wish[], policies: readonly string[]): Wish[] {
  const because = policies.find((words) => isRetry(words));
  const times = because === undefined ? undefined : timesOf(because);
  if (because === undefined || times === undefined) return [...wishes];
  const own: Wish = { kind: 'retry', times, because };
  return inEveryList(wishes, (list) => list.flatMap((wish): Wish[] => (wish.kind === 'fetch' ? [wish, own] : [wish])));
}
