import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { aiClassify } from './ai-classify.ts';
import { aiExtract } from './ai-extract.ts';
import { aiGenerate } from './ai-generate.ts';
import { aiGroup } from './ai-group.ts';
import { aiNodes } from './ai-nodes.ts';
import { aiSummarize } from './ai-summarize.ts';
import { fixtureSets } from './group/fixture.ts';
import { type ScriptedProvider, scriptedProvider, testingEmbedder, textCapabilities } from './testing/capabilities.ts';

const embedder = testingEmbedder();
afterAll(() => embedder.close());
let provider: ScriptedProvider | undefined;
afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

async function run(node: (typeof aiNodes)[number], config: unknown, model?: ScriptedProvider) {
  if (!node.run) throw new Error(`${node.type} cannot run`);
  const result = await node.run(config, textCapabilities(embedder, model?.model));
  return { ...result, output: result.output as Record<string, unknown> };
}

const shop = fixtureSets('tuning').find(({ name }) => name === 'hotel');
const rows = (shop?.texts ?? []).map((text, index) => ({ id: index, guest: `Guest ${index}`, stars: 2, remarks: text }));

test('every text step has a card with a sample that its own schema accepts', () => {
  expect(aiNodes.map(({ type }) => type)).toEqual(['ai.group', 'ai.classify', 'ai.extract', 'ai.summarize', 'ai.generate']);
  for (const { config, sampleOutput, summary } of aiNodes) {
    expect(config).toMatchObject({ type: 'object', additionalProperties: false });
    expect(sampleOutput).toBeTypeOf('object');
    expect(summary).not.toBe('');
  }
});

