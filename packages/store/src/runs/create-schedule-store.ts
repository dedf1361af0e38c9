import type { ScheduleStore } from '@arches/engine';
import type { Database } from '../database/open-database.ts';
import { advanceSchedule, dueSchedules, nextScheduleDue } from '../repositories/schedules.ts';

/** The scheduler's store on either database. */
export function createScheduleStore(db: Database): ScheduleStore {
  return {
    due: (limit) => db.system((tx) => dueSchedules(tx, limit)),
    nextDueAt: () => db.system(nextScheduleDue),
    advance: (orgId, id, due, nextDue) => db.withTenant(orgId, (tx) => advanceSchedule(tx, orgId, id, due, nextDue)),
  };
}
