export { createEmbeddedHost, type EmbeddedHostDeps, type EmbeddedHostOptions } from './embedded-host.ts';
export { newId, newToken } from './ids.ts';
export { type InboxMessage, journalFormat, type RunRequestEvent } from './inbox-message.ts';
export { plainJson } from './plain-json.ts';
export type * from './ports.ts';
export { readValue } from './read-value.ts';
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
