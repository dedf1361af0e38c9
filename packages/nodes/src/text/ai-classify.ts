import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ModelPort } from '@arches/ai';
import { isJsonObject, type JsonSchema, type Usage } from '@arches/kernel';
import { z } from 'zod';
import { type Capabilities, defineNode } from '../define-node.ts';
import { modelService } from '../resources.ts';
import { type Classified, classifyTexts, type Label, labelTexts, unsure } from './classify-texts.ts';
import { languageWarnings } from './language-warnings.ts';
import { builtIn, methodField, modelRetry, modelToUse } from './method.ts';
import { inBatches, numbered } from './model-batches.ts';
import { dataOnly } from './model-usage.ts';
import { sourceFields, sourceOf } from './text-source.ts';

const LabelConfig = z.union([
  z.string().min(1),
  z.strictObject({
    name: z.string().min(1).meta({ title: 'Label' }),
    description: z.string().optional().meta({ title: 'What belongs there' }),
    examples: z.array(z.string()).optional().meta({ title: 'Example texts' }),
  }),
]);

export const aiClassify = defineNode({
  type: 'ai.classify',
  version: 1,
  kind: 'effect',
  category: 'ai',
  title: 'Sort texts by label',
  description: 'Picks one of your labels for a text, or for each text of a list, and says how sure it is.',
  icon: 'Tags',
  keywords: [
    'classify',
    'label',
    'category',
    'categorise',
    'sort',
    'triage',
    'sentiment',
    'positive or negative',
    'urgent',
    'route',
    'tag',
    'type of request',
    'decide which',
    'intent',
  ],
  outside: 'none',
  retry: modelRetry,
  services: modelService,
  timeoutMs: 600_000,
  summary: 'Picks one of {labels|some labels}[ for {text}][ for each of {items}]',
  config: z.strictObject({
    ...sourceFields,
    labels: z
      .array(LabelConfig)
      .min(2)
      .max(50)
      .meta({ title: 'Labels', description: 'Two or more; a description or examples make them surer.' }),
    threshold: z.number().min(0).max(1).default(0.5).meta({ title: 'Least confidence', description: 'Below it the label is “unsure”.' }),
    method: methodField,
  }),
  output: z.object({
    label: z.string().describe('Of the one text; of a list the most frequent'),
    confidence: z.number(),
    rows: z.array(z.unknown()).describe('For a list: the entries with label and confidence'),
    counts: z.array(z.object({ label: z.string(), count: z.number().int() })),
    method: z.string(),
  }),
  sampleConfig: { text: '{{ trigger.body.message }}', labels: ['Billing', 'Technical problem', 'Other question'] },
  sampleOutput: { label: 'Billing', confidence: 0.84, rows: [], counts: [{ label: 'Billing', count: 1 }], method: builtIn },

  async run({ labels: given, threshold, method, ...where }, capabilities) {
    const source = sourceOf(where);
    const labels = given.map((label): Label => (typeof label === 'string' ? { name: label } : label));
    const model = modelToUse(capabilities.ai, method);
    const { answers, usage, warnings } =
      model === undefined
        ? await classifyBuiltIn(source.texts, labels, threshold, capabilities)
        : { ...(await classifyWithModel(source.texts, labels, threshold, capabilities.ai, capabilities.signal)), warnings: [] };
    const counts = countsOf(answers);
    const [first] = answers;
    const output = {
      label: (source.list ? counts[0]?.label : first?.label) ?? unsure,
      confidence: source.list ? meanConfidence(answers) : (first?.confidence ?? 0),
      rows: source.list
        ? source.entries.map((entry, index) => ({ ...(isJsonObject(entry) ? entry : { text: entry }), ...answers[index] }))
        : [],
      counts,
      method: model ?? builtIn,
    };
    return { output, warnings, ...(usage === undefined ? {} : { usage }) };
  },
});

async function classifyBuiltIn(
  texts: readonly string[],
  labels: readonly Label[],
  threshold: number,
  { embedder, signal }: Capabilities,
): Promise<{ answers: Classified[]; usage: undefined; warnings: string[] }> {
  const vectors = await embedder.embed(texts, { signal });
  const perLabel = await Promise.all(labelTexts(labels).map((own) => embedder.embed(own, { signal })));
  const answers: Classified[] = [];
  for (let from = 0; from < texts.length; from += 200) {
    await nextTurn(); // others on this event loop must not wait for thousands of texts
    answers.push(...classifyTexts(texts.slice(from, from + 200), vectors.slice(from, from + 200), labels, perLabel, threshold));
  }
  return {
    answers,
    usage: undefined,
    warnings: languageWarnings(embedder, texts),
  };
}

async function classifyWithModel(
  texts: readonly string[],
  labels: readonly Label[],
  threshold: number,
  ai: ModelPort,
  signal: AbortSignal,
): Promise<{ answers: Classified[]; usage: Usage | undefined }> {
  const names = labels.map(({ name }) => name);
  const Answer = z.object({
    answers: z.array(z.object({ number: z.number().int(), label: z.enum([...names, unsure]), confidence: z.number().min(0).max(1) })),
  });
  return inBatches(texts, 20, async (batch) => {
    const { object, usage } = await ai.generateObject({
      system: `You sort texts by label. Give every text exactly one label and how sure you are from 0 to 1; “${unsure}” when none fits. ${dataOnly}`,
      prompt: `Labels:\n${JSON.stringify(labels)}\n\nTexts:\n${numbered(batch)}`,
      schema: z.toJSONSchema(Answer) as JsonSchema,
      schemaName: 'labels',
      temperature: 0,
      signal,
    });
    const byNumber = new Map(Answer.parse(object).answers.map((answer) => [answer.number, answer]));
    const answers = batch.map((_, number): Classified => {
      const answer = byNumber.get(number);
      if (!answer) return { label: unsure, confidence: 0 };
      return { label: answer.confidence >= threshold ? answer.label : unsure, confidence: answer.confidence };
    });
    return { answers, usage };
  });
}

function countsOf(answers: readonly Classified[]): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { label } of answers) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count);
}

function meanConfidence(answers: readonly Classified[]): number {
  if (answers.length === 0) return 0;
  return Math.round((answers.reduce((sum, { confidence }) => sum + confidence, 0) / answers.length) * 100) / 100;
}
