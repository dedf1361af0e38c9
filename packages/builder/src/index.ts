export type { Plan, PlanStep, Question } from './plan-types.ts';
export { type PlanRequest, planFromWords } from './plan-from-words.ts';
export { plannerName } from './plan-metadata.ts';
export { summariesOf } from './summaries.ts';
export { type ChangeDeps, changeFromWords, type ChangePlan } from './change/change-from-words.ts';
export { type Template, templateCategories, type TemplateCategory, templates } from './templates/index.ts';
export { type ModelDeps, planWithModel } from './with-model/plan-with-model.ts';
export { changeWithModel } from './with-model/change-with-model.ts';
