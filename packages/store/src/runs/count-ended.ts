import { at } from './column-words.ts';

/** Every process counts in one of so many rows; two seldom meet in one, where one would wait for the other's commit. */
export const shards = 16;

/** Each bucket's runs took up to two parts in a hundred longer than those of the one before. */
export const paceStep = 1.02;

const counted = `pace as (
  insert into run_pace as kept (org_id, day, bucket, shard, runs)
  select org_id, (ended_at at time zone 'UTC')::date, floor(ln(greatest(ms, 1)) / ln(${paceStep}))::int, $2::int, count(*)
  from ended where status = 'succeeded' and ms is not null group by 1, 2, 3 order by 1, 2, 3
  on conflict (org_id, day, bucket, shard) do update set runs = kept.runs + excluded.runs
)
insert into run_quarter as kept (org_id, at, shard, done, failed, spent_usd)
select org_id, to_timestamp(floor(extract(epoch from ended_at) / 900) * 900), $2::int, count(*) filter (where status = 'succeeded'),
  count(*) filter (where status = 'failed'), coalesce(sum(cost_usd), 0)
from ended group by 1, 2 order by 1, 2
on conflict (org_id, at, shard) do update set done = kept.done + excluded.done, failed = kept.failed + excluded.failed,
  spent_usd = kept.spent_usd + excluded.spent_usd`;

/** Adds runs that have just ended to the figures of their organisation. In order, so that two flushes cannot wait for each other. */
export const countEnded = `
with ended as materialized (
  select k.org_id, k.status, k.cost_usd, k.ended_at, extract(epoch from k.ended_at - k.started_at) * 1000 as ms
  from json_to_recordset($1::json) as x(o text, r text)
  cross join lateral (select * from run where org_id = o and id = r offset 0) k
  where k.mode = 'live' and k.ended_at is not null
), ${counted}`;

/** The same of runs that began and ended in one flush, which brings all there is to know of them. */
export const countEndedAtOnce = `
with ended as materialized (
  select o as org_id, status, cost as cost_usd, ${at('ended')} as ended_at, ended - started as ms
  from json_to_recordset($1::json) as x(o text, status text, cost float8, started float8, ended float8)
), ${counted}`;

/** What workflows were called when they were run. */
export const noteNames = `
insert into run_name (org_id, workflow_id, name)
select distinct o, w, n from json_to_recordset($1::json) as x(o text, w text, n text)
on conflict do nothing`;
