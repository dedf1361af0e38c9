import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowOnError = defineNode({
  type: 'flow.on_error',
  version: 1,
  kind: 'pure',
  mark: 'on_error',
  category: 'flow',
  title: 'If it fails',
  description: 'Stands inside a “Try”: what follows is done when a step of it fails, and its result is then that of the “Try”.',
  icon: 'AlertTriangle',
  keywords: ['on error', 'if it fails', 'catch', 'fallback', 'error branch', 'when it goes wrong'],
  outside: 'none',
  summary: 'Begins what is done when a step before it fails',
  config: z.strictObject({}),
  output: z.object({
    error: z.object({
      code: z.string().describe('Short name of the failure'),
      message: z.string().describe('What went wrong'),
      step: z.string().nullable().describe('The step that failed'),
    }),
  }),
  sampleConfig: {},
  sampleOutput: { error: { code: 'http_status', message: 'api.example.org answered 503.', step: 'try[0].fetch' } },
});
