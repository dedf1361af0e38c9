import { type JsonObject, nextTicks, scheduleOfConfig, scheduleProblems, scheduleTicks, scheduleWords } from '@arches/kernel';
import { type Database, databaseNow, findOrganisation } from '@arches/store';
import type { Principal } from '../../http/principal.ts';

/** When a schedule that is being written would start next, by the database's clock; or what is wrong with it. */
export async function previewSchedule(
  { database }: { readonly database: Database },
  caller: Principal,
  input: { readonly config: JsonObject; readonly count: number },
) {
  const { now, usual } = await database.withTenant(caller.orgId, async (tx) => ({
    now: await databaseNow(tx),
    usual: (await findOrganisation(tx, caller.orgId))?.timezone ?? 'UTC',
  }));
  const { timezone: own } = input.config;
  const timezone = typeof own === 'string' && own !== '' ? own : usual;
  const spec = scheduleOfConfig(input.config);
  const problems = scheduleProblems(input.config).map(({ path, message, fix }) => ({
    path: [...path],
    message,
    ...(fix ? { fix: { label: fix.label, value: fix.value ?? null } } : {}),
  }));
  const times = problems.length > 0 ? [] : nextTicks(scheduleTicks(spec, timezone), now, input.count).map((time) => time.toISOString());
  return { words: scheduleWords(spec), timezone, times, problems };
}
