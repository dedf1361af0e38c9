import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowForEach = defineNode({
  type: 'flow.for_each',
  version: 1,
  kind: 'container',
  category: 'flow',
  title: 'For each',
  description: 'Does the steps inside once for every entry of a list.',
  icon: 'Repeat',
  keywords: ['for each', 'each', 'every', 'loop', 'one by one', 'repeat', 'iterate', 'per row', 'all of them'],
  outside: 'none',
  summary: 'Does the steps inside for each of {items|a list}',
  config: z.strictObject({
    items: z.unknown().meta({ title: 'List', 'x-widget': 'list', examples: ['{{ nodes.read.output.rows }}'] }),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(10)
      .meta({ title: 'At once', description: 'How many entries may be worked on at the same time.' }),
  }),
  output: z.array(z.unknown()),
  outputShape: 'list_of_body',
  sampleConfig: { items: '{{ input.list }}' },
  sampleOutput: [],
});
