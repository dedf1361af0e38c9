-- How long data is kept, how much of it, and who uses what.
--
-- The bulky parts of runs (events, large values) lie in partitions of one week each, by the run's id, which begins with the time: all that
-- a run wrote lies together, however long it took, and a week that nobody keeps any more is dropped instead of deleted. Rows of steps are
-- changed again and again, which costs too much on a partitioned table (docs/decisions/0010), so they are deleted. What fits no week (a
-- clock that was far off, a week nobody prepared) goes to a partition for the rest, so that nothing is ever refused.

create or replace function arches_open_to_lookup(target regclass, privileges text) returns void
language plpgsql as $$
begin
  execute format('grant %s on %s to arches_lookup', privileges, target);
  if (select relrowsecurity from pg_class where oid = target) and not exists (select from pg_policy where polrelid = target and polname = 'lookup') then
    execute format('create policy lookup on %s to arches_lookup using (true)', target);
  end if;
end $$;

-- Ids are compared byte by byte, the same on every server, as bounds of partitions must be.
alter table run alter column id type text collate "C";
alter table run_event alter column run_id type text collate "C";
alter table run_step alter column run_id type text collate "C";
alter table run_value alter column run_id type text collate "C";

-- What a run keeps: journal and steps, values that were too large for them, files. Bytes of their text, as the engine counted them.
alter table run add column journal_bytes bigint not null default 0, add column value_bytes bigint not null default 0,
  add column file_bytes bigint not null default 0;

-- The smallest id of a run that was made at this moment or later.
create function run_id_at(moment timestamptz) returns text
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
  rest bigint := floor(extract(epoch from moment) * 1000);
  digits text := '';
begin
  for place in 1..9 loop
    digits := substr('0123456789abcdefghjkmnpqrstvwxyz', (rest & 31)::int + 1, 1) || digits;
    rest := rest >> 5;
  end loop;
  return 'run_' || digits;
end $$;

-- Partitions are reached through their parents alone: nobody is granted anything on them, and they are protected all the same.
create function arches_protect_partition(target regclass) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (org_id = any (string_to_array(current_setting(''arches.org_ids'', true), '','')))', target);
end $$;
revoke all on function arches_protect_partition(regclass) from public;

-- Makes the partitions of a week, unless they are there. A week whose runs have begun to lie with the rest stays there.
create function make_run_partitions(week date) returns int
language plpgsql set search_path = public, pg_temp as $$
declare
  parent text;
  part text;
  made int := 0;
begin
  foreach parent in array array['run_event', 'run_value'] loop
    part := parent || '_' || to_char(week, 'YYYYMMDD');
    continue when to_regclass(part) is not null;
    begin
      execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent,
        run_id_at(week::timestamp at time zone 'UTC'), run_id_at((week + 7)::timestamp at time zone 'UTC'));
      perform arches_protect_partition(part::regclass);
      made := made + 1;
    exception when check_violation then null;
    end;
  end loop;
  return made;
end $$;
revoke all on function make_run_partitions(date) from public;

do $$
declare
  parent text;
  week date;
  index_text text;
  index_texts text[] := array(
    select pg_get_indexdef(i.indexrelid) from pg_index i
    where i.indrelid in ('run_event'::regclass, 'run_value'::regclass) and not i.indisprimary);
begin
  foreach parent in array array['run_event', 'run_value'] loop
    execute format('alter table %I rename to %I', parent, parent || '_flat');
    execute format('alter table %1$I rename constraint %2$I to %1$s_pkey', parent || '_flat', parent || '_pkey');
    execute format('create table %I (like %I including defaults including constraints) partition by range (run_id)', parent, parent || '_flat');
  end loop;
  alter table run_event add primary key (org_id, run_id, seq);
  alter table run_value add primary key (org_id, run_id, id);
  foreach parent in array array['run_event', 'run_value'] loop
    execute format('create table %I partition of %I default', parent || '_rest', parent);
    perform arches_protect_partition((parent || '_rest')::regclass);
  end loop;
  -- Forced row-level security binds the owner as well: he would see none of the rows that he moves.
  alter table run no force row level security;
  alter table run disable row level security;
  for week in select distinct date_trunc('week', created_at at time zone 'UTC')::date from run where id >= 'run_1'
  loop
    perform make_run_partitions(week);
  end loop;
  alter table run enable row level security;
  alter table run force row level security;
  for week in select date_trunc('week', now() at time zone 'UTC')::date + 7 * n from generate_series(0, 4) n loop
    perform make_run_partitions(week);
  end loop;
  foreach parent in array array['run_event', 'run_value'] loop
    execute format('alter table %I disable row level security', parent || '_flat');
    execute format('insert into %I select * from %I', parent, parent || '_flat');
    execute format('drop table %I', parent || '_flat');
    perform arches_protect_table(parent::regclass, 'select, insert');
    perform arches_open_to_lookup(parent::regclass, 'select, delete');
  end loop;
  foreach index_text in array index_texts loop
    execute index_text;
  end loop;
