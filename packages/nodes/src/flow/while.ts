import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowWhile = defineNode({
  type: 'flow.while',
  version: 1,
  kind: 'container',
  container: 'while',
  category: 'flow',
  title: 'Repeat while',
  description: 'Does the steps inside again and again, as long as a condition holds.',
  icon: 'Refresh',
  keywords: ['while', 'until', 'repeat', 'loop', 'as long as', 'again', 'keep trying', 'poll', 'page by page', 'next page'],
  outside: 'none',
  expressionFields: ['condition'],
  summary: 'Repeats the steps inside as long as {condition|a condition holds}',
  config: z.strictObject({
    condition: z
      .string()
      .min(1)
      .meta({
        title: 'As long as',
        description:
          'Asked before each round. “item” is what the round before gave, at first what came in; “index” counts the rounds from 0.',
        'x-widget': 'condition',
        examples: ['index < 10', 'item.nextPage != null'],
      }),
    maxIterations: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .meta({ title: 'At most (rounds)', description: 'If the condition still holds then, the step fails instead of going on for ever.' }),
  }),
  output: z.array(z.unknown()),
  outputShape: 'list_of_body',
  sampleConfig: { condition: 'index < 3' },
  sampleOutput: [],
});
