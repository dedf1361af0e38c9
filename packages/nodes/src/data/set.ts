import { isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const dataSet = defineNode({
  type: 'data.set',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Set fields',
  description: 'Makes an object out of values you choose.',
  icon: 'Braces',
  keywords: ['set', 'fields', 'variable', 'assign', 'compose', 'build object', 'edit fields', 'transform', 'map'],
  outside: 'none',
  summary: 'Sets {fields|some fields}',
  config: z.strictObject({
    fields: z.record(z.string(), z.unknown()).meta({ title: 'Fields', description: 'Name and value of each field.', 'x-widget': 'fields' }),
    keep: z.boolean().default(false).meta({ title: 'Keep what came in', description: 'Adds the fields to what the step before gave.' }),
  }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { fields: { greeting: 'Hello' } },
  sampleOutput: { greeting: 'Hello' },
  evaluate: ({ fields, keep }, { inputs }) => {
    const before = keep ? inputs[0]?.output : undefined;
    return { output: isJsonObject(before) ? { ...before, ...fields } : fields };
  },
});
