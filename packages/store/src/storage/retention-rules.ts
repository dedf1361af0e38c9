import { type RawBuilder, sql } from 'kysely';

/** Days that runs are kept where neither the workflow nor the organisation says otherwise. */
export interface RetentionDefaults {
  readonly liveDays: number;
  readonly testDays: number;
}

/** A year of what happened, a month of what was tried. */
export const systemRetention: RetentionDefaults = { liveDays: 365, testDays: 30 };

/** An organisation's own rule in place of the one that is saved: for a look at what it would do. Null: the default. */
export interface OrganisationRule {
  readonly liveDays: number | null;
  readonly testDays: number | null;
}

/**
 * Rows `(workflow_id, live_days, test_days)` of every workflow of the organisation that may have runs. What the workflow says (its live
 * version, or its draft while it has none) goes before what the organisation says; for test runs only when it is shorter.
 */
export function retentionRules(orgId: string, defaults: RetentionDefaults, instead?: OrganisationRule): RawBuilder<unknown> {
  const live = instead ? sql`${instead.liveDays}::int` : sql`o.live_days`;
  const test = instead ? sql`${instead.testDays}::int` : sql`o.test_days`;
  return sql`
    select known.workflow_id, coalesce(own.days, ${live}, ${defaults.liveDays}::int) as live_days,
      least(own.days, coalesce(${test}, ${defaults.testDays}::int)) as test_days
    from (select id as workflow_id from workflow where org_id = ${orgId} union select workflow_id from storage_day where org_id = ${orgId}) known
    left join organisation_storage o on o.org_id = ${orgId}
    left join lateral (
      select case when said.days ~ '^[1-9][0-9]{0,4}$' then said.days::int end as days
      from (
        select coalesce(v.document, w.draft) #>> '{settings,retention,days}' as days
        from workflow w left join workflow_version v on v.org_id = w.org_id and v.workflow_id = w.id and v.version = w.live_version
        where w.org_id = ${orgId} and w.id = known.workflow_id
      ) said
    ) own on true`;
}
