import type { ModelPort } from '@arches/ai';
import type { JsonSchema, Usage } from '@arches/kernel';
import { z } from 'zod';
import type { Grouping, Topic } from './group/group-texts.ts';
import { dataOnly } from './model-usage.ts';

const Answer = z.object({
  topics: z.array(
    z.object({
      name: z.string().describe('Two to four words, as people would say it'),
      groups: z.array(z.number().int()).describe('Numbers of the groups that are this topic'),
    }),
  ),
});

/**
 * Lets a language model name the topics that were found and join those that are the same. Which comment belongs where stays as found;
 * groups that the answer leaves out keep their own name.
 */
export async function namedWithModel(
  grouping: Grouping,
  texts: readonly string[],
  ai: ModelPort,
  options: { readonly wanted: number | undefined; readonly signal: AbortSignal },
): Promise<{ grouping: Grouping; usage: Usage }> {
  const groups = grouping.topics.map((topic, number) => ({
    number,
    comments: topic.size,
    words: topic.keywords,
    examples: samplesOf(topic, texts),
  }));
  const target =
    options.wanted === undefined ? 'Join groups only where they are about the same thing.' : `Keep exactly ${options.wanted} topics.`;
  const { object, usage } = await ai.generateObject({
    system: `You name groups of comments for a report. ${dataOnly}`,
    prompt: `Name the topic of each group in two to four words, in the language of the comments, as a person would say it (such as “Slow delivery”). ${target}\n\n${JSON.stringify(groups)}`,
    schema: z.toJSONSchema(Answer) as JsonSchema,
    schemaName: 'topics',
    temperature: 0,
    signal: options.signal,
  });
  return { grouping: joined(grouping, Answer.parse(object).topics), usage };
}

/** The typical comments and an even sample of the others, shortened. */
function samplesOf(topic: Topic, texts: readonly string[]): string[] {
  const stride = Math.max(1, Math.floor(topic.members.length / 6));
  const spread = topic.members.filter((_, index) => index % stride === 0).map((member) => texts[member] ?? '');
  return [...new Set([...topic.examples, ...spread])].slice(0, 8).map((text) => text.slice(0, 300));
}

function joined(grouping: Grouping, named: readonly { readonly name: string; readonly groups: readonly number[] }[]): Grouping {
  const left = new Set(grouping.topics.keys());
  const topics: Topic[] = [];
  for (const { name, groups } of named) {
    const parts = groups.filter((number) => left.delete(number)).map((number) => grouping.topics[number] as Topic);
    const [largest] = [...parts].sort((a, b) => b.size - a.size);
    if (!largest) continue;
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    topics.push({
      ...largest,
      label: name.trim() === '' ? largest.label : name.trim().slice(0, 80),
      size,
      share: parts.reduce((sum, part) => sum + part.share, 0),
      keywords: [...new Set(parts.flatMap(({ keywords }) => keywords))].slice(0, 6),
      examples: parts.length === 1 ? largest.examples : parts.flatMap(({ examples }) => examples.slice(0, 2)).slice(0, 3),
      members: parts.flatMap(({ members }) => members).sort((a, b) => a - b),
      cohesion: parts.reduce((sum, part) => sum + part.cohesion * part.size, 0) / size,
    });
  }
  for (const number of left) topics.push(grouping.topics[number] as Topic);
  topics.sort((a, b) => b.size - a.size);
  const assignments = grouping.assignments.map(() => -1);
  topics.forEach(({ members }, topic) => {
    for (const member of members) assignments[member] = topic;
  });
  return { ...grouping, topics, assignments };
}
