import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { modelService } from '../resources.ts';
import { languageWarnings } from './language-warnings.ts';
import { builtIn, methodField, modelRetry, modelToUse } from './method.ts';
import { dataOnly } from './model-usage.ts';
import { sentencesOf } from './sentences.ts';
import { summarizeText } from './summarize-text.ts';
import { sourceFields, sourceOf } from './text-source.ts';

/** Characters sent to a model, about 30,000 tokens. */
const longestPrompt = 120_000;
/** Sentences compared with each other by the built-in method. */
const mostSentences = 2000;

export const aiSummarize = defineNode({
  type: 'ai.summarize',
  version: 1,
  kind: 'effect',
  category: 'ai',
  title: 'Summarise a text',
  description: 'Gives the few sentences that say most of a text, or of all texts of a list together.',
  icon: 'FileText',
  keywords: [
    'summarise',
    'summarize',
    'summary',
    'shorten',
    'digest',
    'tl;dr',
    'key points',
    'brief',
    'overview',
    'short version',
    'recap',
  ],
  outside: 'none',
  retry: modelRetry,
  services: modelService,
  timeoutMs: 300_000,
  summary: 'Summarises[ {text}][ {items}] in {sentences|3} sentences',
  config: z.strictObject({
    ...sourceFields,
    sentences: z.number().int().min(1).max(30).default(3).meta({ title: 'Sentences' }),
    instructions: z
      .string()
      .max(2000)
      .optional()
      .meta({ title: 'What matters', description: 'Used by a language model only.', 'x-widget': 'long_text' }),
    method: methodField,
  }),
  output: z.object({ summary: z.string(), sentences: z.array(z.string()), method: z.string() }),
  sampleConfig: { text: '{{ trigger.body.message }}', sentences: 3 },
  sampleOutput: {
    summary: 'The delivery was late. The customer wants a refund.',
    sentences: ['The delivery was late.', 'The customer wants a refund.'],
    method: builtIn,
  },

  async run({ sentences: count, instructions, method, ...where }, { ai, embedder, signal }) {
    const source = sourceOf(where);
    const text = source.texts.filter((one) => one.trim() !== '').join('\n\n');
    const model = modelToUse(ai, method);
    if (text.trim() === '')
      return {
        output: { summary: '', sentences: [], method: model ?? builtIn },
        warnings: ['The text is empty: there was nothing to summarise.'],
      };
    if (model !== undefined) {
      const { text: answer, usage } = await ai.generateText({
        system: `You summarise texts truthfully, in the language of the text, in at most ${count} sentences, without an introduction. ${dataOnly}`,
        prompt: `${instructions ? `What matters: ${instructions}\n\n` : ''}Text:\n${text.slice(0, longestPrompt)}`,
        temperature: 0.2,
        signal,
      });
      const summary = answer.trim();
      const warnings = text.length > longestPrompt ? [`Only the first ${longestPrompt.toLocaleString('en')} characters were read.`] : [];
      return { output: { summary, sentences: sentencesOf(summary), method: model }, usage, warnings };
    }
    const all = sentencesOf(text);
    const read = all.slice(0, mostSentences);
    const { summary, sentences } = summarizeText(read, await embedder.embed(read, { signal }), count);
    const warnings = [
      ...languageWarnings(embedder, read),
      ...(all.length > read.length ? [`Only the first ${mostSentences} of ${all.length} sentences were read.`] : []),
    ];
    return { output: { summary, sentences, method: builtIn }, warnings };
  },
});
