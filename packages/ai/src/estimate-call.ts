import type { JsonSchema } from '@arches/kernel';
import type { CallEstimate } from './call-guard.ts';
import type { ModelCall } from './model-call.ts';
import type { Price } from './price.ts';

/** Tokens that an answer may have where a budget holds and the step does not say: some 6,000 words. */
export const boundedOutputTokens = 8192;

/** Marks around messages, and the words that providers put around a schema. */
const tokensAroundMessage = 64;
const tokensAroundSchema = 1024;

/** What is sent. */
export interface Asked {
  readonly texts: readonly string[];
  /** Sent beside the texts. */
  readonly schema?: JsonSchema;
}

/**
 * Never less than the tokens that a provider counts: tokenizers begin with single bytes and only ever join them, so a text has at most
 * as many tokens as bytes in UTF-8. English has a quarter of that; the difference is given back after the call.
 */
export function mostInputTokens({ texts, schema }: Asked): number {
  const read = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + tokensAroundMessage, 0);
  return schema === undefined ? read : read + 2 * Buffer.byteLength(JSON.stringify(schema)) + tokensAroundSchema;
}

/** Nobody bills what runs here, nor what a provider gives away. */
export const mayCost = (price: Price | undefined): boolean =>
  !price || ('inputUsd' in price && Math.max(price.inputUsd, price.outputUsd, price.cacheReadUsd ?? 0, price.cacheWriteUsd ?? 0) > 0);

/** US dollars; null when the price is not known, or not for so long a text, or where the answer has no bound. */
export function mostCostUsd(price: Price | undefined, inputTokens: number, outputTokens: number | undefined): number | null {
  if (!price) return null;
  if (!('inputUsd' in price) || !mayCost(price)) return 0;
  const inputUsd = Math.max(price.inputUsd, price.cacheReadUsd ?? 0, price.cacheWriteUsd ?? 0);
  if (outputTokens === undefined || (price.upToInputTokens !== undefined && inputTokens > price.upToInputTokens)) return null;
  return (inputTokens * inputUsd + outputTokens * price.outputUsd) / 1_000_000;
}

export function estimateCall({ config, price }: ModelCall, asked: Asked, outputTokens: number | undefined): CallEstimate {
  const inputTokens = mostInputTokens(asked);
  return {
    model: config.model,
    provider: config.name,
    inputTokens,
    outputTokens,
    costUsd: mostCostUsd(price, inputTokens, outputTokens),
  };
}
