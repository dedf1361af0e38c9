import type { ModelPort } from '@arches/ai';
import { z } from 'zod';

/** Lets a person keep texts on this machine, or costs at zero, although a model is connected. */
export const methodField = z
  .enum(['auto', 'built_in'])
  .default('auto')
  .meta({
    title: 'Method',
    description: 'Automatic uses the connected language model where there is one.',
    'x-labels': { auto: 'Automatic', built_in: 'Always the built-in method' },
  });

/** Name of the model to use, or `undefined` for the built-in method. */
export function modelToUse(ai: ModelPort, method: 'auto' | 'built_in'): string | undefined {
  return method === 'auto' ? ai.describe()?.model : undefined;
}

/** Attempts for steps that may call a model: 3, at first 4 s apart, at most 10 s. */
export const modelRetry = { maxAttempts: 3, initialDelayMs: 4000, backoff: 2, maxDelayMs: 10_000 } as const;

export const builtIn = 'built-in model';
