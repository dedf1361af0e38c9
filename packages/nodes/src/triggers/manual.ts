import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const triggerManual = defineNode({
  type: 'trigger.manual',
  version: 1,
  kind: 'trigger',
  category: 'trigger',
  title: 'Start by hand',
  description: 'Starts when somebody presses Run, or by the API.',
  icon: 'PlayerPlay',
  keywords: ['manual', 'by hand', 'button', 'on demand', 'when I click', 'api', 'start'],
  outside: 'none',
  summary: 'Starts when somebody presses Run',
  config: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: {},
  sampleOutput: { kind: 'manual', at: '2026-01-05T08:00:00.000Z', body: {}, query: {}, headers: {}, files: {} },
});
