-- Timers are walked in the order in which they are due, and the run of each is looked up by its key. A plan that was made while the tables
-- were small joined them, and took time that grew with the square of the runs that wait.

create or replace function due_timers(wanted_owner int, row_limit int)
returns table (org_id text, run_id text, step text, timer text, due_at timestamptz)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off set enable_sort = off as $$
  select t.org_id, t.run_id, t.step, t.timer, t.due_at
  from run_timer t
  where t.due_at <= now()
    and (select r.owner from run r where r.org_id = t.org_id and r.id = t.run_id and r.status in ('queued', 'running', 'waiting')) = wanted_owner
  order by t.due_at limit row_limit
$$;

create or replace function next_timer_due(wanted_owner int) returns timestamptz
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off set enable_sort = off as $$
  select t.due_at
  from run_timer t
  where t.due_at > now()
    and (select r.owner from run r where r.org_id = t.org_id and r.id = t.run_id and r.status in ('queued', 'running', 'waiting')) = wanted_owner
  order by t.due_at limit 1
$$;
