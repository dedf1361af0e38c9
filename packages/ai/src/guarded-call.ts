import { AppError, isJsonObject, type Usage } from '@arches/kernel';
import type { LanguageModelUsage } from 'ai';
import { type Asked, boundedOutputTokens, estimateCall, mayCost } from './estimate-call.ts';
import { loadSdk } from './language-model.ts';
import { type ModelCall, usageOf } from './model-call.ts';
import { toModelError } from './model-error.ts';
import type { TextRequest } from './model-port.ts';

type Guarded = Pick<TextRequest, 'guard' | 'maxOutputTokens' | 'signal'>;

/**
 * Makes one call to the provider under the request's guard: reserved before it goes out, settled when it came back or did not.
 *
 * @param make gets the output tokens that the call may have; what it gives tells what was used
 */
export async function guardedCall<Answer>(
  call: ModelCall,
  request: Guarded,
  asked: Asked,
  make: (maxOutputTokens: number | undefined) => Promise<Answer>,
  used: (answer: Answer) => Usage,
): Promise<Answer> {
  const { guard, maxOutputTokens } = request;
  if (!guard) return make(maxOutputTokens);
  const most = maxOutputTokens ?? (mayCost(call.price) && (await guard.isBounded()) ? boundedOutputTokens : undefined);
  const hold = await guard.reserve(estimateCall(call, asked, most));
  // Between the two the step may have been called off: then nothing goes out.
  if (request.signal?.aborted) {
    await hold.settle(nothingUsed(call));
    throw request.signal.reason;
  }
  let answer: Answer;
  try {
    answer = await make(most);
  } catch (error) {
    await hold.settle(await usageOfFailure(call, request, error));
    throw error;
  }
  await hold.settle(used(answer));
  return answer;
}

const nothingUsed = ({ config }: ModelCall): Usage => ({ model: config.model, provider: config.name, costUsd: 0 });

/** Refusals before the model began, which providers do not bill. */
const unbilled: ReadonlySet<string> = new Set([
  'model_unauthorized',
  'model_rate_limited',
  'model_not_found',
  'model_request_refused',
  'context_too_long',
]);

/** What a call without an answer cost: what the provider said, nothing where it surely was not billed, else unknown. */
async function usageOfFailure(call: ModelCall, { signal }: Guarded, thrown: unknown): Promise<Usage> {
  if (signal?.aborted) return usageOf(call, undefined);
  const sdk = await loadSdk();
  if (sdk.NoObjectGeneratedError.isInstance(thrown)) return usageOf(call, thrown.usage as LanguageModelUsage | undefined);
  const error = toModelError(thrown, call.config, { signal, answering: false });
  if (!(error instanceof AppError)) return usageOf(call, undefined);
  const { details, code, notSent } = error;
  if (isJsonObject(details?.['usage'])) return details['usage'] as Usage;
  return unbilled.has(code) || notSent ? nothingUsed(call) : usageOf(call, undefined);
}
