import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const textTemplate = defineNode({
  type: 'text.template',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Write a text',
  description: 'Fills values into a text you write.',
  icon: 'Template',
  keywords: ['template', 'text', 'message', 'compose', 'write', 'letter', 'format', 'draft text', 'fill in'],
  outside: 'none',
  summary: 'Writes “{template|a text}”',
  config: z.strictObject({
    template: z.string().meta({ title: 'Text', description: 'Values go in double braces: {{ input.name }}.', 'x-widget': 'long_text' }),
  }),
  output: z.object({ text: z.string() }),
  sampleConfig: { template: 'Dear {{ input.name }}, thank you.' },
  sampleOutput: { text: 'Dear Ada, thank you.' },
  evaluate: ({ template }) => ({ output: { text: template } }),
});
