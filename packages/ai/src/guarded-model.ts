import type { CallGuard } from './call-guard.ts';
import type { ModelPort } from './model-port.ts';

/** The same model, whose every call asks the guard first. */
export function guardedModel(model: ModelPort, guard: CallGuard): ModelPort {
  return {
    describe: model.describe,
    generateText: (request) => model.generateText({ ...request, guard }),
    generateObject: (request) => model.generateObject({ ...request, guard }),
  };
}
