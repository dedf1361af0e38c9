import { AppError, isJsonObject } from '@arches/kernel';
import { createModel } from './create-model.ts';
import { endpointOf } from './endpoint.ts';
import type { ModelDeps } from './language-model.ts';
import { toModelError } from './model-error.ts';
import type { ModelConfig } from './model-port.ts';
import { failureOfStatus } from './provider-failure.ts';

export interface CheckModelDeps extends ModelDeps {
  /** How long to wait for the answer; 60 s when absent, since a local server may have to load the model from disk first. */
  readonly timeoutMs?: number;
}

export type ModelCheck =
  | { readonly ok: true /** Of one very short answer. */; readonly latencyMs: number; readonly models?: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly models?: readonly string[] };

/** Asks the model for one word, as a workflow would: address, key, model name and account are all tried. Never throws. Costs a few tokens. */
export async function checkModel(config: ModelConfig, deps: CheckModelDeps): Promise<ModelCheck> {
  const { timeoutMs = 60_000 } = deps;
  const signal = AbortSignal.timeout(timeoutMs);
  const listed = await listModels(config, deps, signal).catch(() => undefined);
  const models = listed === undefined ? {} : { models: listed };
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  try {
    await createModel(config, deps).generateText({ prompt: 'Answer with the word yes.', maxOutputTokens: 16, signal });
    return { ok: true, latencyMs: elapsedMs(), ...models };
  } catch (error) {
    if (signal.aborted)
      return {
        ok: false,
        code: 'model_unavailable',
        message: `${config.name} gave no answer within ${timeoutMs / 1000} seconds.`,
        ...models,
      };
    // It answered, if with nothing: thinking models may spend so few tokens before they speak.
    if (error instanceof AppError && error.code === 'model_output_invalid') return { ok: true, latencyMs: elapsedMs(), ...models };
    if (error instanceof AppError) return { ok: false, code: error.code, message: error.message, ...models };
    return {
      ok: false,
      code: 'internal_error',
      message: `The check itself failed: ${error instanceof Error ? error.message : String(error)}`,
      ...models,
    };
  }
}

/** Names of the models that the provider offers to this key, sorted. Throws as `ModelPort` calls do. */
export async function listModels(config: Omit<ModelConfig, 'model'>, deps: ModelDeps, signal?: AbortSignal): Promise<readonly string[]> {
  const endpoint = endpointOf(config);
  const asked: ModelConfig = { ...config, model: '' };
  const path = { openai_compatible: '/models', anthropic: '/models?limit=1000', ollama: '/api/tags' }[config.kind];
  const url = (config.kind === 'ollama' ? endpoint.rootUrl : endpoint.apiUrl) + path;
  let body: string;
  let response: Response;
  try {
    response = await deps.fetch(url, { headers: listHeaders(config), ...(signal ? { signal } : {}) });
    body = await response.text();
  } catch (error) {
    throw toModelError(error, asked, { signal, answering: false });
  }
  if (!response.ok)
    throw failureOfStatus({ status: response.status, headers: Object.fromEntries(response.headers), text: body }, asked, Date.now());
  return namesIn(body, config.name);
}

function listHeaders({ kind, apiKey }: Omit<ModelConfig, 'model'>): Record<string, string> {
  if (kind === 'anthropic') return { 'anthropic-version': '2023-06-01', 'x-api-key': apiKey ?? '' };
  return apiKey ? { authorization: `Bearer ${apiKey}` } : {};
}

/** OpenAI and Anthropic list `data[].id`, Ollama `models[].name`. */
function namesIn(body: string, provider: string): string[] {
  let list: unknown;
  try {
    const parsed: unknown = JSON.parse(body);
    list = isJsonObject(parsed) ? (parsed.data ?? parsed.models) : undefined;
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list)) {
    throw new AppError(
      'model_unavailable',
      `${provider} answered with no list of models. Check the address: another kind of server may be there.`,
    );
  }
  return list
    .map((entry: unknown) => (isJsonObject(entry) ? (entry.id ?? entry.name) : undefined))
    .filter((name) => typeof name === 'string')
    .sort();
}
