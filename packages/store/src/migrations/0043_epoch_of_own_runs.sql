-- An owner that asks which runs are its own may have a copy of one from before it lost the run and took it again; the epoch tells.
drop function runs_under_way(int);
create function runs_under_way(wanted_owner int) returns table (org_id text, run_id text, epoch int)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.org_id, r.id, r.epoch from run r where r.owner = wanted_owner and r.status = 'running'
$$;
select arches_publish_lookup('runs_under_way(int)');

drop function runs_without_child(int, int);
create function runs_without_child(wanted_owner int, row_limit int) returns table (org_id text, run_id text, epoch int)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
  select w.org_id, w.run_id, (select r.epoch from run r where r.org_id = w.org_id and r.id = w.run_id) from run_wait w
  where w.kind = 'child' and w.status = 'open'
    and (select r.owner from run r where r.org_id = w.org_id and r.id = w.run_id) = wanted_owner
    and not exists (
      select from run c where c.parent_run_id = w.run_id and c.org_id = w.org_id and c.parent_step = w.step
        and c.status in ('queued', 'running', 'waiting'))
  limit row_limit
$$;
select arches_publish_lookup('runs_without_child(int, int)');
