-- Organisations, people, sign-in, keys: who may do what.
--
-- Tenancy, for every table that is added here or later:
--   * a tenant's table has org_id, first in its primary key, in every unique index and in every foreign key to another tenant's
--     table, and ends with: select arches_protect_table('name');
--   * what must look across tenants (a session by its hash, a webhook by its path) is a security definer function that returns
--     little and belongs to arches_lookup: select arches_publish_lookup('name(argument types)');
--     the tables that it reads need: select arches_open_to_lookup('table', 'select');
-- The program checks all this at each start and refuses to run otherwise.

create extension if not exists vector;

do $$
begin
  -- The application runs as arches_app, which owns nothing. arches_lookup owns the functions that look across tenants.
  if not exists (select from pg_roles where rolname = 'arches_app') then
    create role arches_app nologin nosuperuser nobypassrls noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'arches_lookup') then
    create role arches_lookup nologin nosuperuser nobypassrls noinherit;
  end if;
exception
  -- Roles belong to the whole server: another database's first start may have made them just now.
  when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  if not pg_has_role(current_user, 'arches_app', 'usage') then
    execute format('grant arches_app to %I', current_user);
  end if;
  if not pg_has_role(current_user, 'arches_lookup', 'usage') then
    execute format('grant arches_lookup to %I', current_user);
  end if;
end $$;

grant usage on schema public to arches_app, arches_lookup;

create function arches_protect_table(target regclass, privileges text default 'select, insert, update, delete') returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (org_id = any (string_to_array(current_setting(''arches.org_ids'', true), '','')))', target);
  execute format('grant %s on %s to arches_app', privileges, target);
end $$;

create function arches_open_to_lookup(target regclass, privileges text) returns void
language plpgsql as $$
begin
  execute format('grant %s on %s to arches_lookup', privileges, target);
  if (select relrowsecurity from pg_class where oid = target) then
    execute format('create policy lookup on %s to arches_lookup using (true)', target);
  end if;
end $$;

create function arches_publish_lookup(signature text) returns void
language plpgsql as $$
begin
  grant create on schema public to arches_lookup;
  execute format('revoke all on function %s from public', signature);
  execute format('grant execute on function %s to arches_app', signature);
  execute format('alter function %s owner to arches_lookup', signature);
  revoke create on schema public from arches_lookup;
end $$;

revoke all on function arches_protect_table(regclass, text), arches_open_to_lookup(regclass, text), arches_publish_lookup(text) from public;

-- Organisation, project, workspace ------------------------------------------------------------------------------------------

create table organisation (
  org_id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);
select arches_protect_table('organisation');

create table project (
  org_id text not null references organisation on delete cascade,
  id text not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);
select arches_protect_table('project');

create table workspace (
  org_id text not null,
  id text not null,
  project_id text not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, project_id) references project on delete cascade
);
create index workspace_project on workspace (org_id, project_id);
select arches_protect_table('workspace');

-- People: they may belong to several organisations, so these tables belong to none ------------------------------------------

