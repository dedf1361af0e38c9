-- Workflows: drafts, versions, what starts them, and the files that go in and out.
-- Documents are json, not jsonb: jsonb would put keys into an order of its own, and the order of fields is the author's.

create table workflow (
  org_id text not null,
  id text not null,
  project_id text not null,
  workspace_id text not null,
  name text not null,
  description text not null default '',
  draft json not null,
  draft_revision int not null default 1,
  live_version int,
  status text not null default 'draft' check (status in ('draft', 'live', 'archived')),
  archived_at timestamptz,
  created_by text not null,
  -- To the millisecond, which is what a cursor can say.
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (org_id, id),
  foreign key (org_id, project_id) references project,
  foreign key (org_id, workspace_id) references workspace
);
create index workflow_recent on workflow (org_id, updated_at desc, id desc);

-- Each accepted change of a draft. A client that repeats a change after a lost answer sends the same client_op_id.
create table workflow_op (
  org_id text not null,
  workflow_id text not null,
  revision int not null,
  patches json not null,
  inverse json not null,
  made_by text not null,
  client_op_id text,
  made_at timestamptz not null default now(),
  primary key (org_id, workflow_id, revision),
  unique (org_id, workflow_id, client_op_id),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);

-- Published copies. They never change; runs are pinned to them.
create table workflow_version (
  org_id text not null,
  workflow_id text not null,
  version int not null,
  document json not null,
  checksum text not null,
  note text not null default '',
  published_by text not null,
  published_at timestamptz not null default now(),
  primary key (org_id, workflow_id, version),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);

alter table workflow add constraint workflow_live_version
  foreign key (org_id, id, live_version) references workflow_version (org_id, workflow_id, version);

select arches_protect_table('workflow');
select arches_protect_table('workflow_op', 'select, insert');
select arches_protect_table('workflow_version', 'select, insert');

-- What starts a workflow from outside: rewritten at each publish.
create table webhook_route (
  org_id text not null,
  id text not null,
  workflow_id text not null,
  version int not null,
  node_id text not null,
  method text not null,
  path text not null,
  respond text not null check (respond in ('immediately', 'when_finished', 'respond_node')),
  is_live boolean not null default true,
  primary key (org_id, id),
  unique (org_id, workflow_id, node_id),
  foreign key (org_id, workflow_id, version) references workflow_version (org_id, workflow_id, version) on delete cascade
);
create unique index webhook_route_address on webhook_route (path, method);
comment on index webhook_route_address is 'global: a path is part of a public URL, which names no organisation; anyone can learn by calling it whether it is taken';
select arches_protect_table('webhook_route');

create table schedule (
  org_id text not null,
  id text not null,
  workflow_id text not null,
  version int not null,
  node_id text not null,
  cron text not null,
  timezone text not null,
  catch_up text not null default 'last' check (catch_up in ('none', 'last', 'all')),
  next_due timestamptz,
  is_live boolean not null default true,
  primary key (org_id, id),
  unique (org_id, workflow_id, node_id),
  foreign key (org_id, workflow_id, version) references workflow_version (org_id, workflow_id, version) on delete cascade
);
create index schedule_due on schedule (next_due) where is_live;
select arches_protect_table('schedule');

-- A workflow, or a change to one, that was worked out from a sentence and waits for Keep or Discard.
create table proposal (
  org_id text not null references organisation on delete cascade,
  id text not null,
  workflow_id text,
  sentence text not null,
  status text not null default 'open' check (status in ('open', 'kept', 'discarded')),
  body json not null,
  answers json not null default '{}',
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);
create index proposal_recent on proposal (org_id, id desc) where status = 'open';
select arches_protect_table('proposal');

-- What is known of a stored file; its bytes are in blob storage under storage_key.
create table file (
  org_id text not null references organisation on delete cascade,
  id text not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size >= 0),
  sha256 text not null,
  storage_key text not null,
  run_id text,
  created_by text,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index file_run on file (org_id, run_id) where run_id is not null;
select arches_protect_table('file');

-- Looking across tenants ----------------------------------------------------------------------------------------------------

select arches_open_to_lookup('webhook_route', 'select');
select arches_open_to_lookup('schedule', 'select');

create function find_webhook_route(wanted_method text, wanted_path text)
returns table (org_id text, workflow_id text, version int, node_id text, respond text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.org_id, r.workflow_id, r.version, r.node_id, r.respond
  from webhook_route r where r.path = wanted_path and r.method = wanted_method and r.is_live
$$;
select arches_publish_lookup('find_webhook_route(text, text)');

-- Schedules whose time has come by the database's clock, oldest first.
create function due_schedules(row_limit int)
returns table (org_id text, id text, workflow_id text, version int, node_id text, cron text, timezone text, catch_up text, next_due timestamptz, now timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.org_id, s.id, s.workflow_id, s.version, s.node_id, s.cron, s.timezone, s.catch_up, s.next_due, now()
  from schedule s where s.is_live and s.next_due <= now() order by s.next_due limit row_limit
$$;
select arches_publish_lookup('due_schedules(int)');

-- When the next schedule is due, to sleep until then.
create function next_schedule_due() returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select min(s.next_due) from schedule s where s.is_live
$$;
select arches_publish_lookup('next_schedule_due()');
