import { z } from 'zod';
import { defineNode } from '../define-node.ts';

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/u, 'This is no name of an HTTP header.');
/** Asked for only where senders sign in a way of their own. */
const ownWay = { 'x-shown-when': { verify: ['hmac'] } };

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
    verify: z
      .enum(['none', 'standard_webhooks', 'github', 'stripe', 'slack', 'hmac'])
      .default('none')
      .meta({
        title: 'Who may call it',
        description: 'Calls without the right signature start nothing. The secret is kept apart from the workflow.',
        'x-widget': 'signature',
        'x-labels': {
          none: 'Anyone who knows the address',
          standard_webhooks: 'Signed as Standard Webhooks',
          github: 'Signed by GitHub',
          stripe: 'Signed by Stripe',
          slack: 'Signed by Slack',
          hmac: 'Signed with HMAC-SHA256',
        },
      }),
    signatureHeader: headerName.default('x-signature').meta({ title: 'Signature header', ...ownWay }),
    signaturePrefix: z
      .string()
      .max(40)
      .default('')
      .meta({ title: 'What stands before the signature', description: 'Such as sha256=', ...ownWay }),
    signatureEncoding: z
      .enum(['hex', 'base64'])
      .default('hex')
      .meta({ title: 'Written as', 'x-labels': { hex: 'Hexadecimal', base64: 'Base64' }, ...ownWay }),
    timestampHeader: headerName.optional().meta({
      title: 'Time header',
      description: 'Seconds since 1970. When given, the signature is over “time.body”, and old calls are refused.',
      ...ownWay,
    }),
    replayWindowSeconds: z
      .int()
      .min(10)
      .max(86_400)
      .default(300)
      .meta({
        title: 'Refuse calls older than (seconds)',
        description: 'By the signed time; later than now by as much is refused as well.',
        'x-shown-when': { verify: ['standard_webhooks', 'stripe', 'slack', 'hmac'] },
      }),
    deliveryHeaders: z.array(headerName).max(10).optional().meta({
      title: 'Headers that name a delivery',
      description:
        'The same name is the same run. Usual ones are known: Idempotency-Key, Webhook-Id, X-GitHub-Delivery, X-Shopify-Webhook-Id, X-GitLab-Event-UUID, X-Delivery-Id.',
    }),
    expectEverySeconds: z.int().min(60).max(31_536_000).optional().meta({
      title: 'Tell me when nothing came for',
      description: 'Learned from what usually comes when empty.',
      'x-widget': 'duration',
    }),
  }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { path: 'orders', method: 'POST', respond: 'immediately' },
  sampleOutput: { kind: 'webhook', at: '2026-01-05T08:00:00.000Z', body: { order: 4471, total: 59.9 }, query: {}, headers: {}, files: {} },
});
