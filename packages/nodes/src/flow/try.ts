import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowTry = defineNode({
  type: 'flow.try',
  version: 1,
  kind: 'container',
  container: 'try',
  category: 'flow',
  title: 'Try',
  description:
    'Does the steps inside; what hangs on “If it fails” in it is done when one of them fails, what hangs on “Clean up” in any case.',
  icon: 'Lifebuoy',
  keywords: ['try', 'catch', 'finally', 'on error', 'if it fails', 'fallback', 'error handling', 'otherwise', 'recover', 'clean up'],
  outside: 'none',
  summary: 'Tries the steps inside',
  config: z.strictObject({}),
  output: z.unknown(),
  outputShape: 'body',
  sampleConfig: {},
  sampleOutput: null,
});
