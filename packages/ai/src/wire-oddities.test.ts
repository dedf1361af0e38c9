import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModel } from './create-model.ts';
import type { ModelConfig } from './model-port.ts';

// What real servers and the proxies before them do now and then, byte for byte.
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void = () => {};
let server: Server;
let baseUrl = '';
beforeAll(async () => {
  server = createServer(async (request, response) => answer(request, response, await text(request)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => server.close());

const model = (kind: ModelConfig['kind'] = 'openai_compatible') =>
  createModel({ id: 'm1', kind, name: 'The provider', baseUrl, model: 'tiny', apiKey: 'k' }, { fetch });
const stream = (...events: (string | object)[]) => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) {
      const data = typeof event === 'string' ? event : JSON.stringify(event);
      const type = typeof event === 'object' && 'type' in event ? `event: ${String(event.type)}\n` : '';
      response.write(`${type}data: ${data}\n\n`);
    }
    response.end();
  };
};
const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
};
const chunk = (content: string, finish_reason: string | null = null) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'tiny',
  choices: [{ index: 0, delta: { content }, finish_reason }],
});
const completion = (content: string, finish_reason: string | null = 'stop') => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'tiny',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }],
});
const streamed = { prompt: 'hello', onText: () => {} };
const claudeStart = {
  type: 'message_start',
  message: {
    id: 'c',
    type: 'message',
    role: 'assistant',
    model: 'tiny',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 1 },
  },
};
const claudeText = [
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Good' } },
];

test('a stream closed politely before the finish is cut, though the connection was fine', async () => {
  stream(chunk('Good'), '[DONE]');
  await expect(model().generateText(streamed)).rejects.toMatchObject({ code: 'model_stream_cut', retryable: true });
  stream(claudeStart, ...claudeText);
  await expect(model('anthropic').generateText(streamed)).rejects.toMatchObject({ code: 'model_stream_cut', retryable: true });
});

test('a stream with no event at all is cut', async () => {
  stream();
  await expect(model().generateText(streamed)).rejects.toMatchObject({ code: 'model_stream_cut' });
  await expect(model('anthropic').generateText(streamed)).rejects.toMatchObject({ code: 'model_stream_cut' });
});

test('a broken event in the middle fails the attempt even when a finish follows', async () => {
  stream(chunk('Good'), '{"choices":[{"del', chunk(' day', 'stop'), '[DONE]');
  await expect(model().generateText(streamed)).rejects.toMatchObject({ code: 'model_stream_cut' });
});

test('an error event in the middle means what it says', async () => {
  stream(chunk('Good'), { error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit' } });
  await expect(model().generateText(streamed)).rejects.toMatchObject({ code: 'model_rate_limited', retryable: true });
  stream(claudeStart, ...claudeText, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
  await expect(model('anthropic').generateText(streamed)).rejects.toMatchObject({ code: 'model_unavailable', retryable: true });
});

test('a whole answer without a finish reason is cut', async () => {
  reply(200, completion('Good day', null));
  await expect(model().generateText({ prompt: 'hello' })).rejects.toMatchObject({ code: 'model_stream_cut' });
  await expect(model().generateObject({ prompt: 'hello', schema: { type: 'object' }, schemaName: 'any' })).rejects.toMatchObject({
    code: 'model_stream_cut',
  });
});

test('an answer that breaks off inside its body is cut', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"id":"c","choices":[{"mess');
    setTimeout(() => response.destroy(), 20);
  };
  await expect(model().generateText({ prompt: 'hello' })).rejects.toMatchObject({
    code: 'model_stream_cut',
    retryable: true,
  });
});

test('a page of HTML with status 200 is a failed attempt', async () => {
  reply(200, '<html>Sign in to the Wi-Fi</html>', { 'content-type': 'text/html' });
  await expect(model().generateText({ prompt: 'hello' })).rejects.toMatchObject({ code: 'model_stream_cut' });
});

test('a refusal by the provider is told as one', async () => {
  reply(200, completion('', 'content_filter'));
  await expect(model().generateText({ prompt: 'hello' })).rejects.toMatchObject({ code: 'model_refused', retryable: false });
});

test('Retry-After may be a date', async () => {
  reply(429, { error: { message: 'Slow down' } }, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() });
  const error = await model()
    .generateText({ prompt: 'hello' })
    .catch((thrown: { retryAfterMs: number }) => thrown);
  expect(error).toMatchObject({ code: 'model_rate_limited' });
  expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(3_000_000);
});

test('an account without credit is not worth a retry', async () => {
  reply(429, { error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' } });
  await expect(model().generateText({ prompt: 'hello' })).rejects.toMatchObject({ code: 'model_rate_limited', retryable: false });
});

test('a server that knows nothing of JSON Schema is asked again without, and only once', async () => {
  const asked: boolean[] = [];
  answer = (_, response, body) => {
    const withSchema = 'response_format' in (JSON.parse(body) as object);
    asked.push(withSchema);
    const refused = { error: { message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model." } };
    response
      .writeHead(withSchema ? 400 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(withSchema ? refused : completion('{"a":1}')));
  };
  const connected = model();
  const request = {
    prompt: 'hello',
    schema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    schemaName: 'any',
  };
  expect((await connected.generateObject(request)).object).toEqual({ a: 1 });
  expect((await connected.generateObject(request)).object).toEqual({ a: 1 });
  expect(asked).toEqual([true, false, false]);
});

test('an `onText` that throws ends the call with its error and closes the connection', async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(chunk('Good'))}\n\n`);
      response.on('close', () => resolve());
    };
  });
  const fault = new Error('The reader is gone.');
  const call = model().generateText({
    prompt: 'hello',
    onText: () => {
      throw fault;
    },
  });
  await expect(call).rejects.toBe(fault);
  await closed;
});
