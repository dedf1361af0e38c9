import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { AppError, type Usage } from '@arches/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallEstimate, CallGuard } from './call-guard.ts';
import { createModel } from './create-model.ts';
import { mostCostUsd, mostInputTokens } from './estimate-call.ts';
import { guardedModel } from './guarded-model.ts';

let server: Server;
let baseUrl = '';
let bodies: Record<string, unknown>[] = [];
let replies: { status: number; body: unknown }[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    bodies.push((await json(request)) as Record<string, unknown>);
    const { status, body } = replies.shift() ?? { status: 200, body: answer('Good day.') };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => server.close());

const answer = (content: string, usage: object | undefined = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 }) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'tiny',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  ...(usage ? { usage } : {}),
});

let asked: CallEstimate[] = [];
let settled: Usage[] = [];
beforeEach(() => {
  bodies = [];
  replies = [];
  asked = [];
  settled = [];
});
const guard = (isBounded = true, allowed = 99): CallGuard => ({
  isBounded: async () => isBounded,
  reserve: async (call) => {
    asked.push(call);
    if (asked.length > allowed) throw new AppError('budget_exceeded', 'No more.');
    return { settle: async (usage) => void settled.push(usage) };
  },
});
const prices = [{ model: 'tiny', inputUsd: 2, outputUsd: 10, source: 'here', date: '2026-01-01' }];
const model = (given: CallGuard, own = prices) =>
  guardedModel(
    createModel({ id: 'm', kind: 'openai_compatible', name: 'Ours', baseUrl, model: 'tiny', apiKey: 'k' }, { fetch, prices: own }),
    given,
  );
const schema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'], additionalProperties: false };

test('a call is reserved with the most it can cost, made with that bound, and settled with what it did cost', async () => {
  await model(guard()).generateText({ prompt: 'hello' });
  expect(bodies[0]?.['max_tokens']).toBe(8192);
  const [call] = asked;
  expect(call).toMatchObject({ model: 'tiny', provider: 'Ours', outputTokens: 8192 });
  expect(call?.costUsd).toBeGreaterThan(8192 * 10e-6);
  expect(settled).toMatchObject([{ inputTokens: 1000, outputTokens: 500, costUsd: 0.007 }]);
});

test('the step’s own bound is used; without a budget none is set', async () => {
  await model(guard()).generateText({ prompt: 'hello', maxOutputTokens: 100 });
  await model(guard(false)).generateText({ prompt: 'hello' });
  expect(bodies.map(({ max_tokens }) => max_tokens)).toEqual([100, undefined]);
  expect(asked.map(({ outputTokens }) => outputTokens)).toEqual([100, undefined]);
});

test('a call that the guard refuses does not go out', async () => {
  await expect(model(guard(true, 0)).generateText({ prompt: 'hello' })).rejects.toMatchObject({ code: 'budget_exceeded' });
  await expect(model(guard(true, 0)).generateText({ prompt: 'hello', onText: () => {} })).rejects.toMatchObject({
    code: 'budget_exceeded',
  });
  await expect(model(guard(true, 0)).generateObject({ prompt: 'hello', schema, schemaName: 'x' })).rejects.toMatchObject({
    code: 'budget_exceeded',
  });
  expect(bodies).toEqual([]);
});

test('the repair of an object is a call of its own, and refused by itself', async () => {
  replies = [{ status: 200, body: answer('{"topic": 3}') }];
  await expect(model(guard(true, 1)).generateObject({ prompt: 'hello', schema, schemaName: 'x' })).rejects.toMatchObject({
    code: 'budget_exceeded',
  });
  expect(bodies).toHaveLength(1);
  expect(settled).toMatchObject([{ costUsd: 0.007 }]);
});

test('a second try without the schema is a call of its own', async () => {
  replies = [
    { status: 400, body: { error: { message: 'response_format is not supported' } } },
    { status: 200, body: answer('{"topic": "delivery"}') },
  ];
  await model(guard()).generateObject({ prompt: 'hello', schema, schemaName: 'x' });
  expect(settled.map(({ costUsd }) => costUsd)).toEqual([0, 0.007]);
});

test.each([
  { status: 401, costUsd: 0 },
  { status: 429, costUsd: 0 },
  { status: 400, costUsd: 0 },
  { status: 500, costUsd: null }, // who knows how far it came
  { status: 504, costUsd: null },
])('an answer with status $status settles with $costUsd', async ({ status, costUsd }) => {
  replies = [{ status, body: { error: { message: 'no' } } }];
  await expect(model(guard()).generateText({ prompt: 'hello' })).rejects.toThrow();
  expect(settled).toMatchObject([{ costUsd }]);
});

test('an answer without token counts has an unknown cost', async () => {
  replies = [{}, null, { prompt_tokens: 0, completion_tokens: 0 }].map((usage) => ({
    status: 200,
    body: { ...answer('Good day.'), usage },
  }));
  for (let calls = 0; calls < 3; calls += 1) await model(guard()).generateText({ prompt: 'hello' });
  expect(settled.map(({ costUsd }) => costUsd)).toEqual([null, null, null]);
});

test('an unknown price is unknown, and nothing that is local costs anything', async () => {
  expect(mostCostUsd(undefined, 10, 10)).toBeNull();
  expect(mostCostUsd({ source: 'local' }, 10, undefined)).toBe(0);
  expect(mostCostUsd({ model: 'x', inputUsd: 1, outputUsd: 1, upToInputTokens: 9, source: '', date: '' }, 10, 10)).toBeNull();
  await model(guard(), []).generateText({ prompt: 'hello' });
  expect(asked[0]?.costUsd).toBe(0);
  expect(settled).toMatchObject([{ costUsd: 0 }]);
});

test('no text has more tokens than are reserved for it, down to single bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
      expect(mostInputTokens({ texts })).toBeGreaterThanOrEqual(Buffer.byteLength(texts.join('')));
    }),
  );
});
