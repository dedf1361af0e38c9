import { isFileRef } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { mailResource } from '../resources.ts';

const Addresses = z.union([z.string(), z.array(z.string())]);

export const emailSend = defineNode({
  type: 'email.send',
  version: 1,
  kind: 'effect',
  category: 'connect',
  title: 'Send an e-mail',
  description: 'Sends an e-mail through your mail server, with files if you like.',
  icon: 'Mail',
  keywords: [
    'email',
    'e-mail',
    'mail',
    'send',
    'notify',
    'tell',
    'inform',
    'message',
    'remind',
    'alert',
    'let them know',
    'forward',
    'reply',
  ],
  outside: 'write',
  retry: { maxAttempts: 3, initialDelayMs: 4000, backoff: 2, maxDelayMs: 10_000 },
  summary: 'Sends “{subject|an e-mail}” to {to|somebody}[, copy to {cc}][, with {attachments}]',
  config: z
    .strictObject({
      to: Addresses.meta({ title: 'To', description: 'One or more addresses, separated by commas.' }),
      cc: Addresses.optional().meta({ title: 'Copy to' }),
      subject: z.string().max(500).meta({ title: 'Subject' }),
      text: z.string().max(500_000).default('').meta({ title: 'Text', 'x-widget': 'long_text' }),
      attachments: z
        .unknown()
        .optional()
        .meta({
          title: 'Files',
          description: 'A file or a list of files.',
          'x-widget': 'file_reference',
          examples: ['{{ nodes.report.output.file }}'],
        }),
    })
    .meta({ 'x-check': 'mail' }),
  output: z.object({ messageId: z.string(), accepted: z.array(z.string()) }),
  resources: () => [mailResource],
  sampleConfig: { to: 'team@example.org', subject: 'Hello', text: 'Good morning.' },
  sampleOutput: { messageId: '<sample@arches>', accepted: ['team@example.org'] },

  async run({ to, cc, subject, text, attachments }, { mail, signal, idempotencyKey, log }) {
    const files = (Array.isArray(attachments) ? attachments : [attachments]).filter(isFileRef);
    const sent = await mail.send(
      { to: addresses(to), ...(cc === undefined ? {} : { cc: addresses(cc) }), subject, text, attachments: files, idempotencyKey },
      signal,
    );
    log(`Sent to ${sent.accepted.join(', ')}`);
    return { output: { messageId: sent.messageId, accepted: sent.accepted } };
  },

  simulate: ({ to, subject }) => ({
    output: { messageId: '<not-sent@arches>', accepted: addresses(to) },
    warnings: [`Not sent: this is a test. It would have sent “${subject}” to ${addresses(to).join(', ') || 'nobody'}.`],
  }),
});

function addresses(value: string | readonly string[]): string[] {
  const list = typeof value === 'string' ? value.split(/[,;\n]/u) : value;
  return list.map((address) => address.trim()).filter((address) => address !== '');
}
