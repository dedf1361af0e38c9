import type { Usage } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { FinishReason, LanguageModel, LanguageModelUsage } from 'ai';
import { cutAnswer, withUsage } from './model-error.ts';
import type { ModelConfig } from './model-port.ts';
import { costUsd, type Price } from './price.ts';

/** All that one call needs to know of the model it goes to. */
export interface ModelCall {
  readonly config: ModelConfig;
  readonly price: Price | undefined;
  readonly model: Exclude<LanguageModel, string>;
}

/** Left out rather than passed as `undefined`. The engine decides on retries, so the SDK makes none. */
export function settings(request: { maxOutputTokens?: number; temperature?: number; signal?: AbortSignal }) {
  return {
    maxRetries: 0,
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.signal === undefined ? {} : { abortSignal: request.signal }),
  };
}

export function usageOf({ config, price }: ModelCall, used: LanguageModelUsage | undefined): Usage {
  // No call reads nothing: who says so does not count.
  const counts = used?.inputTokens !== undefined && used.inputTokens > 0;
  const tokens = {
    inputTokens: counts ? used.inputTokens : undefined,
    outputTokens: counts ? used.outputTokens : undefined,
    cacheReadTokens: used?.inputTokenDetails?.cacheReadTokens,
    cacheWriteTokens: used?.inputTokenDetails?.cacheWriteTokens,
  };
  return {
    model: config.model,
    provider: config.name,
    ...(tokens.inputTokens === undefined ? {} : { inputTokens: tokens.inputTokens }),
    ...(tokens.outputTokens === undefined ? {} : { outputTokens: tokens.outputTokens }),
    costUsd: costUsd(price, tokens),
  };
}

/** Adds two rounds of one call. Unknown plus anything stays unknown. */
export function addUsage(first: Usage, second: Usage): Usage {
  const sum = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a + b);
  const inputTokens = sum(first.inputTokens, second.inputTokens);
  const outputTokens = sum(first.outputTokens, second.outputTokens);
  const known = typeof first.costUsd === 'number' && typeof second.costUsd === 'number';
  return {
    ...second,
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    costUsd: known ? (first.costUsd as number) + (second.costUsd as number) : null,
  };
}

export interface Finish {
  readonly reason: FinishReason;
  /** The provider's own word; absent when it never said that it was done. */
  readonly raw: string | undefined;
}

/**
 * Throws unless the answer is whole: the provider said it was done, there is something in it, nothing was refused,
 * and the model read the whole prompt.
 *
 * @returns whether it stopped at the output token limit
 */
export function checkAnswer(call: ModelCall, asked: string, text: string, finish: Finish, usage: Usage): boolean {
  const { config } = call;
  if (finish.reason === 'content-filter') {
    throw new AppError(
      'model_refused',
      `${config.model} declined to answer this${text ? `: "${text.slice(0, 300)}"` : ''}. Reword the request or use another model.`,
      withUsage(usage),
    );
  }
  if (finish.raw === undefined || finish.reason === 'error') throw cutAnswer(config, 'ended before the model was done', usage);
  const truncated = finish.reason === 'length';
  if (text.trim() === '') {
    const why = truncated ? 'spent all of its output tokens before it answered; allow more' : 'answered with nothing';
    throw new AppError('model_output_invalid', `${config.model} (${config.name}) ${why}.`, { retryable: !truncated, ...withUsage(usage) });
  }
  if (config.kind === 'ollama') checkWholePromptRead(asked, usage);
  return truncated;
}

/**
 * Ollama cuts a prompt that is longer than its context window and says nothing. No tokenizer makes tokens of twelve characters on average,
 * runs of one character aside, so a count far below the text's length means that most of the text was never read.
 */
function checkWholePromptRead(asked: string, usage: Usage): void {
  const length = asked.replace(/(.)\1{3,}/gs, '$1').length;
  if (usage.inputTokens === undefined || length < 4_000 || usage.inputTokens * 12 >= length) return;
  throw new AppError(
    'context_too_long',
    `Ollama read only ${usage.inputTokens} tokens of a text of ${asked.length} characters and dropped the rest. Shorten or split the text, ` +
      'or give the model a longer context: start Ollama with OLLAMA_CONTEXT_LENGTH=16384, say.',
    withUsage(usage),
  );
}
