import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowIf = defineNode({
  type: 'flow.if',
  version: 1,
  kind: 'pure',
  category: 'flow',
  title: 'If',
  description: 'Goes one way when a condition holds and another when it does not.',
  icon: 'ArrowsSplit2',
  keywords: ['if', 'condition', 'when', 'unless', 'otherwise', 'else', 'check whether', 'in case', 'branch', 'decide'],
  outside: 'none',
  expressionFields: ['condition'],
  summary: 'Checks whether {condition|a condition holds}',
  config: z.strictObject({
    condition: z
      .string()
      .min(1)
      .meta({ title: 'Condition', 'x-widget': 'condition', examples: ['input.amount > 500'] }),
  }),
  output: z.unknown(),
  outputShape: 'input',
  sampleConfig: { condition: 'input.amount > 500' },
  sampleOutput: { amount: 620 },
  ports: {
    kind: 'fixed',
    ports: [
      { name: 'true', label: 'Yes' },
      { name: 'false', label: 'No' },
    ],
  },
  // What came in goes on, so that the branches can work with it.
  evaluate: ({ condition }, context) => ({
    output: context.inputs[0]?.output ?? null,
    ports: [context.evaluate(condition) === true ? 'true' : 'false'],
  }),
});
