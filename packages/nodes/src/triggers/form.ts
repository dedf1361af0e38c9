import { z } from 'zod';
import { defineNode } from '../define-node.ts';

/** One field of a form; the workflow's input schema is made from these. */
export const FormField = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/u, 'Start with a letter; letters, digits and _ only.')
    .meta({ title: 'Name', description: 'How other steps refer to it.' }),
  label: z.string().min(1).max(200).meta({ title: 'Label' }),
  type: z.enum(['text', 'long_text', 'number', 'date', 'email', 'choice', 'checkbox', 'file']).meta({ title: 'Kind' }),
  required: z.boolean().default(false).meta({ title: 'Required' }),
  options: z.array(z.string()).optional().meta({ title: 'Choices' }),
  help: z.string().max(500).optional().meta({ title: 'Help' }),
});

export const triggerForm = defineNode({
  type: 'trigger.form',
  version: 1,
  kind: 'trigger',
  category: 'trigger',
  title: 'When a form is sent',
  description: 'Starts when somebody fills in a form, with files if you like.',
  icon: 'Forms',
  keywords: [
    'form',
    'upload',
    'file upload',
    'when I upload',
    'submit',
    'survey',
    'intake',
    'request form',
    'fills in',
    'sign up',
    'application',
    'csv',
    'excel',
    'pdf',
  ],
  outside: 'none',
  summary: 'Starts when somebody sends the form[ “{title}”]: {fields|fields to choose}',
  config: z.strictObject({
    title: z.string().max(200).default('').meta({ title: 'Title' }),
    description: z.string().max(2000).default('').meta({ title: 'Explanation', 'x-widget': 'long_text' }),
    path: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/u, 'Use letters, digits, - and _.')
      .optional()
      .meta({
        title: 'Address',
        description: 'What comes after /f/ for a form that anyone with the link can send. Empty: only members can.',
      }),
    fields: z.array(FormField).min(1, 'A form needs at least one field.').max(50).meta({ title: 'Fields', 'x-widget': 'form_fields' }),
    thanks: z.string().max(500).default('').meta({ title: 'Thank-you text' }),
  }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { title: 'Customer feedback', fields: [{ name: 'file', label: 'Feedback (CSV or Excel)', type: 'file', required: true }] },
  sampleOutput: { file: { kind: 'file', id: 'file_sample', name: 'feedback.csv', mediaType: 'text/csv', size: 1024 } },
});
