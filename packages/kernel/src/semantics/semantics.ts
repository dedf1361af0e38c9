import { containerChapters } from './rows-containers.ts';
import { failureChapters } from './rows-failures.ts';
import { graphChapters } from './rows-graph.ts';
import { kernelChapters, lifeChapters } from './rows-life.ts';
import { waitChapters } from './rows-waits.ts';
import type { Chapter } from './row.ts';

/** What every host keeps to. */
export const hostChapters: readonly Chapter[] = [
  ...graphChapters,
  ...containerChapters,
  ...failureChapters,
  ...waitChapters,
  ...lifeChapters,
];

/** The whole specification: what a workflow means. */
export const chapters: readonly Chapter[] = [...hostChapters, ...kernelChapters];
