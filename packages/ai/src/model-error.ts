import { APICallError } from '@ai-sdk/provider';
import type { JsonObject, Usage } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { ModelConfig } from './model-port.ts';
import { contextPattern, failureOfStatus, type ProviderFailure, quote } from './provider-failure.ts';

export function cutAnswer(config: ModelConfig, what: string, usage?: Usage): AppError {
  return new AppError('model_stream_cut', `The answer of ${config.model} (${config.name}) ${what}. Nothing of it was used.`, {
    retryable: true,
    class: 'server',
    ...withUsage(usage),
  });
}

/** Puts what the failed call used where the engine can meter it. */
export function withUsage(usage: Usage | undefined): { details?: JsonObject } {
  return usage ? { details: { usage } } : {};
}

const cutNames = new Set([
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
  'AI_NoContentGeneratedError',
  'AI_NoOutputGeneratedError',
]);

/**
 * What to throw for anything that came out of a provider call. Abortion and our own errors (the egress door's, for one) pass as they are;
 * what is no failure of the provider is a defect of ours and passes too.
 *
 * @param answering the answer had begun, so that a lost connection means a cut answer rather than a provider out of reach
 */
export function toModelError(
  error: unknown,
  config: ModelConfig,
  context: { signal?: AbortSignal | undefined; answering: boolean },
): unknown {
  if (context.signal?.aborted) return context.signal.reason;
  const chain = causes(error);
  const ours = chain.find((each) => each instanceof AppError);
  if (ours) return ours;
  const refused = streamFailure(error) ?? responseFailure(error);
  if (refused) return failureOfStatus(refused, config, Date.now());
  if (chain.some((each) => cutNames.has(each.name))) return cutAnswer(config, 'came broken or unfinished');
  if (isLostBody(chain) || (context.answering && isLostConnection(chain))) return cutAnswer(config, 'broke off');
  if (APICallError.isInstance(error) || isLostConnection(chain)) return outOfReach(chain, config);
  return error;
}

/** A refusal by status; an answer with a good status that could not be read is none. */
function responseFailure(error: unknown): ProviderFailure | undefined {
  if (!APICallError.isInstance(error)) return undefined;
  const { statusCode, responseHeaders, responseBody, message } = error;
  if (statusCode === undefined || (statusCode >= 200 && statusCode < 300)) return undefined;
  return { status: statusCode, headers: responseHeaders ?? {}, text: responseBody || message };
}

function outOfReach(chain: readonly Error[], config: ModelConfig): AppError {
  const said = quote(chain.at(-1)?.message ?? '', config).replace('It said', 'The connection failed with');
  return new AppError('model_unavailable', `${config.name} cannot be reached. Check the address, and that the server runs.${said}`, {
    retryable: true,
    class: 'network',
  });
}

/** How `fetch` and the SDK say that the head of the response came but not all of its body. */
function isLostBody(chain: readonly Error[]): boolean {
  return chain.some(({ message }) => /^(terminated|failed to process successful response)$/i.test(message));
}

function isLostConnection(chain: readonly Error[]): boolean {
  return chain.some((each) => {
    const code = (each as { code?: unknown }).code;
    return (typeof code === 'string' && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(code)) || /^fetch failed$/i.test(each.message);
  });
}

/** What a provider reports inside a stream, not as a response of its own: Anthropic's carry the status they mean, OpenAI-compatible ones a type or code at best. */
function streamFailure(error: unknown): ProviderFailure | undefined {
  if (typeof error === 'string') return { status: 500, headers: {}, text: error };
  if (typeof error !== 'object' || error === null || (error instanceof Error && error.name !== 'AI_StreamProviderError')) return undefined;
  const { message, type, code, statusCode } = error as { message?: unknown; type?: unknown; code?: unknown; statusCode?: unknown };
  const text = [typeof message === 'string' ? message : JSON.stringify(error), type, code]
    .filter((part) => typeof part === 'string')
    .join(' ');
  const numeric = [statusCode, code].map(Number).find((each) => each >= 400 && each < 600);
  return { status: numeric ?? (/rate.?limit/i.test(text) ? 429 : contextPattern.test(text) ? 400 : 500), headers: {}, text };
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && !chain.includes(each); each = each.cause) chain.push(each);
  return chain;
}
