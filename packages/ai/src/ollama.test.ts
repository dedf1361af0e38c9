import type { JsonObject } from '@arches/kernel';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { checkModel, listModels } from './check-model.ts';
import { createModel } from './create-model.ts';
import type { ModelConfig } from './model-port.ts';
import { OllamaNotInstallable, type RealOllama, startRealOllama } from './testing/real-ollama.ts';

// Against a real server with a real model: what is asserted is that everything is connected, never that the answers are good.
// A model on a slow processor takes its time.
vi.setConfig({ testTimeout: 300_000 });

let ollama: RealOllama | undefined;
let missing = '';

beforeAll(async () => {
  ollama = await startRealOllama().catch((error: unknown) => {
    if (!(error instanceof OllamaNotInstallable) || process.env.CI) throw error;
    missing = error.message;
    console.warn(`Skipped: ${missing}`);
    return undefined;
  });
}, 900_000);

beforeEach(({ skip }) => {
  if (!ollama) skip(missing);
});

afterAll(async () => ollama?.stop());

const deps = { fetch };
const config = (change: Partial<ModelConfig> = {}): ModelConfig => ({
  id: 'local',
  kind: 'ollama',
  name: 'Ollama',
  baseUrl: ollama?.url ?? '',
  model: ollama?.model ?? '',
  ...change,
});

test('answers with text and counts its tokens, at no cost', async () => {
  const { text, usage } = await createModel(config(), deps).generateText({ prompt: 'Name a colour.', maxOutputTokens: 12 });
  expect(text.trim()).not.toBe('');
  expect(usage).toMatchObject({ model: ollama?.model, provider: 'Ollama', costUsd: 0 });
  expect(usage.inputTokens).toBeGreaterThan(0);
  expect(usage.outputTokens).toBeGreaterThan(0);
});

test('streams pieces that join to the text', async () => {
  const pieces: string[] = [];
  const { text, usage } = await createModel(config(), deps).generateText({
    system: 'You are brief.',
    prompt: 'Say a few words about the sea.',
    maxOutputTokens: 12,
    onText: (piece) => pieces.push(piece),
  });
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe(text);
  expect(usage.outputTokens).toBeGreaterThan(1);
});

test('says that the text stopped at the output limit', async () => {
  const { truncated } = await createModel(config(), deps).generateText({ prompt: 'Write a long story about a whale.', maxOutputTokens: 4 });
  expect(truncated).toBe(true);
});

test('answers with an object that fits the schema', async () => {
  const schema = {
    type: 'object',
    properties: { mood: { type: 'string', enum: ['glad', 'sad'] }, urgent: { type: 'boolean' } },
    required: ['mood', 'urgent'],
    additionalProperties: false,
  };
  const { object, usage } = await createModel(config(), deps).generateObject({
    prompt: 'A customer writes: "Thank you, all is well." What is the mood, and is it urgent?',
    schema,
    schemaName: 'mood',
    maxOutputTokens: 60,
    temperature: 0,
  });
  expect(['glad', 'sad']).toContain((object as JsonObject).mood);
  expect(typeof (object as JsonObject).urgent).toBe('boolean');
  expect(usage.inputTokens).toBeGreaterThan(0);
});

test('fails rather than answer from a text that Ollama has cut without a word', async () => {
  const prompt = `${Array.from({ length: 120 }, (_, row) => `Row ${row}: the guest in room ${row * 7} was pleased.`).join('\n')}\nWhat do the guests say?`;
  await expect(createModel(config(), deps).generateText({ prompt, maxOutputTokens: 4 })).rejects.toMatchObject({
    code: 'context_too_long',
  });
});

test('a model that is not there is named in the failure', async () => {
  await expect(createModel(config({ model: 'no-such-model' }), deps).generateText({ prompt: 'Hello' })).rejects.toMatchObject({
    code: 'model_not_found',
    retryable: false,
    message: expect.stringContaining('no-such-model'),
  });
});

test('lists its models and passes the check of the settings screen', async () => {
  expect(await listModels(config(), deps)).toContain(`${ollama?.model}:latest`);
  expect(await checkModel(config(), { ...deps, timeoutMs: 250_000 })).toMatchObject({
    ok: true,
    models: expect.arrayContaining([`${ollama?.model}:latest`]),
  });
  expect(await checkModel(config({ model: 'no-such-model' }), deps)).toMatchObject({ ok: false, code: 'model_not_found' });
});

test('an aborted call ends with the reason it was aborted for', async () => {
  const controller = new AbortController();
  const reason = new Error('The run was cancelled.');
  const answer = createModel(config(), deps).generateText({
    prompt: 'Write a very long story.',
    maxOutputTokens: 2_000,
    signal: controller.signal,
    onText: () => controller.abort(reason),
  });
  await expect(answer).rejects.toBe(reason);
});
