import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const codeJavascript = defineNode({
  type: 'code.javascript',
  version: 1,
  kind: 'effect',
  category: 'data',
  title: 'Run code',
  description: 'Runs JavaScript that you write, cut off from everything but the values you give it.',
  icon: 'Code',
  keywords: ['code', 'javascript', 'script', 'function', 'custom', 'program'],
  outside: 'none',
  timeoutMs: 90_000,
  expressionFields: ['code'],
  summary: 'Runs JavaScript: {code}',
  config: z.strictObject({
    code: z
      .string()
      .min(1)
      .max(200_000)
      .meta({ title: 'Code', description: 'The value is in `input`; end with `return`.', 'x-widget': 'code' }),
    input: z
      .unknown()
      .optional()
      .meta({ title: 'Value', description: 'What the code gets as `input`.', examples: ['{{ nodes.read.output.rows }}'] }),
    timeoutSeconds: z.number().min(1).max(60).default(10).meta({ title: 'Stop after (seconds)' }),
    memoryMb: z.number().int().min(16).max(256).default(64).meta({ title: 'Memory (MB)' }),
  }),
  output: z.object({ result: z.unknown(), logs: z.array(z.string()) }),
  sampleConfig: { code: 'return input.length;', input: '{{ input.list }}' },
  sampleOutput: { result: 3, logs: [] },

  async run({ code, input, timeoutSeconds, memoryMb }, { sandbox, signal, log }) {
    const { result, logs } = await sandbox.runCode({ code, input, timeoutMs: timeoutSeconds * 1000, memoryMb }, signal);
    for (const line of logs) log(line);
    return { output: { result, logs } };
  },
});
