import { AppError, type JsonObject } from '@arches/kernel';
import type { ModelConfig } from './model-port.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer that was not a success, in the words of HTTP. */
export interface ProviderFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the provider said: its message, or its whole body. */
  readonly text: string;
}

export const contextPattern =
  /context[ _](length|window)|maximum context|prompt is too long|input is too long|too many (input )?tokens|exceeds? the (model'?s )?(context|available context)/i;
const missingModelPattern =
  /model_not_found|model[^.]{0,80}(not found|does not exist|not exist|not a valid)|(unknown|invalid|no such) model/i;
const spentPattern = /insufficient[_ ](quota|balance|funds|credits)|credit balance/i;

/** One place where a provider's refusal becomes ours. The provider's words are quoted, without the key should they hold it. */
export function failureOfStatus(failure: ProviderFailure, config: ModelConfig, now: number): AppError {
  const { status } = failure;
  const said = quote(failure.text, config);
  const details = { status, provider: config.kind, model: config.model };
  const wait = retryAfterMs(failure.headers['retry-after'], now);
  const retry = { retryable: true, details, ...(wait === undefined ? {} : { retryAfterMs: wait }) };

  if (status === 402 || ((status === 429 || status === 400) && spentPattern.test(failure.text))) {
    return new AppError('model_rate_limited', `${config.name} has no credit left.${said} Top up the account or use another model.`, {
      class: 'client',
      details,
    });
  }
  if (status === 429)
    return new AppError('model_rate_limited', `${config.name} takes no more requests for now.${said}`, { ...retry, class: 'rate_limit' });
  if (status === 401 || status === 403) {
    // Not quoted: providers repeat the key in this message.
    return new AppError(
      'model_unauthorized',
      `${config.name} refused the key (${status}). Check the key and what it may use on the Models page.`,
      { class: 'client', details },
    );
  }
  const request = requestFailure(failure, config, said, details);
  if (request) return request;
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return new AppError('model_unavailable', `${config.name} could not answer (${status}).${said}`, {
      ...retry,
      class: status === 408 ? 'timeout' : 'server',
    });
  }
  return new AppError('model_request_refused', `${config.name} refused the request (${status}).${said}`, { class: 'client', details });
}

/** What is wrong with this request rather than with the account or the provider. */
function requestFailure({ status, text }: ProviderFailure, config: ModelConfig, said: string, details: JsonObject): AppError | undefined {
  if (status === 413 || (status < 500 && contextPattern.test(text))) {
    return new AppError(
      'context_too_long',
      `The text is longer than ${config.model} can read at once.${said} Shorten or split it, or use a model with a longer context.`,
      { class: 'client', details },
    );
  }
  if (status === 404 || (status < 500 && missingModelPattern.test(text))) {
    return new AppError(
      'model_not_found',
      `${config.name} has ${config.model === '' ? 'no list of models' : `no model "${config.model}"`} at this address.${said} Check the model's name and the address on the Models page.`,
      { class: 'client', details },
    );
  }
  return undefined;
}

/** The provider's words for our message, or nothing. */
export function quote(text: string, config: ModelConfig): string {
  const message = messageIn(text).replace(/\s+/g, ' ').trim();
  const safe = config.apiKey ? message.replaceAll(config.apiKey, '…') : message;
  return safe === '' ? '' : ` It said: "${safe.length > 300 ? `${safe.slice(0, 300)}…` : safe}"`;
}

/** Providers wrap their sentence as `{ error: { message } }`, `{ error }`, `{ message }` or `{ detail }`. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const found = pick(pick(body, 'error'), 'message') ?? pick(body, 'error') ?? pick(body, 'message') ?? pick(body, 'detail');
    return typeof found === 'string' ? found : text;
  } catch {
    return text;
  }
}

function pick(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
