import { AppError } from '@arches/kernel';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkModel, listModels } from './check-model.ts';
import { createModel } from './create-model.ts';
import type { ModelConfig } from './model-port.ts';
import type { PriceRow } from './price.ts';

// The providers' wire formats, spoken by a server of their own; ours is the same SDK that users have. Scripted answers show plumbing, never quality.
const provider = new LLMock({ port: 0 });
beforeAll(async () => {
  await provider.start();
});
afterAll(async () => provider.stop());
beforeEach(() => {
  provider.reset();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const prices: PriceRow[] = [{ model: 'tiny', inputUsd: 2, outputUsd: 10, source: 'our contract', date: '2026-11-01' }];
const usage = { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200, input_tokens: 1000, output_tokens: 200 };
const schema = {
  type: 'object',
  properties: { topic: { type: 'string' }, count: { type: 'integer' } },
  required: ['topic', 'count'],
  additionalProperties: false,
};

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe.each([
  { kind: 'openai_compatible', path: '/v1/chat/completions' },
  { kind: 'anthropic', path: '/v1/messages' },
] as const)('a model behind the $kind wire', ({ kind, path }) => {
  const config = (change: Partial<ModelConfig> = {}): ModelConfig => ({
    id: 'm1',
    kind,
    name: 'The provider',
    baseUrl: provider.url,
    model: 'tiny',
    apiKey: 'sk-secret-1',
    ...change,
  });
  const model = (change: Partial<ModelConfig> = {}) => createModel(config(change), { fetch, prices });
  const streamed = { prompt: 'hello', onText: () => {} };

  test('answers with text, tokens and what they cost', async () => {
    provider.onMessage('hello', { content: 'Good day.', usage });
    const answer = await model().generateText({ system: 'Be kind.', prompt: 'hello', maxOutputTokens: 50, temperature: 0.2 });
    expect(answer).toEqual({
      text: 'Good day.',
      truncated: false,
      usage: { model: 'tiny', provider: 'The provider', inputTokens: 1000, outputTokens: 200, costUsd: 0.004 },
    });
    expect(provider.getLastRequest()).toMatchObject({
      path,
      body: { model: 'tiny', messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user' }] },
    });
  });

  test('streams pieces that join to the text, with the same count of tokens', async () => {
    provider.onMessage('hello', { content: 'A somewhat longer answer, in pieces.', usage }, { chunkSize: 5 });
    const pieces: string[] = [];
    const answer = await model().generateText({ prompt: 'hello', onText: (piece) => pieces.push(piece) });
    expect(answer.text).toBe('A somewhat longer answer, in pieces.');
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(answer.text);
    expect(answer.usage).toMatchObject({ inputTokens: 1000, outputTokens: 200, costUsd: 0.004 });
  });

  test('the cost of a model without a known price is unknown, not nothing, unless it runs on this machine', async () => {
    provider.onMessage('hello', { content: 'Good day.', usage });
    expect((await model({ model: 'unheard-of' }).generateText({ prompt: 'hello' })).usage.costUsd).toBe(0);
    const elsewhere: typeof fetch = (url, init) => fetch(String(url).replace('http://models.example', provider.url), init);
    const remote = createModel(config({ model: 'unheard-of', baseUrl: 'http://models.example' }), { fetch: elsewhere });
    expect((await remote.generateText({ prompt: 'hello' })).usage.costUsd).toBeNull();
  });

  test('answers with an object that was checked against the schema', async () => {
    provider.onMessage('group', { content: '{"topic":"noise","count":3}', usage });
    const { object, usage: used } = await model().generateObject({ prompt: 'group this', schema, schemaName: 'group' });
    expect(object).toEqual({ topic: 'noise', count: 3 });
    expect(used).toMatchObject({ inputTokens: 1000, costUsd: 0.004 });
  });

  test('an object that does not fit is sent back once, with what is wrong, and both rounds are paid', async () => {
    provider.onMessage(/cannot be used[\s\S]*count/, { content: 'Here it is: ```json\n{"topic":"noise","count":3}\n```', usage });
    provider.onMessage('group', { content: '{"topic":"noise","count":"three"}', usage });
    const { object, usage: used } = await model().generateObject({ prompt: 'group this', schema, schemaName: 'group' });
    expect(object).toEqual({ topic: 'noise', count: 3 });
    expect(used).toMatchObject({ inputTokens: 2000, outputTokens: 400, costUsd: 0.008 });
    expect(provider.getRequests()).toHaveLength(2);
  });

  test('an object that stays wrong fails after the second round and says what it cost', async () => {
    provider.onMessage(/./, { content: 'I would rather talk about the weather.', usage });
    const error = await failure(model().generateObject({ prompt: 'group this', schema, schemaName: 'group' }));
    expect(error).toMatchObject({
      code: 'model_output_invalid',
      retryable: true,
      details: { usage: { inputTokens: 2000, costUsd: 0.008 } },
    });
    expect(provider.getRequests()).toHaveLength(2);
  });

  test('an object cut at the output limit is not sent back: it would be cut again', async () => {
    provider.onMessage('group', { content: '{"topic":"noi', finishReason: 'length', usage });
    const error = await failure(model().generateObject({ prompt: 'group this', schema, schemaName: 'group', maxOutputTokens: 5 }));
    expect(error).toMatchObject({ code: 'model_output_invalid', retryable: false, message: expect.stringContaining('output tokens') });
    expect(provider.getRequests()).toHaveLength(1);
  });

  test.each([
    { status: 401, code: 'model_unauthorized', retryable: false },
    { status: 403, code: 'model_unauthorized', retryable: false },
    { status: 402, code: 'model_rate_limited', retryable: false },
    { status: 404, code: 'model_not_found', retryable: false },
    { status: 400, code: 'model_request_refused', retryable: false },
    { status: 500, code: 'model_unavailable', retryable: true },
    { status: 503, code: 'model_unavailable', retryable: true },
    { status: 529, code: 'model_unavailable', retryable: true },
  ])('status $status is $code, asked for once, whole or streamed', async ({ status, code, retryable }) => {
    provider.onMessage(/./, { error: { message: 'No sk-secret-1 here.', type: 'some_error' }, status });
    for (const request of [{ prompt: 'hello' }, streamed]) {
      const error = await failure(model().generateText(request));
      expect(error).toMatchObject({ code, retryable });
      expect(error.message).not.toContain('sk-secret-1');
    }
    expect(await failure(model().generateObject({ prompt: 'hello', schema, schemaName: 'group' }))).toMatchObject({ code, retryable });
    expect(provider.getRequests()).toHaveLength(3);
  });

  test('too many requests say how long to wait', async () => {
    provider.onMessage(/./, { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 7 });
    for (const request of [{ prompt: 'hello' }, streamed]) {
      expect(await failure(model().generateText(request))).toMatchObject({
        code: 'model_rate_limited',
        retryable: true,
        retryAfterMs: 7_000,
      });
    }
  });

  test.each(['prompt is too long: 250000 tokens > 200000 maximum', "This model's maximum context length is 8192 tokens."])(
    '"%s" is context_too_long',
    async (message) => {
      provider.onMessage(/./, { error: { message, type: 'invalid_request_error' }, status: 400 });
      expect(await failure(model().generateText({ prompt: 'hello' }))).toMatchObject({ code: 'context_too_long', retryable: false });
    },
  );

  test('a stream that is cut is a failed attempt that may be repeated', async () => {
    provider.onMessage('hello', { content: 'A somewhat longer answer, in pieces.' }, { chunkSize: 5, latency: 10, truncateAfterChunks: 4 });
    expect(await failure(model().generateText(streamed))).toMatchObject({ code: 'model_stream_cut', retryable: true });
  });

  test('malformed JSON is a failed attempt that may be repeated', async () => {
    provider.onMessage('hello', { content: 'Good day.' }, { chaos: { malformedRate: 1 } });
    expect(await failure(model().generateText({ prompt: 'hello' }))).toMatchObject({ code: 'model_stream_cut', retryable: true });
    expect(await failure(model().generateText(streamed))).toMatchObject({ code: 'model_stream_cut', retryable: true });
  });

  test.each(['', '  \n'])('an empty answer (%j) is a failed attempt, whole or streamed', async (content) => {
    provider.onMessage('hello', { content });
    expect(await failure(model().generateText({ prompt: 'hello' }))).toMatchObject({ code: 'model_output_invalid', retryable: true });
    expect(await failure(model().generateText(streamed))).toMatchObject({ code: 'model_output_invalid', retryable: true });
  });

  test('a lost connection and a closed port are model_unavailable', async () => {
    provider.onMessage('hello', { content: 'Good day.' }, { chaos: { disconnectRate: 1 } });
    expect(await failure(model().generateText({ prompt: 'hello' }))).toMatchObject({ code: 'model_unavailable', retryable: true });
    expect(await failure(model({ baseUrl: 'http://127.0.0.1:1' }).generateText(streamed))).toMatchObject({
      code: 'model_unavailable',
      retryable: true,
    });
  });

  test('everything goes out through the given fetch, with the given key and nothing from the environment', async () => {
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'OPENAI_API_KEY']) vi.stubEnv(name, 'sk-from-the-environment');
    for (const name of ['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL']) vi.stubEnv(name, 'http://127.0.0.1:1');
    provider.onMessage(/./, { content: 'Good day.' });
    const door = vi.fn(fetch);
    vi.stubGlobal('fetch', () => {
      throw new Error('went past the door');
    });
    const keyless = config();
    delete (keyless as { apiKey?: string }).apiKey;
    for (const each of [config(), keyless]) {
      const { onText } = streamed;
      await createModel(each, { fetch: door }).generateText({ prompt: 'hello', onText });
      await createModel(each, { fetch: door }).generateText({ prompt: 'hello' });
      await checkModel(each, { fetch: door });
    }
    expect(door.mock.calls.length).toBe(8);
    expect(JSON.stringify(door.mock.calls.map(([, init]) => init))).not.toContain('from-the-environment');
  });

  test('what the egress door refuses stays its refusal', async () => {
    const refusal = new AppError('egress_blocked', 'That address is closed.');
    const shut = createModel(config(), { fetch: () => Promise.reject(new TypeError('fetch failed', { cause: refusal })) });
    expect(await failure(shut.generateText({ prompt: 'hello' }))).toBe(refusal);
    expect(await failure(shut.generateText(streamed))).toBe(refusal);
  });

  test('an aborted call throws the reason it was aborted for', async () => {
    provider.onMessage('hello', { content: 'A somewhat longer answer, in pieces.' }, { chunkSize: 2, latency: 20 });
    const controller = new AbortController();
    const reason = new Error('The run was cancelled.');
    const answer = model().generateText({ prompt: 'hello', signal: controller.signal, onText: () => controller.abort(reason) });
    await expect(answer).rejects.toBe(reason);
    await expect(model().generateText({ prompt: 'hello', signal: controller.signal })).rejects.toBe(reason);
  });

  test('the check of the settings screen tries key, address and model', async () => {
    provider.onMessage(/./, { content: 'yes' });
    expect(await checkModel(config(), { fetch })).toMatchObject({ ok: true, latencyMs: expect.any(Number) });
    provider.reset();
    provider.onMessage(/./, { error: { message: 'bad key' }, status: 401 });
    expect(await checkModel(config(), { fetch })).toMatchObject({ ok: false, code: 'model_unauthorized' });
    expect(await checkModel(config({ baseUrl: 'models.example' }), { fetch })).toMatchObject({
      ok: false,
      code: 'model_config_invalid',
      message: expect.stringContaining('models.example'),
    });
  });
});

test('lists the models of an OpenAI-compatible server', async () => {
  const config = { id: 'm1', kind: 'openai_compatible', name: 'The provider', baseUrl: provider.url } as const;
  const names = await listModels(config, { fetch });
  expect(names.length).toBeGreaterThan(0);
  expect(names).toEqual([...names].sort());
});
