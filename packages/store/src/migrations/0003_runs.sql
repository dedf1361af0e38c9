-- Runs: the journal, and the rows that screens read, written together in one transaction.
-- Values are json, not jsonb: they are written once and read whole, and come back exactly as they were.

-- The document that runs are pinned to, by its content: a published version, or a draft as it was when it was tested.
create table run_document (
  org_id text not null references organisation on delete cascade,
  hash text not null,
  document json not null,
  primary key (org_id, hash)
);
select arches_protect_table('run_document');

create table run (
  org_id text not null,
  -- Begins with time, so order by id is order by age.
  id text not null,
  project_id text not null,
  workspace_id text not null,
  workflow_id text not null,
  workflow_name text not null,
  -- Null for a draft.
  version int,
  mode text not null check (mode in ('live', 'test')),
  status text not null check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled')),
  trigger_kind text not null,
  created_by text,
  parent_run_id text,
  document_hash text not null,
  input json not null,
  output json,
  error json,
  reply json,
  -- Null when a price was unknown: unknown is not free.
  cost_usd double precision,
  waiting_for text,
  steps_total int not null default 0,
  steps_done int not null default 0,
  steps_failed int not null default 0,
  -- Number of the last journal event.
  last_seq int not null,
  -- Grows with each owner. An append that carries an older one is refused.
  epoch int not null,
  owner int,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, document_hash) references run_document
);
create index run_by_workflow on run (org_id, workflow_id, id);
create index run_unfinished on run (owner, id) where status in ('queued', 'running', 'waiting');
create index run_unfinished_by_status on run (org_id, status, id) where status in ('queued', 'running', 'waiting');
create index run_failed on run (org_id, id) where status = 'failed';
select arches_protect_table('run');

