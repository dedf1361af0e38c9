import type * as Sdk from 'ai';
import type { LanguageModel } from 'ai';
import type { Endpoint } from './endpoint.ts';
import type { ModelConfig } from './model-port.ts';

export interface ModelDeps {
  /** The egress door: every byte to a provider goes out through it. */
  readonly fetch: typeof fetch;
}

/**
 * The Vercel AI SDK, loaded with the first call: it is no use before one, and costs the start a sixth of a second.
 * Its warnings (an ignored temperature, for one) would go to the process's stderr without saying which run they belong to.
 */
export async function loadSdk(): Promise<typeof Sdk> {
  (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
  return import('ai');
}

/** The SDK's model for a configuration. Keys and addresses are always passed on, even empty ones, else the SDK reads the environment. */
export async function languageModel(config: ModelConfig, endpoint: Endpoint, deps: ModelDeps): Promise<Exclude<LanguageModel, string>> {
  switch (config.kind) {
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ baseURL: endpoint.apiUrl, apiKey: config.apiKey ?? '', fetch: deps.fetch })(config.model);
    }
    case 'openai_compatible':
    case 'ollama': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const provider = createOpenAICompatible({
        name: 'openai',
        baseURL: endpoint.apiUrl,
        ...(config.apiKey ? { apiKey: config.apiKey } : {}),
        fetch: deps.fetch,
        includeUsage: true,
        supportsStructuredOutputs: true,
        ...(endpoint.host === 'api.openai.com' ? { transformRequestBody: forOpenAi } : {}),
      });
      return provider(config.model);
    }
  }
}

/** OpenAI's reasoning models refuse `max_tokens` and `temperature`; all of its models take `max_completion_tokens`. */
export function forOpenAi(body: Record<string, unknown>): Record<string, unknown> {
  const { max_tokens, temperature, ...rest } = body;
  const reasons = /^(o\d|gpt-([5-9]|\d\d))/.test(String(body.model)) && !String(body.model).includes('chat');
  return {
    ...rest,
    ...(max_tokens === undefined ? {} : { max_completion_tokens: max_tokens }),
    ...(temperature === undefined || reasons ? {} : { temperature }),
  };
}
