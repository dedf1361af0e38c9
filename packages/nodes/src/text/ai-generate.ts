import { AppError } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { modelService } from '../resources.ts';
import { modelRetry } from './method.ts';

export const aiGenerate = defineNode({
  type: 'ai.generate',
  version: 1,
  kind: 'effect',
  category: 'ai',
  title: 'Write with AI',
  description: 'Asks the connected language model and gives its answer as text.',
  icon: 'Sparkles',
  keywords: [
    'write',
    'generate',
    'draft',
    'reply',
    'compose',
    'prompt',
    'ask ai',
    'gpt',
    'llm',
    'language model',
    'answer',
    'translate',
    'rewrite',
    'text',
  ],
  outside: 'none',
  retry: modelRetry,
  services: modelService,
  timeoutMs: 300_000,
  summary: 'Asks the language model: {prompt|a question}',
  config: z.strictObject({
    prompt: z
      .string()
      .min(1)
      .meta({ title: 'What to write', 'x-widget': 'long_text', examples: ['Write a friendly reply to: {{ trigger.body.message }}'] }),
    system: z.string().optional().meta({ title: 'Role and rules', 'x-widget': 'long_text' }),
    maxOutputTokens: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ title: 'Longest answer', description: 'In tokens; about 0.75 words each.' }),
    temperature: z.number().min(0).max(2).optional().meta({ title: 'Freedom', description: '0 keeps to the likeliest words, 1 varies.' }),
  }),
  output: z.object({ text: z.string(), model: z.string(), truncated: z.boolean() }),
  sampleConfig: { prompt: 'Write a friendly reply to: {{ trigger.body.message }}' },
  sampleOutput: { text: 'Thank you for your message. We are looking into it.', model: 'a language model', truncated: false },

  async run({ prompt, system, maxOutputTokens, temperature }, { ai, signal }) {
    const model = ai.describe();
    if (!model)
      throw new AppError(
        'no_model_connected',
        'This step writes with a language model, and none is connected. Connect one on the Models page (a key for an online provider, or Ollama on this machine), or take this step out.',
      );
    const { text, usage, truncated } = await ai.generateText({
      prompt,
      signal,
      ...(system ? { system } : {}),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(temperature === undefined ? {} : { temperature }),
    });
    const warnings = truncated ? ['The answer was cut at the longest length allowed; raise “Longest answer” for all of it.'] : [];
    return { output: { text, model: model.model, truncated }, usage, warnings };
  },
});
