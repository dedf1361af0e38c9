import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowCleanup = defineNode({
  type: 'flow.cleanup',
  version: 1,
  kind: 'pure',
  mark: 'cleanup',
  category: 'flow',
  title: 'Clean up',
  description:
    'Stands inside a “Try”: what follows is done at its end, whether it went well or not. It is not done when the run is cancelled.',
  icon: 'Eraser',
  keywords: ['clean up', 'cleanup', 'finally', 'in any case', 'always', 'afterwards', 'at the end'],
  outside: 'none',
  summary: 'Begins what is done at the end in any case',
  config: z.strictObject({}),
  output: z.object({
    error: z
      .object({ code: z.string(), message: z.string(), step: z.string().nullable() })
      .nullable()
      .describe('What failed and was not made good; empty when all went well'),
  }),
  sampleConfig: {},
  sampleOutput: { error: null },
});
