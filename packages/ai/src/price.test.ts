import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointOf } from './endpoint.ts';
import { costUsd, findPrice, type PriceRow } from './price.ts';
import { priceTable } from './price-table.ts';

const openAi = { host: 'api.openai.com', local: false };
const row: PriceRow = {
  model: 'm',
  inputUsd: 2,
  outputUsd: 10,
  cacheReadUsd: 0.2,
  cacheWriteUsd: 2.5,
  upToInputTokens: 1_000_000,
  source: 's',
  date: '2026-11-01',
};
const tokens = (inputTokens?: number, outputTokens?: number, cacheReadTokens?: number, cacheWriteTokens?: number) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens,
});

test('input read from and written to the cache has its own price', () => {
  expect(costUsd(row, tokens(1_000_000, 100_000, 500_000, 200_000))).toBeCloseTo(0.3 * 2 + 0.5 * 0.2 + 0.2 * 2.5 + 0.1 * 10, 10);
});

test('what is not known is null, never 0', () => {
  expect(costUsd(undefined, tokens(10, 10))).toBeNull();
  expect(costUsd(row, tokens(undefined, 10))).toBeNull();
  expect(costUsd(row, tokens(10, undefined))).toBeNull();
  expect(costUsd(row, tokens(1_000_001, 10))).toBeNull();
  expect(findPrice(openAi, 'unheard-of')).toBeUndefined();
});

test('a model on this machine costs nothing, even when it does not count its tokens', () => {
  expect(costUsd(findPrice({ host: '127.0.0.1', local: true }, 'anything'), tokens())).toBe(0);
});

test('a cost is never negative and grows with every token', () => {
  const count = fc.nat(100_000);
  fc.assert(
    fc.property(count, count, count, count, (input, output, read, written) => {
      const cost = costUsd(row, tokens(input + read + written, output, read, written)) ?? Number.NaN;
      expect(cost).toBeGreaterThanOrEqual(0);
      expect(costUsd(row, tokens(input + 1 + read + written, output, read, written))).toBeGreaterThan(cost);
      expect(costUsd(row, tokens(input + read + written, output + 1, read, written))).toBeGreaterThan(cost);
    }),
  );
});

test("the operator's row wins, also over a local model; a date after the name does not matter; another host has other prices", () => {
  const own: PriceRow = { ...row, model: 'gpt-5-mini', source: 'our contract' };
  expect(findPrice(openAi, 'gpt-5-mini', [own])).toBe(own);
  expect(findPrice({ host: 'localhost', local: true }, 'gpt-5-mini', [own])).toBe(own);
  expect(findPrice(openAi, 'gpt-5-mini-2025-08-07')).toMatchObject({ model: 'gpt-5-mini' });
  expect(findPrice({ host: 'api.anthropic.com', local: false }, 'claude-haiku-4-5-20251001')).toMatchObject({ model: 'claude-haiku-4-5' });
  expect(findPrice({ host: 'reseller.example', local: false }, 'gpt-5-mini')).toBeUndefined();
});

test('every row of the table is dated, says where it was read, and occurs once', () => {
  for (const { source, date, inputUsd, outputUsd } of priceTable) {
    expect(source).not.toBe('');
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Math.min(inputUsd, outputUsd)).toBeGreaterThan(0);
  }
  expect(new Set(priceTable.map(({ host, model }) => `${host} ${model}`)).size).toBe(priceTable.length);
});

test.each([
  { kind: 'openai_compatible', baseUrl: undefined, apiUrl: 'https://api.openai.com/v1', local: false },
  { kind: 'openai_compatible', baseUrl: 'http://localhost:1234/', apiUrl: 'http://localhost:1234/v1', local: true },
  { kind: 'openai_compatible', baseUrl: 'https://api.groq.com/openai/v1/', apiUrl: 'https://api.groq.com/openai/v1', local: false },
  { kind: 'anthropic', baseUrl: 'https://api.anthropic.com', apiUrl: 'https://api.anthropic.com/v1', local: false },
  { kind: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', apiUrl: 'http://127.0.0.1:11434/v1', local: true },
  { kind: 'ollama', baseUrl: 'http://gpu.example:11434', apiUrl: 'http://gpu.example:11434/v1', local: true },
] as const)('the address $baseUrl of $kind means $apiUrl', ({ kind, baseUrl, apiUrl, local }) => {
  const endpoint = endpointOf({ kind, name: 'x', ...(baseUrl === undefined ? {} : { baseUrl }) });
  expect(endpoint).toMatchObject({ apiUrl, local, rootUrl: apiUrl.replace(/\/v1$/, '') });
});