create table app_user (
  id text primary key,
  email text not null,
  name text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create unique index app_user_email on app_user (lower(email));

create table credential (
  user_id text primary key references app_user on delete cascade,
  password_hash text not null,
  updated_at timestamptz not null default now()
);

-- One sign-in on one device. Its refresh tokens follow one another; a used one that comes again ends the session.
create table session (
  id text primary key,
  user_id text not null references app_user on delete cascade,
  active_org_id text,
  user_agent text,
  ip text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_user_live on session (user_id, created_at) where revoked_at is null;

create table refresh_token (
  token_hash text primary key,
  session_id text not null references session on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- The link that makes the first owner: one row at most, and once completed never again.
create table setup_state (
  only_row boolean primary key default true check (only_row),
  token_hash text,
  created_at timestamptz not null default now(),
  completed_at timestamptz
);

grant select, insert, update, delete on app_user, credential, session, refresh_token, setup_state to arches_app;

-- Membership and keys -------------------------------------------------------------------------------------------------------

create table membership (
  org_id text not null references organisation on delete cascade,
  user_id text not null references app_user on delete cascade,
  role text not null check (role in ('owner', 'admin', 'builder', 'operator', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create index membership_user on membership (user_id);
select arches_protect_table('membership');

create table invitation (
  org_id text not null references organisation on delete cascade,
  id text not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'builder', 'operator', 'viewer')),
  token_hash text not null,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  primary key (org_id, id)
);
create unique index invitation_open_email on invitation (org_id, lower(email)) where accepted_at is null;
create index invitation_token on invitation (token_hash);
select arches_protect_table('invitation');

create table api_key (
  org_id text not null references organisation on delete cascade,
  id text not null,
  name text not null,
  prefix text not null,
  key_hash text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  primary key (org_id, id),
  -- A key acts for its maker: it goes when they leave.
  foreign key (org_id, created_by) references membership (org_id, user_id) on delete cascade
);
create index api_key_hash on api_key (key_hash);
select arches_protect_table('api_key');

-- Settings of an organisation -----------------------------------------------------------------------------------------------

create table mail_settings (
  org_id text primary key references organisation on delete cascade,
  host text not null,
  port int not null check (port between 1 and 65535),
  security text not null check (security in ('none', 'starttls', 'tls')),
  username text,
  password_sealed text,
  from_address text not null,
  updated_at timestamptz not null default now()
);
select arches_protect_table('mail_settings');

create table model_provider (
  org_id text not null references organisation on delete cascade,
  id text not null,
  kind text not null check (kind in ('openai_compatible', 'anthropic', 'ollama')),
  name text not null,
  base_url text,
  model text not null,
  secret_sealed text,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index model_provider_default on model_provider (org_id) where is_default;
select arches_protect_table('model_provider');

-- What happened: rows are added and read, never changed ---------------------------------------------------------------------

create table audit_event (
  org_id text not null references organisation on delete cascade,
  id text not null,
  at timestamptz not null default now(),
  category text not null check (category in ('authentication', 'authorization', 'data_access', 'workflow_execution', 'ai_generation', 'configuration')),
  action text not null,
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'system', 'anonymous')),
  actor_id text,
  target_kind text,
  target_id text,
  details json not null default '{}',
  ip text,
  primary key (org_id, id)
);
select arches_protect_table('audit_event', 'select, insert');

-- Looking across tenants ----------------------------------------------------------------------------------------------------

select arches_open_to_lookup('organisation', 'select');
select arches_open_to_lookup('membership', 'select');
select arches_open_to_lookup('invitation', 'select');
select arches_open_to_lookup('api_key', 'select');

-- Every organisation's id: for work that the program does for all of them.
create function list_organisation_ids() returns table (org_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.org_id from organisation o order by o.org_id
$$;
select arches_publish_lookup('list_organisation_ids()');

create function memberships_of_user(wanted_user_id text) returns table (org_id text, organisation_name text, role text)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.org_id, o.name, m.role from membership m join organisation o on o.org_id = m.org_id
  where m.user_id = wanted_user_id order by m.created_at, m.org_id
$$;
select arches_publish_lookup('memberships_of_user(text)');

create function find_api_key(wanted_hash text) returns table (org_id text, id text, user_id text, role text, expires_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.org_id, k.id, k.created_by, m.role, k.expires_at, k.last_used_at
  from api_key k join membership m on m.org_id = k.org_id and m.user_id = k.created_by
  where k.key_hash = wanted_hash
$$;
select arches_publish_lookup('find_api_key(text)');

create function find_invitation(wanted_hash text)
returns table (org_id text, organisation_name text, id text, email text, role text, expires_at timestamptz, accepted_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.org_id, o.name, i.id, i.email, i.role, i.expires_at, i.accepted_at
  from invitation i join organisation o on o.org_id = i.org_id
  where i.token_hash = wanted_hash
$$;
select arches_publish_lookup('find_invitation(text)');
