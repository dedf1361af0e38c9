import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowRespond = defineNode({
  type: 'flow.respond',
  version: 1,
  kind: 'pure',
  category: 'flow',
  title: 'Respond',
  description: 'Answers the caller of the workflow’s web address.',
  icon: 'ArrowBackUp',
  keywords: ['respond', 'reply to the caller', 'return', 'answer', 'response', 'give back', 'api result'],
  outside: 'none',
  summary: 'Answers the caller with {body|what the step before gives}',
  config: z.strictObject({
    status: z.number().int().min(200).max(599).default(200).meta({ title: 'Status' }),
    headers: z.record(z.string(), z.string()).default({}).meta({ title: 'Headers', 'x-widget': 'fields' }),
    body: z.unknown().optional().meta({ title: 'Answer', description: 'Left empty: what the step before gives.', 'x-widget': 'long_text' }),
  }),
  output: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
  sampleConfig: { body: { ok: true } },
  sampleOutput: { status: 200, headers: {}, body: { ok: true } },
  evaluate: ({ status, headers, body }, { inputs }) => ({
    output: { status, headers, body: body === undefined ? (inputs[0]?.output ?? null) : body },
  }),
});
