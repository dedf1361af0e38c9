import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const triggerWebhook = defineNode({
  type: 'trigger.webhook',
  version: 1,
  kind: 'trigger',
  category: 'trigger',
  title: 'When a web address is called',
  description: 'Starts when another program calls an address of its own.',
  icon: 'Webhook',
  keywords: ['webhook', 'http request comes in', 'called', 'api call', 'receive', 'incoming', 'post', 'event from', 'other system'],
  outside: 'none',
  summary: 'Starts when {method|POST} /hooks/{path|…} is called',
  config: z.strictObject({
    path: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9/_-]{0,119}$/u, 'Use letters, digits, - and _.')
      .meta({ title: 'Address', description: 'What comes after /hooks/: letters, digits, -, _ and /. Unique on this installation.' }),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST').meta({ title: 'Method' }),
    respond: z
      .enum(['immediately', 'when_finished', 'respond_node'])
      .default('immediately')
      .meta({
        title: 'Answer',
        description: 'At once, with the result when the run is finished, or by a Respond step.',
        'x-labels': { immediately: 'At once', when_finished: 'When the run is finished', respond_node: 'By a Respond step' },
      }),
  }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { path: 'orders', method: 'POST', respond: 'immediately' },
  sampleOutput: { kind: 'webhook', at: '2026-01-05T08:00:00.000Z', body: { order: 4471, total: 59.9 }, query: {}, headers: {}, files: {} },
});