end $$;

-- Weeks, made ahead and dropped when empty ------------------------------------------------------------------------------------

create function any_run_between(from_id text, to_id text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from organisation o where exists (select from run r where r.org_id = o.org_id and r.id >= from_id and r.id < to_id))
$$;
select arches_publish_lookup('any_run_between(text, text)');
do $$ begin execute format('grant execute on function any_run_between(text, text) to %I', current_user); end $$;

-- This week and the next ones. Waits a little for the tables and gives up rather than make others wait: it is asked again within the hour.
create function prepare_run_weeks(ahead int default 4) returns int
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  made int := 0;
begin
  for n in 0..least(ahead, 52) loop
    made := made + make_run_partitions(date_trunc('week', now() at time zone 'UTC')::date + 7 * n);
  end loop;
  return made;
end $$;

-- Weeks that have partitions and are over, oldest first, with the ids that lie in them.
create function past_run_weeks() returns table (week date, from_id text, to_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.week, run_id_at(w.week::timestamp at time zone 'UTC'), run_id_at((w.week + 7)::timestamp at time zone 'UTC')
  from (
    select to_date(right(c.relname, 8), 'YYYYMMDD') as week
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('run_event'::regclass, 'run_value'::regclass) and c.relname ~ '_\d{8}$'
    -- Of a week that only one of them has, rows of the other lie among the rest, and go with their runs.
    group by 1 having count(*) = 2
  ) w
  where (w.week + 9)::timestamp at time zone 'UTC' < now()
  order by w.week
$$;

-- Drops the partitions of a week in which no run is left; false when there is one. Checked once more with the tables held, so that a run
-- that somebody writes in this moment is not lost.
create function drop_run_week(wanted date) returns boolean
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  span record;
begin
  select * into span from past_run_weeks() p where p.week = wanted;
  if not found or any_run_between(span.from_id, span.to_id) then return false; end if;
  lock table run_event, run_value in access exclusive mode;
  if any_run_between(span.from_id, span.to_id) then return false; end if;
  execute format('drop table if exists %I, %I', 'run_event_' || to_char(wanted, 'YYYYMMDD'), 'run_value_' || to_char(wanted, 'YYYYMMDD'));
  return true;
end $$;

revoke all on function prepare_run_weeks(int), past_run_weeks(), drop_run_week(date) from public;
grant execute on function prepare_run_weeks(int), past_run_weeks(), drop_run_week(date) to arches_app;

-- Who uses what ---------------------------------------------------------------------------------------------------------------

-- An organisation's own rules, and its total. Null: the installation's default, or no limit.
create table organisation_storage (
  org_id text primary key references organisation on delete cascade,
  live_days int check (live_days between 1 and 36500),
  test_days int check (test_days between 1 and 36500),
  budget_bytes bigint check (budget_bytes > 0),
  kept_bytes bigint not null default 0,
  cleaned_at timestamptz,
  -- What the last clean-up that found something did.
  last_clean_up json,
  updated_at timestamptz not null default now()
);
select arches_protect_table('organisation_storage');

-- What the runs of one workflow that began on one day (UTC) keep.
create table storage_day (
  org_id text not null references organisation on delete cascade,
  workflow_id text not null,
  mode text not null check (mode in ('live', 'test')),
  day date not null,
  runs bigint not null default 0,
  journal_bytes bigint not null default 0,
  value_bytes bigint not null default 0,
  file_bytes bigint not null default 0,
  primary key (org_id, workflow_id, mode, day)
);
create index storage_day_by_day on storage_day (day, org_id);
select arches_protect_table('storage_day');

-- Files that came from outside and runs that work with them: such a file goes with the last of its runs.
create table run_file (
  org_id text not null,
  file_id text not null,
  run_id text collate "C" not null,
  primary key (org_id, file_id, run_id),
  foreign key (org_id, file_id) references file on delete cascade
);
create index run_file_run on run_file (org_id, run_id);
select arches_protect_table('run_file');

-- Blobs without a file: written down in the transaction that deletes the file, so that none is forgotten.
create table blob_trash (
  -- Of an organisation that may be gone itself.
  org_id text not null,
  storage_key text not null,
  size bigint not null,
  thrown_at timestamptz not null default now(),
  primary key (org_id, storage_key)
);
select arches_protect_table('blob_trash');

-- Work that one process does for all of them, and when it was last begun, by the database's clock.
create table housekeeping (
  task text primary key,
  begun_at timestamptz not null default now()
);
grant select, insert, update on housekeeping to arches_app;

-- Test runs are few among many and go sooner.
create index run_test on run (workflow_id, org_id, id) where mode = 'test';

-- Deleting runs ---------------------------------------------------------------------------------------------------------------

alter table file alter column run_id type text collate "C";
select arches_open_to_lookup('file', 'select, delete');
select arches_open_to_lookup('run_file', 'select, delete');
select arches_open_to_lookup('blob_trash', 'select, insert');
select arches_open_to_lookup('storage_day', 'select, update, delete');
select arches_open_to_lookup('organisation_storage', 'select, update');
select arches_open_to_lookup('workflow', 'select');

create function throw_blobs_away() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into blob_trash (org_id, storage_key, size) select g.org_id, g.storage_key, g.size from gone g on conflict do nothing;
  return null;
end $$;
select arches_publish_lookup('throw_blobs_away()');
create trigger throw_blobs_away after delete on file referencing old table as gone for each statement execute function throw_blobs_away();

-- Blobs to delete, of all organisations.
create function thrown_blobs(row_limit int) returns table (org_id text, storage_key text, size bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select b.org_id, b.storage_key, b.size from blob_trash b order by b.thrown_at limit row_limit
$$;
select arches_publish_lookup('thrown_blobs(int)');

drop trigger delete_parts_of_runs on run;
drop function delete_parts_of_runs();

-- All that belongs to runs goes with them. Keys are looked up one by one: without statistics a plan might walk whole tables.
-- With arches.week_is_dropped the bulky parts stay: their partitions are about to be dropped.
create function delete_parts_of_runs() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  orgs text[] := array(select distinct g.org_id from gone g);
  ids text[] := array(select g.id from gone g);
  candidates text[];
begin
  if coalesce(current_setting('arches.week_is_dropped', true), '') <> 'yes' then
    delete from run_event p where p.org_id = any (orgs) and p.run_id = any (ids);
    delete from run_value p where p.org_id = any (orgs) and p.run_id = any (ids);
  end if;
  delete from run_step p where p.org_id = any (orgs) and p.run_id = any (ids);
  delete from run_timer p where p.org_id = any (orgs) and p.run_id = any (ids);
  delete from run_wait p where p.org_id = any (orgs) and p.run_id = any (ids);
  delete from run_delivery p where p.org_id = any (orgs) and p.run_id = any (ids);
  delete from run_inbox p where p.org_id = any (orgs) and p.run_id = any (ids);

  with unused as (
    delete from run_file p where p.org_id = any (orgs) and p.run_id = any (ids) returning p.file_id
  ) select array_agg(distinct u.file_id) into candidates from unused u;
  delete from file f
  where f.org_id = any (orgs) and (f.run_id = any (ids) or f.id = any (candidates))
    -- Its own run is still there, or another one works with it, or a workflow's pinned sample is it.
    and (f.run_id is null or f.run_id = any (ids) or not exists (select from run r where r.org_id = f.org_id and r.id = f.run_id))
    and not exists (select from run_file o where o.org_id = f.org_id and o.file_id = f.id)
    and (f.run_id is not null or not exists (select from workflow w where w.org_id = f.org_id and strpos(w.draft::text, f.id) > 0));

  with lost as (
    select g.org_id, g.workflow_id, g.mode, (g.created_at at time zone 'UTC')::date as day, count(*) as runs, sum(g.journal_bytes) as journal,
      sum(g.value_bytes) as value, sum(g.file_bytes) as file
    from gone g group by 1, 2, 3, 4
  ), days as (
    update storage_day s set runs = greatest(s.runs - l.runs, 0), journal_bytes = greatest(s.journal_bytes - l.journal, 0),
      value_bytes = greatest(s.value_bytes - l.value, 0), file_bytes = greatest(s.file_bytes - l.file, 0)
    from lost l where s.org_id = l.org_id and s.workflow_id = l.workflow_id and s.mode = l.mode and s.day = l.day
  )
  update organisation_storage t set kept_bytes = greatest(t.kept_bytes - x.bytes, 0)
  from (select l.org_id, sum(l.journal + l.value + l.file) as bytes from lost l group by 1) x where t.org_id = x.org_id;
  delete from storage_day s where s.org_id = any (orgs) and s.runs = 0;
  return null;
end $$;
select arches_publish_lookup('delete_parts_of_runs()');
create trigger delete_parts_of_runs after delete on run referencing old table as gone for each statement execute function delete_parts_of_runs();
