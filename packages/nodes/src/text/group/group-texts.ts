import { AppError } from '@arches/kernel';
import { groupChecked, type Grouping, type GroupOptions } from './grouping.ts';
import type { Rows } from './vectors.ts';

export type { Grouping, GroupOptions, Topic } from './grouping.ts';

/**
 * Groups comments by topic from their vectors (unit length, one a text): consensus of many groupings on a sample, then each comment goes to the
 * nearest topic, or to none when it is far from all. Pure; the same input gives the same groups. CPU-bound, seconds for thousands of comments: call
 * it through `groupInWorker` from a server. Throws `grouping_invalid`.
 */
export function groupTexts(texts: readonly string[], vectors: Rows, options: GroupOptions = {}): Grouping {
  checkGrouping(texts, vectors, options);
  return groupChecked(texts, vectors, options);
}

/** Throws `grouping_invalid` for input that `groupTexts` cannot work on. */
export function checkGrouping(texts: readonly string[], vectors: Rows, { topics }: GroupOptions): void {
  if (texts.length !== vectors.length)
    throw new AppError(
      'grouping_invalid',
      `There are ${texts.length} comments but ${vectors.length} vectors; one vector a comment is needed.`,
    );
  if (topics !== undefined && !(Number.isInteger(topics) && topics >= 1))
    throw new AppError('grouping_invalid', `The number of topics must be a whole number from 1 on, not ${topics}.`);
}
