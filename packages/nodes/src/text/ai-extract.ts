import type { ModelPort } from '@arches/ai';
import { isJsonObject, type JsonSchema, type Usage } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { modelService } from '../resources.ts';
import { type Extracted, extractFields, type FieldWish } from './extract/extract-fields.ts';
import { methodField, modelRetry, modelToUse } from './method.ts';
import { inBatches, numbered } from './model-batches.ts';
import { dataOnly } from './model-usage.ts';
import { sourceFields, sourceOf } from './text-source.ts';

const Field = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .meta({ title: 'Name', examples: ['orderNumber'] }),
  type: z.enum(['text', 'number', 'date', 'email', 'phone', 'amount', 'url', 'choice']).default('text').meta({ title: 'Type' }),
  description: z.string().optional().meta({ title: 'Also known as', description: 'Other words for it, separated by commas.' }),
  choices: z.array(z.string()).optional().meta({ title: 'Choices', description: 'For the type “choice”.' }),
});

type Values = { readonly [name: string]: Extracted };

export const aiExtract = defineNode({
  type: 'ai.extract',
  version: 1,
  kind: 'effect',
  category: 'ai',
  title: 'Pull facts out of a text',
  description: 'Reads named facts (an order number, a date, an amount) out of a text, or out of each text of a list.',
  icon: 'ListSearch',
  keywords: [
    'extract',
    'pull out',
    'read out',
    'find in text',
    'parse',
    'fields',
    'invoice',
    'order number',
    'date',
    'amount',
    'e-mail address',
    'phone number',
    'details',
    'facts',
  ],
  outside: 'none',
  retry: modelRetry,
  services: modelService,
  timeoutMs: 600_000,
  summary: 'Reads {fields|facts}[ out of {text}][ out of each of {items}]',
  config: z.strictObject({
    ...sourceFields,
    fields: z.array(Field).min(1).max(50).meta({ title: 'Facts to find' }),
    method: methodField,
  }),
  output: z.object({
    fields: z.record(z.string(), z.unknown()).describe('Of the one text: value by name, null when not found'),
    confidence: z.record(z.string(), z.number()),
    missing: z.array(z.string()).describe('Facts that were not found, or not surely'),
    rows: z.array(z.unknown()).describe('For a list: the entries with their facts'),
    method: z.string(),
  }),
  sampleConfig: {
    text: '{{ trigger.body.message }}',
    fields: [
      { name: 'orderNumber', type: 'text' },
      { name: 'amount', type: 'amount' },
    ],
  },
  sampleOutput: {
    fields: { orderNumber: 'A-1042', amount: 49.9 },
    confidence: { orderNumber: 0.95, amount: 0.95 },
    missing: [],
    rows: [],
    method: 'built-in rules',
  },

  async run({ fields, method, ...where }, { ai, signal }) {
    const source = sourceOf(where);
    const model = modelToUse(ai, method);
    const { answers, usage } =
      model === undefined
        ? { answers: source.texts.map((text) => extractFields(text, fields)), usage: undefined }
        : await extractWithModel(source.texts, fields, ai, signal);
    const first = source.list ? {} : (answers[0] ?? {});
    const missing = fields.map(({ name }) => name).filter((name) => answers.every((values) => (values[name]?.value ?? null) === null));
    const output = {
      fields: valuesOf(first),
      confidence: Object.fromEntries(Object.entries(first).map(([name, { confidence }]) => [name, confidence])),
      missing,
      rows: source.list
        ? source.entries.map((entry, index) => ({ ...(isJsonObject(entry) ? entry : { text: entry }), ...valuesOf(answers[index] ?? {}) }))
        : [],
      method: model ?? 'built-in rules',
    };
    const warnings = Object.entries(first).flatMap(([name, { candidates }]) =>
      candidates ? [`“${name}” could be ${candidates.join(' or ')}; nothing in the text says which, so it was left empty.`] : [],
    );
    return { output, warnings, ...(usage === undefined ? {} : { usage }) };
  },
});

function valuesOf(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));
}

async function extractWithModel(
  texts: readonly string[],
  fields: readonly FieldWish[],
  ai: ModelPort,
  signal: AbortSignal,
): Promise<{ answers: Values[]; usage: Usage | undefined }> {
  const value = (field: FieldWish): z.ZodType => {
    if (field.type === 'number' || field.type === 'amount') return z.number().nullable();
    return field.type === 'choice' && field.choices && field.choices.length > 0
      ? z.enum(field.choices as [string, ...string[]]).nullable()
      : z.string().nullable();
  };
  const Row = z.object({ number: z.number().int(), ...Object.fromEntries(fields.map((field, index) => [`f${index}`, value(field)])) });
  const Answer = z.object({ rows: z.array(Row) });
  const wishes = fields.map(({ name, type, description, choices }, index) => ({ key: `f${index}`, name, type, description, choices }));
  return inBatches(texts, 8, async (batch) => {
    const { object, usage } = await ai.generateObject({
      system: `You read facts out of texts. A fact that a text does not state is null: never guess. Dates as YYYY-MM-DD, amounts as plain numbers. ${dataOnly}`,
      prompt: `Facts:\n${JSON.stringify(wishes)}\n\nTexts:\n${numbered(batch, 12_000)}`,
      schema: z.toJSONSchema(Answer) as JsonSchema,
      schemaName: 'facts',
      temperature: 0,
      signal,
    });
    const rows = new Map(Answer.parse(object).rows.map((row) => [row.number, row as Record<string, unknown>]));
    const answers = batch.map((text, number) =>
      Object.fromEntries(fields.map((field, index) => [field.name, checked(rows.get(number)?.[`f${index}`], text)])),
    );
    return { answers, usage };
  });
}

/** A value that stands in the text word for word is surer than one the model put into another form. */
function checked(value: unknown, text: string): Extracted {
  if (typeof value !== 'string' && typeof value !== 'number') return { value: null, confidence: 0 };
  if (value === '') return { value: null, confidence: 0 };
  return { value, confidence: text.toLowerCase().includes(String(value).toLowerCase()) ? 0.95 : 0.7 };
}
