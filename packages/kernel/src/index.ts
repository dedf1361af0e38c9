export * from './app-error.ts';
export * from './catalog.ts';
export * from './document.ts';
export * from './json.ts';
export * from './run.ts';
export { changesOutside } from './changes-outside.ts';
export { checkExpression, evaluateExpression, referencesIn, renameReference } from './expressions/evaluate.ts';
export { hasExpressions, referencesInTemplate, renderTemplate, templateProblems } from './expressions/render.ts';
export { ExpressionError, type ExpressionScope, NodeLookup, SCOPE_NAMES } from './expressions/scope.ts';
export { type ExpressionSpan, expressionsIn } from './expressions/template-text.ts';
export { applyPatches } from './document/apply-patches.ts';
export { tryParts } from './document/container-parts.ts';
export { diffDocuments } from './document/diff-documents.ts';
export { edgeIdFor } from './document/edge-id.ts';
export { type ExpressionPlace, expressionPlaces } from './document/expression-places.ts';
export {
  type Adjacency,
  adjacencyOf,
  findCycle,
  findNode,
  type GraphPlace,
  type NodePlace,
  outputPortsOf,
  topologicalOrder,
  walkGraphs,
  walkNodes,
} from './document/graph.ts';
export { effectiveInputSchema, schemaOfFields } from './document/input-schema.ts';
export { sameJson } from './document/json-copy.ts';
export { documentLimits, nodeIdPattern } from './document/limits.ts';
export { nearest } from './document/nearest.ts';
export { outputSchema } from './document/output-schema.ts';
export { type ParsedDocument, parseDocument } from './document/parse-document.ts';
export { pointer, pointerKeys, valueAt } from './document/pointer.ts';
export { type SettingsRead, settingsReadBy } from './document/settings-read.ts';
export { validateDocument } from './document/validate-document.ts';
export type { KnownSettings } from './document/validate-setting-names.ts';
export { PLACEHOLDER } from './document/validation.ts';
export { coerceInput, type SchemaError, validateAgainst } from './json-schema.ts';
export { type SchemaProblem, schemaProblems } from './json-schema-check.ts';
export { summarize, type SummaryOptions } from './summary.ts';
export {
  type Recurrence,
  recurrenceUnits,
  type RecurrenceUnit,
  scheduleOfConfig,
  type ScheduleSpec,
  type Weekday,
  weekdays,
} from './schedule/recurrence.ts';
export { nextTicks, type ScheduleTicks, scheduleTicks, ticksBetween } from './schedule/schedule.ts';
export type { ScheduleProblem } from './schedule/recurrence-problems.ts';
export { scheduleProblems } from './schedule/schedule-problems.ts';
export { recurrenceWords, scheduleWords } from './schedule/schedule-words.ts';
export { timezoneNames, zoneTime } from './schedule/zone-time.ts';
export { cronWords, durationWords } from './time-words.ts';
export { type Decision, decide } from './decide/decide.ts';
export { compile, type RunPlan } from './decide/plan.ts';
export { outstanding, PART as decisionPart, replay, stepIds } from './decide/replay.ts';
export { newRun, type RunState } from './decide/state.ts';
export { type RunView, runView, stepView } from './decide/views.ts';
