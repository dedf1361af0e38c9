import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowParallel = defineNode({
  type: 'flow.parallel',
  version: 1,
  kind: 'container',
  container: 'parallel',
  category: 'flow',
  title: 'Do side by side',
  description: 'Does the unconnected parts inside at the same time, and goes on when enough of them have ended well.',
  icon: 'Columns3',
  keywords: [
    'parallel',
    'side by side',
    'at the same time',
    'at once',
    'simultaneously',
    'race',
    'fastest',
    'whichever is first',
    'fan out',
  ],
  outside: 'none',
  summary: 'Does the parts inside side by side[, until {need} ended well]',
  config: z.strictObject({
    need: z
      .union([z.enum(['all', 'any']), z.number().int().min(1).max(10_000), z.string().regex(/^[1-9]\d{0,3}$/u)])
      .default('all')
      .meta({
        'x-widget': 'all_any_or_count',
        title: 'Parts that must end well',
        description: 'When so many have, the others are stopped.',
        'x-labels': { all: 'all parts', any: 'the first part' },
        examples: ['all', 'any', 2],
      }),
    concurrency: z.number().int().min(1).max(1000).optional().meta({ title: 'At once', description: 'Left empty: all of them.' }),
  }),
  output: z.record(z.string(), z.unknown()).describe('What the last steps of the parts gave, by step'),
  outputShape: 'parts_of_body',
  sampleConfig: { need: 'all' },
  sampleOutput: {},
});
