export { createEmbeddedHost, type EmbeddedHostDeps, type EmbeddedHostOptions } from './embedded-host.ts';
export { newId, newToken } from './ids.ts';
export { plainJson } from './plain-json.ts';
export type * from './ports.ts';
export { readValue } from './read-value.ts';
export type * from './run-store.ts';
export { isStoredValue, previewOf, type StoredValue, valueLimit } from './stored-value.ts';
export { type CatchUp, tickAfter, ticksToFire } from './schedule-ticks.ts';
export { createScheduler, type DueSchedule, type Scheduler, type SchedulerDeps, type ScheduleStore } from './scheduler.ts';
