-- Runs of an owner that are under way and do not wait. It asks when it may have missed one: a claim whose reply was lost, a run that could
-- not be loaded.
create function runs_under_way(wanted_owner int) returns table (org_id text, run_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.org_id, r.id from run r where r.owner = wanted_owner and r.status = 'running'
$$;
select arches_publish_lookup('runs_under_way(int)');
