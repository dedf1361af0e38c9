import { allSteps, type Reading } from './reading.ts';
import { endOf } from './step-lists.ts';

/** From where to where words stand in a request. */
export type Span = readonly [number, number];

/** Where words stand that were read, the names of ways among them. */
export function spansOf({ steps, policies }: Pick<Reading, 'steps' | 'policies'>, text: string): Span[] {
  const said = allSteps(steps).flatMap((step): Span[] => [
    ...(step.at === undefined ? [] : [[step.at, endOf(step)] as const]),
    ...(step.cases ?? []).flatMap((one) => placesOf(one?.words ?? '', text)),
  ]);
  return [...said, ...policies.flatMap((words) => placesOf(words, text))];
}

const placesOf = (words: string, text: string): Span[] => {
  const at = words === '' ? -1 : text.indexOf(words);
  return at < 0 ? [] : [[at, at + words.length]];
};

export const isOver = (spans: readonly Span[], from: number, to: number): boolean => spans.some(([begin, end]) => begin < to && end > from);

/** Where the sentence that goes on here ends. */
export function sentenceEnd(text: string, from: number): number {
  const stop = /[.;!?](?=\s|$)|\n/u.exec(text.slice(from));
  return stop ? from + stop.index : text.length;
}
