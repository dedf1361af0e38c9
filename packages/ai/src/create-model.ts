import { endpointOf } from './endpoint.ts';
import { generateObject } from './generate-object.ts';
import { generateText } from './generate-text.ts';
import { languageModel, type ModelDeps } from './language-model.ts';
import type { ModelCall } from './model-call.ts';
import type { ModelConfig, ModelPort } from './model-port.ts';
import { findPrice, type Price, type PriceRow } from './price.ts';

export interface CreateModelDeps extends ModelDeps {
  /** The operator's own prices; they win over the table. */
  readonly prices?: readonly PriceRow[];
}

/** What the model costs: by the operator's own word, nothing where it is local, else by the table; `undefined` when nobody knows. Throws as `createModel`. */
export function priceOfModel(config: ModelConfig, prices?: readonly PriceRow[]): Price | undefined {
  return findPrice(endpointOf(config), config.model, prices);
}

/** Connects a model. Nothing goes out before the first call. Throws `model_config_invalid` for an address that is none. */
export function createModel(config: ModelConfig, deps: CreateModelDeps): ModelPort {
  const endpoint = endpointOf(config);
  const price = findPrice(endpoint, config.model, deps.prices);
  let call: Promise<ModelCall> | undefined;
  const connected = () => {
    call ??= languageModel(config, endpoint, deps).then((model) => ({ config, price, model }));
    return call;
  };
  return {
    describe: () => ({ providerId: config.id, provider: config.kind, name: config.name, model: config.model }),
    generateText: async (request) => generateText(await connected(), request),
    generateObject: async (request) => generateObject(await connected(), request),
  };
}
