import { setImmediate as nextTurn } from 'node:timers/promises';
import { isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { rowsOf } from '../data/rows.ts';
import { type Capabilities, defineNode } from '../define-node.ts';
import { modelService } from '../resources.ts';
import { groupInWorker } from './group/group-in-worker.ts';
import type { Grouping } from './group/group-texts.ts';
import { languageWarnings } from './language-warnings.ts';
import { builtIn, methodField, modelRetry, modelToUse } from './method.ts';
import { namedWithModel } from './name-with-model.ts';
import { moodOf, moodPrototypes } from './sentiment.ts';
import { ratingColumn, textColumn } from './text-column.ts';

const Config = z.strictObject({
  items: z.unknown().meta({
    title: 'Comments',
    description: 'A list of rows or of texts.',
    'x-widget': 'list',
    examples: ['{{ nodes.read.output.rows }}'],
  }),
  field: z
    .string()
    .optional()
    .meta({ title: 'Text column', description: 'Left empty: the column that looks like free text.', 'x-widget': 'column' }),
  topics: z
    .union([z.literal('auto'), z.number().int().min(1).max(50)])
    .default('auto')
    .meta({ title: 'Number of topics', description: '“auto” lets the step find it.' }),
  onlyComplaints: z
    .boolean()
    .default(false)
    .meta({ title: 'Only complaints', description: 'Sets praise and neutral comments aside first.' }),
  method: methodField,
});

export const aiGroup = defineNode({
  type: 'ai.group',
  version: 1,
  kind: 'effect',
  category: 'ai',
  title: 'Group by topic',
  description: 'Finds what comments are about, names the topics, counts them and shows typical comments.',
  icon: 'ChartBubble',
  keywords: [
    'group',
    'topic',
    'topics',
    'theme',
    'themes',
    'cluster',
    'complaints',
    'feedback',
    'comments',
    'reviews',
    'categorise',
    'sort by topic',
    'by topic',
    'what people say',
    'survey',
    'similar',
    'count them',
  ],
  outside: 'none',
  retry: modelRetry,
  services: modelService,
  timeoutMs: 900_000,
  summary: 'Groups {items|the comments} by topic and counts them',
  config: Config,
  output: z.object({
    rows: z
      .array(
        z.object({
          topic: z.string(),
          count: z.number().int(),
          share: z.number(),
          keywords: z.array(z.string()),
          examples: z.array(z.string()),
        }),
      )
      .describe('One row a topic, largest first, “Other” last'),
    items: z.array(z.unknown()).describe('The entries with their topic'),
    other: z.number().int().describe('Comments without a topic'),
    total: z.number().int().describe('Comments that were grouped'),
    setAside: z.number().int().describe('Comments that are no complaints'),
    field: z.string().nullable().describe('The column that was read'),
    confidence: z.number(),
    confidenceWords: z.string(),
    method: z.string(),
    notes: z.array(z.string()),
  }),
  sampleConfig: { items: '{{ nodes.read.output.rows }}' },
  sampleOutput: {
    rows: [
      { topic: 'Late delivery', count: 14, share: 0.7, keywords: ['delivery', 'late'], examples: ['My parcel arrived two weeks late'] },
      { topic: 'Other', count: 6, share: 0.3, keywords: [], examples: ['Do you ship to Malta?'] },
    ],
    items: [{ comment: 'My parcel arrived two weeks late', topic: 'Late delivery' }],
    other: 6,
    total: 20,
    setAside: 0,
    field: 'comment',
    confidence: 0.74,
    confidenceWords: 'Clear: the topics stand well apart.',
    method: builtIn,
    notes: [],
  },

  async run({ items, field, topics, onlyComplaints, method }, capabilities) {
    const { ai, embedder, signal } = capabilities;
    const entries = rowsOf(items);
    const column = textColumn(entries, field);
    const warnings = languageWarnings(embedder, column.texts);
    const vectors = await embedder.embed(column.texts, { signal });
    const rating = onlyComplaints ? ratingColumn(entries) : undefined;
    const chosen = onlyComplaints
      ? await complaints(column.texts, vectors, rating?.values, embedder, signal)
      : column.texts.map((_, index) => index);
    const texts = chosen.map((index) => column.texts[index] ?? '');
    const wanted = topics === 'auto' ? {} : { topics };
    const found = await groupInWorker(
      texts,
      chosen.map((index) => vectors[index] as Float32Array),
      wanted,
      signal,
    );
    const model = found.topics.length > 0 ? modelToUse(ai, method) : undefined;
    const named = model === undefined ? undefined : await namedWithModel(found, texts, ai, { wanted: wanted.topics, signal });
    const grouping = named?.grouping ?? found;
    const notes = [
      ...columnNote(column.field, field),
      ...warnings,
      ...(onlyComplaints ? [setAsideWords(entries.length - chosen.length, entries.length, rating?.field)] : []),
      ...grouping.notes,
    ];
    const output = {
      rows: topicRows(grouping, texts),
      items: chosen.map((index, position) => withTopic(entries[index], topicOf(grouping, position))),
      other: grouping.other.length,
      total: texts.length,
      setAside: entries.length - chosen.length,
      field: column.field ?? null,
      confidence: grouping.confidence,
      confidenceWords: grouping.confidenceWords,
      method: model === undefined ? builtIn : `${model}, on groups found by the ${builtIn}`,
      notes,
    };
    return { output, warnings, ...(named === undefined ? {} : { usage: named.usage }) };
  },
});

/** Which column was found, when nobody had said it. */
function columnNote(found: string | undefined, asked: string | undefined): string[] {
  return found === undefined || asked ? [] : [`The texts were read from the column “${found}”.`];
}

const otherName = 'Other';

function topicOf(grouping: Grouping, position: number): string {
  return grouping.topics[grouping.assignments[position] ?? -1]?.label ?? otherName;
}

function topicRows(
  grouping: Grouping,
  texts: readonly string[],
): { topic: string; count: number; share: number; keywords: readonly string[]; examples: readonly string[] }[] {
  // Shares of all comments that were grouped, so that they add up to one with "Other".
  const share = (count: number): number => Math.round((count / Math.max(1, texts.length)) * 1000) / 1000;
  const rows = grouping.topics.map(({ label, size, keywords, examples }) => ({
    topic: label,
    count: size,
    share: share(size),
    keywords,
    examples,
  }));
  if (grouping.other.length === 0) return rows;
  const strays = grouping.other.map((index) => texts[index] ?? '').filter((text) => text.trim() !== '');
  return [
    ...rows,
    { topic: otherName, count: grouping.other.length, share: share(grouping.other.length), keywords: [], examples: strays.slice(0, 3) },
  ];
}

function withTopic(entry: unknown, topic: string): Record<string, unknown> {
  if (!isJsonObject(entry)) return { text: entry, topic };
  // A column of that name that was there before stays readable.
  return 'topic' in entry ? { ...entry, topicBefore: entry['topic'], topic } : { ...entry, topic };
}

async function complaints(
  texts: readonly string[],
  vectors: readonly Float32Array[],
  ratings: readonly (number | undefined)[] | undefined,
  embedder: Capabilities['embedder'],
  signal: AbortSignal,
): Promise<number[]> {
  const { blame, praise } = moodPrototypes;
  const prototypes = { blame: await embedder.embed(blame, { signal }), praise: await embedder.embed(praise, { signal }) };
  const chosen: number[] = [];
  for (const [index, text] of texts.entries()) {
    if (index % 250 === 0) await nextTurn(); // a millisecond's work each time: others on this event loop must not wait
    if (moodOf(text, vectors[index] as Float32Array, prototypes, ratings?.[index]) === 'blame') chosen.push(index);
  }
  return chosen;
}

function setAsideWords(setAside: number, total: number, ratingField: string | undefined): string {
  const rating = ratingField === undefined ? '' : ` The column “${ratingField}” counted too.`;
  if (setAside === 0) return `All comments look like complaints.${rating}`;
  return `${setAside} of ${total} comments do not look like complaints (praise, questions, requests, empty ones) and were set aside.${rating}`;
}
