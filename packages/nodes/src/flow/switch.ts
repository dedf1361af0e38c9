import { z } from 'zod';
import { textOf } from '../data/rows.ts';
import { defineNode } from '../define-node.ts';

export const flowSwitch = defineNode({
  type: 'flow.switch',
  version: 1,
  kind: 'pure',
  category: 'flow',
  title: 'Choose a way',
  description: 'Goes one of several ways, by a value or by conditions.',
  icon: 'GitFork',
  keywords: ['switch', 'route', 'depending on', 'either', 'cases', 'by type', 'by category', 'different ways', 'choose'],
  outside: 'none',
  expressionFields: ['cases'],
  summary: 'Chooses a way[ by {value}]: {cases|the cases}',
  config: z.strictObject({
    value: z.unknown().optional().meta({ title: 'Value', description: 'Compared with each case.' }),
    cases: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,59}$/u)
            .meta({ title: 'Name' }),
          equals: z.union([z.string(), z.number(), z.boolean()]).optional().meta({ title: 'Equals' }),
          when: z.string().optional().meta({ title: 'Or when', 'x-widget': 'condition' }),
        }),
      )
      .min(1)
      .max(50)
      .meta({ title: 'Cases' }),
  }),
  output: z.unknown(),
  outputShape: 'input',
  sampleConfig: { value: '{{ input.kind }}', cases: [{ name: 'Invoice', equals: 'invoice' }] },
  sampleOutput: { kind: 'invoice' },
  ports: { kind: 'listed', field: 'cases', rest: [{ name: 'default', label: 'Otherwise' }] },
  evaluate: ({ value, cases }, context) => {
    const found = cases.find(({ name, equals, when }) =>
      when ? context.evaluate(when) === true : textOf(value).toLowerCase() === textOf(equals ?? name).toLowerCase(),
    );
    return { output: context.inputs[0]?.output ?? null, ports: [found?.name ?? 'default'] };
  },
});