-- Facts about a run, in order. Rows are added and read, never changed.
create table run_event (
  org_id text not null,
  run_id text not null,
  seq int not null,
  at timestamptz not null,
  kind text not null,
  body json not null,
  primary key (org_id, run_id, seq),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('run_event', 'select, insert');

create table run_step (
  org_id text not null,
  run_id text not null,
  step text not null,
  node_id text not null,
  -- Order of first appearance.
  position int not null,
  status text not null check (status in ('pending', 'ready', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled')),
  attempts int not null,
  started_at timestamptz,
  ended_at timestamptz,
  cost_usd double precision,
  input json,
  output json,
  -- Ports, error, wait, usage, warnings: what only the step's own page shows.
  detail json not null,
  primary key (org_id, run_id, step),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('run_step');

create table run_timer (
  org_id text not null,
  run_id text not null,
  step text not null,
  timer text not null check (timer in ('retry', 'wait', 'deadline', 'run')),
  due_at timestamptz not null,
  primary key (org_id, run_id, step, timer),
  foreign key (org_id, run_id) references run on delete cascade
);
create index run_timer_due on run_timer (due_at);
select arches_protect_table('run_timer');

-- A person or an outside system is asked. The id of a callback is the secret in its address.
create table run_wait (
  org_id text not null,
  id text not null,
  run_id text not null,
  step text not null,
  node_id text not null,
  kind text not null check (kind in ('approval', 'callback')),
  title text not null default '',
  message text not null default '',
  assignees json not null default '[]',
  form json,
  data json,
  on_timeout text,
  opened_at timestamptz not null,
  deadline_at timestamptz,
  status text not null default 'open' check (status in ('open', 'approved', 'rejected', 'answered', 'expired', 'cancelled')),
  decided_by text,
  comment text,
  form_values json,
  closed_at timestamptz,
  primary key (org_id, id),
  unique (org_id, run_id, step),
  foreign key (org_id, run_id) references run on delete cascade
);
create index run_wait_open on run_wait (org_id, opened_at, id) where status = 'open';
create index run_wait_address on run_wait (id);
select arches_protect_table('run_wait');

-- One delivery, one run.
create table run_delivery (
  org_id text not null,
  workflow_id text not null,
  key text not null,
  run_id text not null,
  primary key (org_id, workflow_id, key),
  foreign key (org_id, run_id) references run on delete cascade
);
create index run_delivery_run on run_delivery (org_id, run_id);
select arches_protect_table('run_delivery');

-- Values too large for journal and rows: JSON as text.
create table run_value (
  org_id text not null,
  run_id text not null,
  id text not null,
  -- Bytes.
  size int not null,
  body text not null,
  primary key (org_id, run_id, id),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('run_value', 'select, insert');

-- Owners: the processes that carry runs out. One is alive as long as its session holds the advisory lock of its number, so a killed
-- process is known to be dead at once, and nobody renews anything.
create sequence engine_owner_number as int;
create table engine_owner (
  id int primary key,
  started_at timestamptz not null default now()
);
grant usage on sequence engine_owner_number to arches_app;
grant select, insert on engine_owner to arches_app;

create function engine_owner_lives(owner_id int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_locks
    where locktype = 'advisory' and classid = 1634886504 and objid = owner_id::oid and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database()))
$$;

-- Looking across tenants ----------------------------------------------------------------------------------------------------

select arches_open_to_lookup('run', 'select, update');
select arches_open_to_lookup('run_timer', 'select');
select arches_open_to_lookup('run_wait', 'select');
grant select, delete on engine_owner to arches_lookup;

-- Takes unfinished runs that nobody alive owns, oldest first; any number of processes may ask at once.
create function claim_runs(new_owner int, row_limit int) returns table (org_id text, run_id text, epoch int, status text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  dead int[] := array(select o.id from engine_owner o where o.id <> new_owner and not engine_owner_lives(o.id));
  taken int;
begin
  return query
    with free as (
      select r.org_id, r.id from run r
      where r.status in ('queued', 'running', 'waiting') and (r.owner = any (dead) or r.owner is null)
      order by r.id limit row_limit for update skip locked
    )
    update run r set owner = new_owner, epoch = r.epoch + 1 from free
    where r.org_id = free.org_id and r.id = free.id
    returning r.org_id, r.id, r.epoch, r.status;
  get diagnostics taken = row_count;
  if taken = 0 then
    delete from engine_owner o
    where o.id = any (dead) and not exists (select from run r where r.owner = o.id and r.status in ('queued', 'running', 'waiting'));
  end if;
end $$;
select arches_publish_lookup('claim_runs(int, int)');

-- Timers of an owner's runs whose time has come by the database's clock, earliest first.
create function due_timers(wanted_owner int, row_limit int)
returns table (org_id text, run_id text, step text, timer text, due_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.org_id, t.run_id, t.step, t.timer, t.due_at
  from run_timer t join run r on r.org_id = t.org_id and r.id = t.run_id
  where t.due_at <= now() and r.owner = wanted_owner and r.status in ('queued', 'running', 'waiting')
  order by t.due_at limit row_limit
$$;
select arches_publish_lookup('due_timers(int, int)');

create function next_timer_due(wanted_owner int) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select t.due_at
  from run_timer t join run r on r.org_id = t.org_id and r.id = t.run_id
  where t.due_at > now() and r.owner = wanted_owner and r.status in ('queued', 'running', 'waiting')
  order by t.due_at limit 1
$$;
select arches_publish_lookup('next_timer_due(int)');

-- What a callback's address leads to.
create function find_run_wait(wanted_id text) returns table (org_id text, run_id text, step text, kind text, status text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.org_id, w.run_id, w.step, w.kind, w.status from run_wait w where w.id = wanted_id
$$;
select arches_publish_lookup('find_run_wait(text)');

-- Refuses a flush that would write to runs of another owner, or start one that a delivery has started: nothing of it is kept, and the
-- hint says which, so that the rest can be written without them.
create function refuse_unless_written(wanted text[], written text[]) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  missing text[] := array(select w from unnest(wanted) w except select w from unnest(written) w);
begin
  if cardinality(missing) > 0 then
    raise exception 'runs not written' using errcode = 'AR001', detail = array_to_json(missing)::text;
  end if;
  return coalesce(cardinality(written), 0);
end $$;
