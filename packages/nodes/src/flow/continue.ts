import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { valueField } from './break.ts';

export const flowContinue = defineNode({
  type: 'flow.continue',
  version: 1,
  kind: 'pure',
  mark: 'continue',
  category: 'flow',
  title: 'Go on with the next',
  description: 'Ends this entry of the loop around it; the loop goes on with the next one.',
  icon: 'PlayerTrackNext',
  keywords: ['continue', 'next', 'skip this one', 'go on with the next', 'leave out', 'skip entry'],
  outside: 'none',
  summary: 'Goes on with the next entry[, giving {value}]',
  config: z.strictObject({ value: valueField }),
  output: z.unknown(),
  ports: { kind: 'fixed', ports: [] },
  sampleConfig: {},
  sampleOutput: null,
});
