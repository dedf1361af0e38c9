export type { Plan, PlanStep, Question } from './plan-types.ts';
export { type PlanRequest, planFromWords, plannerName, summariesOf } from './plan-from-words.ts';
