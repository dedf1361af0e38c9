export { createEmbeddedHost, type EmbeddedHostDeps, type EmbeddedHostOptions } from './embedded-host.ts';
export { type ByteMeter, defaultRunBudgetBytes, inWords, type MeteredRun } from './byte-budget.ts';
export { newId, newToken } from './ids.ts';
export { type InboxMessage, journalFormat, type RunRequestEvent } from './inbox-message.ts';
export { plainJson } from './plain-json.ts';
export type * from './ports.ts';
export { readValue } from './read-value.ts';
export type { RunSettings, SettingsOf } from './run-settings.ts';
export type * from './results/result-store.ts';
export type * from './run-store.ts';
export { isStoredValue, previewOf, type StoredValue, valueLimit } from './stored-value.ts';
export { type CatchUp, dueTicks, scheduleDelay, type ScheduleState } from './schedule-ticks.ts';
export {
  createScheduler,
  type DueSchedule,
  type MissedReason,
  type Scheduler,
  type SchedulerDeps,
  type ScheduleStore,
  tickKey,
  type TickOutcome,
} from './scheduler.ts';
export { createDatabaseClock, type DatabaseClock } from './database-clock.ts';
export { type AdmissionControl, type AdmissionDeps, createAdmission } from './admission/admission.ts';
export type * from './admission/admission-store.ts';
export {
  type HeldRun,
  type LineView,
  type OrgLine,
  priorities,
  type RateUse,
  type RunLimit,
  type RunPriority,
  turnAt,
  type WorkflowLine,
} from './admission/line-view.ts';
export { agePerLevelMs } from './admission/line-view.ts';
export { counted, ordinal, rateWords, shortDuration, type WaitingReason } from './admission/waiting-reason.ts';
export { type HeldPlace, whyHeld } from './admission/why-held.ts';
export type { CircuitState, CircuitStore } from './circuit-breaker.ts';
export type { QueuedStep, ServiceLimit } from './execution-queue.ts';
export type { EmbeddedHost, HostLimits } from './host-limits.ts';
export { type CircuitView, serviceName } from './step-gate.ts';
export {
  type BudgetState,
  type CallGuard,
  type CallHold,
  inDollars,
  type PaidCall,
  type Reservation,
  type ReservedCall,
  type SpendingRun,
  type SpendingStore,
} from './spending.ts';
