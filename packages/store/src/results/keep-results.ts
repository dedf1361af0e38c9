/**
 * The youngest result under a name counts. Rows are written in the order of their names, so that two processes that keep the same ones wait
 * for each other instead of both being refused.
 */
export const keepResults = `
insert into step_cache as kept (org_id, key, workflow_id, run_id, step, made_at, expires_at)
select distinct on (o, k) o, k, (select r.workflow_id from run r where r.org_id = o and r.id = x.r), x.r, s,
  to_timestamp(t / 1000.0), to_timestamp((t + d) / 1000.0)
from json_to_recordset($1::json) as x(o text, r text, k text, s text, t float8, d float8)
order by o, k, t desc
on conflict (org_id, key) do update set workflow_id = excluded.workflow_id, run_id = excluded.run_id, step = excluded.step,
  made_at = excluded.made_at, expires_at = excluded.expires_at
where kept.made_at <= excluded.made_at`;
