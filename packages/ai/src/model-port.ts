import type { JsonSchema, Usage } from '@arches/kernel';
import type { CallGuard } from './call-guard.ts';

export type ProviderKind = 'openai_compatible' | 'anthropic' | 'ollama';

/** A connected model, as settings keep it. */
export interface ModelConfig {
  readonly id: string;
  readonly kind: ProviderKind;
  /** What people call it: "Our OpenAI account". */
  readonly name: string;
  /** The provider's own public address when absent; for `ollama` http://127.0.0.1:11434. With or without a trailing `/v1`. */
  readonly baseUrl?: string;
  /** The provider's name of the model, such as `gpt-5-mini`. */
  readonly model: string;
  readonly apiKey?: string;
}

export interface ModelDescription {
  readonly providerId: string;
  readonly provider: ProviderKind;
  readonly name: string;
  readonly model: string;
}

export interface TextRequest {
  readonly system?: string;
  readonly prompt: string;
  /** Where the guard says that a budget holds, 8,192 when absent. */
  readonly maxOutputTokens?: number;
  /** 0 to 2; left out for models that refuse it. */
  readonly temperature?: number;
  readonly signal?: AbortSignal;
  /** Asked before each call that the request takes; nobody is when absent. */
  readonly guard?: CallGuard;
  /** Called with each piece as it arrives; the pieces join to the text. The answer is streamed only when this is given. */
  readonly onText?: (delta: string) => void;
}

export interface TextAnswer {
  readonly text: string;
  readonly usage: Usage;
  /** The text stopped at the output token limit, not where the model wanted to stop. */
  readonly truncated: boolean;
}

export interface ObjectRequest extends Omit<TextRequest, 'onText'> {
  /** Of an object. */
  readonly schema: JsonSchema;
  /** Letters, digits, `_`, `-`; the provider shows it to the model. */
  readonly schemaName: string;
}

export interface ObjectAnswer {
  readonly object: unknown;
  /** Both rounds together when the first answer had to be repaired. */
  readonly usage: Usage;
}

/**
 * A language model. Adapters: `createModel` for each `ProviderKind`, and `noModel`.
 *
 * Calls throw `AppError` with one of: `no_model_connected`, `model_unauthorized`, `model_rate_limited`, `model_unavailable`,
 * `model_not_found`, `context_too_long`, `model_request_refused`, `model_refused`, `model_output_invalid`, `model_stream_cut`,
 * `model_config_invalid`; `retryable` and `retryAfterMs` say what the caller may do. Nothing is retried in here but one repair
 * of an invalid object. What the request's guard throws passes as it is. `details.usage` holds what a failed call cost, where the provider said. An aborted call throws the signal's reason.
 */
export interface ModelPort {
  /** `undefined` when no model is connected. */
  readonly describe: () => ModelDescription | undefined;
  readonly generateText: (request: TextRequest) => Promise<TextAnswer>;
  /** The object is validated against the schema; one repair round, then `model_output_invalid`. */
  readonly generateObject: (request: ObjectRequest) => Promise<ObjectAnswer>;
}
