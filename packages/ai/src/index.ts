export type { CallEstimate, CallGuard, CallHold } from './call-guard.ts';
export { type CheckModelDeps, checkModel, listModels, type ModelCheck } from './check-model.ts';
export { createModel, type CreateModelDeps, priceOfModel } from './create-model.ts';
export { boundedOutputTokens } from './estimate-call.ts';
export { guardedModel } from './guarded-model.ts';
export type { ModelDeps } from './language-model.ts';
export type {
  ModelConfig,
  ModelDescription,
  ModelPort,
  ObjectAnswer,
  ObjectRequest,
  ProviderKind,
  TextAnswer,
  TextRequest,
} from './model-port.ts';
export { noModel } from './no-model.ts';
export { costUsd, findPrice, type Price, type PriceRow, type TokenCounts } from './price.ts';
export { priceTable } from './price-table.ts';
