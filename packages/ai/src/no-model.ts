import { AppError } from '@arches/kernel';
import type { ModelPort } from './model-port.ts';

async function refuse(): Promise<never> {
  throw new AppError(
    'no_model_connected',
    'No language model is connected, and this step cannot do without one. Planning from a sentence, search, grouping, classifying and ' +
      'summarising by fixed methods work without; writing free text does not. Connect a model on the Models page: a key for an online ' +
      'provider, or Ollama on this machine.',
  );
}

/** The port when nothing is connected: describes nothing and refuses every call with `no_model_connected`. */
export const noModel: ModelPort = { describe: () => undefined, generateText: refuse, generateObject: refuse };
