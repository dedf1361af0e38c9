import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { endOf } from './step-lists.ts';

/** From where to where words stand in a request. */
export type Span = readonly [number, number];

/** Where words stand that were read, the names of ways among them. */
export function spansOf({ steps, policies }: Pick<Reading, 'steps' | 'policies'>, text: string): Span[] {
  const said = allSteps(steps).flatMap((step): Span[] => [
    ...(step.at === undefined ? [] : [[step.at, endOf(step)] as const]),
    ...(step.cases ?? []).flatMap((one, way) => placesOf(one?.words ?? '', text, firstOf(step.branches[way] ?? []))),
  ]);
  return [...said, ...policies.flatMap((words) => placesOf(words, text))];
}

/** The words nearest before what they name. */
const placesOf = (words: string, text: string, before = text.length): Span[] => {
  const at = words === '' ? -1 : text.lastIndexOf(words, before);
  return at < 0 ? [] : [[at, at + words.length]];
};

const firstOf = (branch: readonly ReadStep[]): number | undefined => {
  const places = allSteps(branch).flatMap(({ at }) => at ?? []);
  return places.length === 0 ? undefined : Math.min(...places);
};

export const isOver = (spans: readonly Span[], from: number, to: number): boolean => spans.some(([begin, end]) => begin < to && end > from);

/** Where the sentence that goes on here ends. */
export function sentenceEnd(text: string, from: number): number {
  const stop = /[.;!?](?=\s|$)|\n/u.exec(text.slice(from));
  return stop ? from + stop.index : text.length;
}
