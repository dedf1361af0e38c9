-- Limits, lines and pauses: who may begin, and what keeps the others.

-- Times are to the millisecond, which is what the engine's clock can say.
alter table workflow add column paused_at timestamptz(3);
alter table workflow add column paused_by text;
-- What the runs under way do meanwhile.
alter table workflow add column paused_runs text check (paused_runs in ('finish', 'hold'));
create index workflow_paused on workflow (org_id, id) where paused_at is not null;

-- What an organisation's owner allows all of its live runs together; null: no limit.
create table run_limit (
  org_id text primary key references organisation on delete cascade,
  concurrency int check (concurrency > 0),
  rate_count int check (rate_count > 0),
  rate_seconds int check (rate_seconds > 0),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  check ((rate_count is null) = (rate_seconds is null))
);
select arches_protect_table('run_limit');

-- What outside services may be asked.
create table service_limit (
  org_id text not null references organisation on delete cascade,
  -- Such as host:api.example.com.
  service text not null,
  concurrency int check (concurrency > 0),
  per_second double precision check (per_second > 0),
  primary key (org_id, service)
);
select arches_protect_table('service_limit');

-- Runs that came while a limit or a pause held. `held`: in line. `released`: let in, and not known to have begun. `begun`: kept as long as a
-- rate looks back at it.
create table run_line (
  org_id text not null,
  run_id text not null,
  workflow_id text not null,
  state text not null default 'held' check (state in ('held', 'released', 'begun')),
  priority text not null check (priority in ('low', 'normal', 'high')),
  -- Its workflow's own limit.
  concurrency int,
  rate_count int,
  rate_seconds int,
  held_at timestamptz(3) not null,
  released_at timestamptz(3),
  keep_until timestamptz(3),
  primary key (org_id, run_id)
);
create index run_line_order on run_line (org_id, workflow_id, held_at, run_id) where state = 'held';
create index run_line_released on run_line (org_id, released_at) where released_at is not null;
select arches_protect_table('run_line');
select arches_open_to_lookup('run_line', 'select, delete');

-- A live run that its workflow's pause keeps from going on.
alter table run add column held_back boolean not null default false;
create index run_held_back on run (workflow_id, org_id, id) where held_back;

-- Outside services that keep failing and are left alone.
create table circuit (
  org_id text not null references organisation on delete cascade,
  service text not null,
  failures int not null,
  opened_at timestamptz(3) not null,
  next_try_at timestamptz(3) not null,
  error json not null,
  primary key (org_id, service)
);
select arches_protect_table('circuit');

-- When a run is deleted, its place in line is.
create function delete_line_of_runs() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from run_line l using gone g where l.org_id = g.org_id and l.run_id = g.id;
  return null;
end $$;
select arches_publish_lookup('delete_line_of_runs()');
create trigger delete_line_of_runs after delete on run referencing old table as gone for each statement execute function delete_line_of_runs();

-- Looking across tenants ----------------------------------------------------------------------------------------------------

do $$
declare
  target text;
begin
  foreach target in array array['run_limit', 'service_limit', 'circuit', 'workflow'] loop
    if not exists (select from pg_policies where schemaname = 'public' and tablename = target and policyname = 'lookup') then
      perform arches_open_to_lookup(target::regclass, 'select');
    end if;
  end loop;
end $$;

-- Organisations that have set a limit or paused a workflow: what every process keeps in memory.
create function admission_settings()
returns table (org_id text, concurrency int, rate_count int, rate_seconds int, services json, pauses json)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.org_id, l.concurrency, l.rate_count, l.rate_seconds,
    (select coalesce(json_agg(json_build_object('service', s.service, 'concurrency', s.concurrency, 'perSecond', s.per_second) order by s.service), '[]')
      from service_limit s where s.org_id = o.org_id),
    (select coalesce(json_agg(json_build_object('workflowId', w.id, 'at', (extract(epoch from w.paused_at) * 1000)::float8, 'runs', w.paused_runs) order by w.id), '[]')
      from workflow w where w.org_id = o.org_id and w.paused_at is not null)
  from (
    select r.org_id from run_limit r union select s.org_id from service_limit s union select w.org_id from workflow w where w.paused_at is not null
  ) o
  left join run_limit l on l.org_id = o.org_id
  order by o.org_id
$$;
select arches_publish_lookup('admission_settings()');

create function living_engine_owners() returns int
language sql stable set search_path = public, pg_temp as $$
  select count(*)::int from engine_owner o where engine_owner_lives(o.id)
$$;
revoke all on function living_engine_owners() from public;
grant execute on function living_engine_owners() to arches_app;
grant execute on function engine_owner_lives(int) to arches_app;

-- Organisations with runs in line or held back. A loose walk: one look into the index for each organisation, however long the lines are.
create function organisations_in_line() returns table (org_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive held as (
    (select l.org_id from run_line l order by l.org_id limit 1)
    union all
    select (select l.org_id from run_line l where l.org_id > h.org_id order by l.org_id limit 1) from held h where h.org_id is not null
  )
  select h.org_id from held h where h.org_id is not null
  union
  select r.org_id from run r where r.held_back and r.status in ('queued', 'running', 'waiting')
$$;
select arches_publish_lookup('organisations_in_line()');

-- Live runs at work, and those that have been let in, of everybody.
create function live_runs_at_work() returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select ((select count(*) from run r where r.status = 'running' and r.mode = 'live')
    + (select count(*) from run_line l where l.state = 'released'))::int
$$;
select arches_publish_lookup('live_runs_at_work()');

create function open_circuits() returns table (org_id text, service text, failures int, opened_at timestamptz, next_try_at timestamptz, error json)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.org_id, c.service, c.failures, c.opened_at, c.next_try_at, c.error from circuit c
$$;
select arches_publish_lookup('open_circuits()');