describe('group by topic', () => {
  test('finds the column of comments, groups them and gives the rows for a report', async () => {
    const { output } = await run(aiGroup, { items: rows });
    expect(output).toMatchObject({ field: 'remarks', total: rows.length, setAside: 0, method: 'built-in model' });
    const topics = output['rows'] as { topic: string; count: number; share: number; examples: string[] }[];
    expect(topics.map(({ topic }) => topic).join(' ')).toMatch(/breakfast/i);
    expect(topics.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
    expect(topics.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    const items = output['items'] as { id: number; topic: string }[];
    expect(items).toHaveLength(rows.length);
    for (const { topic } of topics) expect(items.some((item) => item.topic === topic)).toBe(true);
    expect(output['notes']).toContain('The texts were read from the column “remarks”.');
  });

  test('sets praise and questions aside when only complaints are wanted, and says so', async () => {
    const comments = [
      'The room was dirty',
      'Wonderful stay, thank you!',
      'When does the pool open?',
      'Breakfast was cold',
      'We loved the friendly staff',
      'No hot water in the shower',
    ];
    const { output } = await run(aiGroup, { items: comments, onlyComplaints: true });
    expect((output['items'] as { text: string }[]).map(({ text }) => text)).toEqual([
      'The room was dirty',
      'Breakfast was cold',
      'No hot water in the shower',
    ]);
    expect(output['setAside']).toBe(3);
    expect((output['notes'] as string[]).join(' ')).toContain('3 of 6 comments do not look like complaints');
  });

  test('a rating column helps to tell complaints apart', async () => {
    const reviews = [
      { rating: 5, comment: 'The coffee here is something else' },
      { rating: 1, comment: 'The coffee here is something else' },
    ];
    const { output } = await run(aiGroup, { items: reviews, onlyComplaints: true });
    expect(output['items']).toMatchObject([{ rating: 1 }]);
    expect((output['notes'] as string[]).join(' ')).toContain('“rating” counted too');
  });

  test('says so when the comments are in a language that the built-in model does not know', async () => {
    const german = [
      'Das Zimmer war nicht sauber',
      'Das Frühstück war leider kalt',
      'Wir haben sehr lange gewartet',
      'Das WLAN ist zu langsam',
    ];
    const { output, warnings } = await run(aiGroup, { items: german });
    expect(warnings?.[0]).toContain('German');
    expect((output['notes'] as string[]).join(' ')).toContain('knows English only');
  });

  test('an empty list, blanks and numbers give a plain result; a list without text says which columns there are', async () => {
    expect((await run(aiGroup, { items: [] })).output).toMatchObject({ rows: [], total: 0, confidenceWords: 'There is nothing to group.' });
    expect((await run(aiGroup, { items: ['', null, 7] })).output).toMatchObject({ other: 3, total: 3 });
    await expect(run(aiGroup, { items: [{ id: 1, size: 'M' }] })).rejects.toMatchObject({
      code: 'no_text_column',
      message: expect.stringContaining('id, size') as string,
    });
    await expect(run(aiGroup, { items: rows, field: 'nope' })).rejects.toMatchObject({ code: 'unknown_column' });
    await expect(run(aiGroup, { items: 'hello' })).rejects.toMatchObject({ code: 'not_a_list' });
  });

  test('with a language model connected the topics are named and joined by it, and its cost is told', async () => {
    provider = await scriptedProvider((prompt) => {
      const groups = JSON.parse(prompt.slice(prompt.indexOf('['))) as { number: number }[];
      return {
        topics: [
          { name: 'Everything in the rooms', groups: [0, 1] },
          ...groups.slice(2).map(({ number }) => ({ name: `Named ${number}`, groups: [number] })),
        ],
      };
    });
    const plain = await run(aiGroup, { items: rows });
    const { output, usage } = await run(aiGroup, { items: rows }, provider);
    expect(output['method']).toContain('scripted');
    expect((output['rows'] as { topic: string }[])[0]?.topic).toBe('Everything in the rooms');
    expect((output['rows'] as unknown[]).length).toBe((plain.output['rows'] as unknown[]).length - 1);
    expect(usage).toMatchObject({ inputTokens: 100, outputTokens: 10, model: 'scripted' });
    expect((await run(aiGroup, { items: rows, method: 'built_in' }, provider)).output['method']).toBe('built-in model');
  });
});

describe('sort by label', () => {
  const labels = [
    'Billing',
    { name: 'Delivery', description: 'parcels, shipping, couriers' },
    { name: 'Website', description: 'login, checkout, errors on the page' },
  ];

  test('picks a label for one text and is unsure where none fits', async () => {
    expect((await run(aiClassify, { text: 'You charged my credit card twice on the last invoice', labels })).output).toMatchObject({
      label: 'Billing',
      method: 'built-in model',
    });
    expect((await run(aiClassify, { text: 'My parcel has still not been shipped', labels })).output['label']).toBe('Delivery');
    expect((await run(aiClassify, { text: 'Bananas are yellow', labels })).output['label']).toBe('unsure');
    expect((await run(aiClassify, { text: '…', labels })).output).toMatchObject({ label: 'unsure', confidence: 0 });
  });

  test('gives each entry of a list its label and counts them', async () => {
    const { output } = await run(aiClassify, {
      items: [
        { message: 'The invoice is wrong' },
        { message: 'The checkout page shows an error' },
        { message: 'The courier lost my parcel' },
      ],
      labels,
    });
    expect(output['rows']).toMatchObject([{ label: 'Billing' }, { label: 'Website' }, { label: 'Delivery' }]);
    expect(output['counts']).toHaveLength(3);
  });

  test('knows what positive and negative mean', async () => {
    const { output } = await run(aiClassify, {
      items: ['I love this shop, everything was perfect', 'Terrible, it broke after a day and nobody answers'],
      labels: ['positive', 'negative'],
    });
    expect(output['rows']).toMatchObject([{ label: 'positive' }, { label: 'negative' }]);
  });

  test('sends a list in batches to a connected model and adds the usage up', async () => {
    provider = await scriptedProvider((prompt) => {
      const texts = JSON.parse(prompt.slice(prompt.indexOf('Texts:\n') + 7)) as { number: number; text: string }[];
      return { answers: texts.map(({ number, text }) => ({ number, label: text.includes('7') ? 'Website' : 'Billing', confidence: 0.9 })) };
    });
    const { output, usage } = await run(aiClassify, { items: Array.from({ length: 45 }, (_, i) => `text ${i}`), labels }, provider);
    expect(provider.prompts).toHaveLength(3);
    expect(usage).toMatchObject({ inputTokens: 300, outputTokens: 30 });
    expect(
      (output['rows'] as { label: string }[])
        .map(({ label }, i) => label === (String(i).includes('7') ? 'Website' : 'Billing'))
        .every(Boolean),
    ).toBe(true);
    expect(output['method']).toBe('scripted');
  });

  test('nothing to read is a plain error', async () => {
    await expect(run(aiClassify, { labels })).rejects.toMatchObject({ code: 'no_text' });
    await expect(run(aiClassify, { text: 'x', labels: ['one'] })).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

describe('pull facts out', () => {
  test('gives the facts of a message and warns of what could be several things', async () => {
    const text = 'Hello, my order number is A-1042. Please pay 49.90 EUR to ana@example.org or ben@example.org.';
    const fields = [
      { name: 'orderNumber' },
      { name: 'amount', type: 'amount' },
      { name: 'email', type: 'email' },
      { name: 'phone', type: 'phone' },
    ];
    const { output, warnings } = await run(aiExtract, { text, fields });
    expect(output).toMatchObject({
      fields: { orderNumber: 'A-1042', amount: 49.9, email: null, phone: null },
      missing: ['email', 'phone'],
      method: 'built-in rules',
    });
    expect(warnings?.[0]).toContain('ana@example.org or ben@example.org');
  });

  test('reads through a connected model', async () => {
    provider = await scriptedProvider(() => ({ rows: [{ number: 0, f0: 'Ana Ruiz', f1: 49.9 }] }));
    const { output, usage } = await run(
      aiExtract,
      { text: 'Ana Ruiz paid 49.90', fields: [{ name: 'payer' }, { name: 'sum', type: 'amount' }] },
      provider,
    );
    expect(output).toMatchObject({ fields: { payer: 'Ana Ruiz', sum: 49.9 }, confidence: { payer: 0.95 }, method: 'scripted' });
    expect(usage?.costUsd).toBeCloseTo(0.0002, 6);
  });
});

describe('summarise', () => {
  const report =
    'The town council met on Tuesday evening. The main topic was the new bridge over the river, which will cost four million euros. Mr. Hale brought biscuits. ' +
    'Council members agreed that building the bridge should start in May. The bridge over the river will be paid by the region. Someone asked for more coffee.';

  test('keeps the sentences that say most, word for word and in order', async () => {
    const { output } = await run(aiSummarize, { text: report, sentences: 2 });
    expect(output['sentences']).toHaveLength(2);
    expect(output['summary']).toContain('bridge');
    expect(output['summary']).not.toContain('coffee');
    for (const sentence of output['sentences'] as string[]) expect(report).toContain(sentence);
  });

  test('an empty text gives an empty summary and says so', async () => {
    const { output, warnings } = await run(aiSummarize, { text: '   ' });
    expect(output['summary']).toBe('');
    expect(warnings?.[0]).toContain('nothing to summarise');
  });

  test('uses a connected model', async () => {
    provider = await scriptedProvider(() => 'A bridge will be built.');
    expect((await run(aiSummarize, { text: report }, provider)).output).toEqual({
      summary: 'A bridge will be built.',
      sentences: ['A bridge will be built.'],
      method: 'scripted',
    });
  });
});

describe('write with AI', () => {
  test('without a model it says kindly what to do', async () => {
    await expect(run(aiGenerate, { prompt: 'Write a reply' })).rejects.toMatchObject({
      code: 'no_model_connected',
      message: expect.stringContaining('Models page') as string,
    });
  });

  test('gives the answer and what it cost', async () => {
    provider = await scriptedProvider((prompt) => `You asked: ${prompt}`);
    const { output, usage } = await run(aiGenerate, { prompt: 'Say hello' }, provider);
    expect(output).toEqual({ text: 'You asked: Say hello', model: 'scripted', truncated: false });
    expect(usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
  });
});
