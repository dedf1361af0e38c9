import { z } from 'zod';
import { defineNode } from '../define-node.ts';

/** Of `break` and `continue`. */
export const valueField = z
  .unknown()
  .optional()
  .meta({ title: 'Result', description: 'What this round gives. Left empty: what the step before gives.', 'x-widget': 'long_text' });

export const flowBreak = defineNode({
  type: 'flow.break',
  version: 1,
  kind: 'pure',
  mark: 'break',
  category: 'flow',
  title: 'Stop the loop',
  description: 'Ends the loop around it: no later entries are begun, those under way are stopped, earlier ones are finished.',
  icon: 'PlayerStop',
  keywords: ['break', 'stop the loop', 'leave the loop', 'enough', 'end early', 'exit'],
  outside: 'none',
  summary: 'Stops the loop[ with {value}]',
  config: z.strictObject({ value: valueField }),
  output: z.unknown(),
  ports: { kind: 'fixed', ports: [] },
  sampleConfig: {},
  sampleOutput: null,
});
