import type { ScheduleStore } from '@arches/engine';
import type { Database } from '../database/open-database.ts';
import { dueSchedules, msUntilNextSchedule, putOffSchedule, settleSchedule } from '../repositories/schedules.ts';

/** The scheduler's store on either database. */
export function createScheduleStore(db: Database): ScheduleStore {
  return {
    due: (limit) => db.system((tx) => dueSchedules(tx, limit)),
    msUntilNext: () => db.system(msUntilNextSchedule),
    putOff: (schedule, ms) => db.withTenant(schedule.orgId, (tx) => putOffSchedule(tx, schedule.orgId, schedule.id, schedule.nextDue, ms)),
    settle: (schedule, nextDue, ticks) =>
      db.withTenant(schedule.orgId, (tx) => settleSchedule(tx, schedule.orgId, schedule, schedule.nextDue, nextDue, ticks)),
  };
}
