-- Who a session or a key speaks for, in one look: asked for at the beginning of each request.

alter table organisation add column timezone text not null default 'UTC';

-- A key has a role of its own, which never reaches further than its maker's.
alter table api_key add column role text not null default 'operator' check (role in ('owner', 'admin', 'builder', 'operator', 'viewer'));

select arches_open_to_lookup('session', 'select');
select arches_open_to_lookup('app_user', 'select');
select arches_open_to_lookup('project', 'select');
select arches_open_to_lookup('workspace', 'select');

-- The organisation that the session works in, or else the first one of its user. No row: signed out, expired, disabled or not a member any more.
create function find_session_principal(wanted_session_id text)
returns table (session_id text, user_id text, user_name text, email text, org_id text, organisation_name text, role text,
  project_id text, project_name text, workspace_id text, workspace_name text, expires_at timestamptz, last_seen_at timestamptz, now timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.id, u.name, u.email, o.org_id, o.name, m.role, p.id, p.name, w.id, w.name, s.expires_at, s.last_seen_at, now()
  from session s
  join app_user u on u.id = s.user_id and u.disabled_at is null
  join membership m on m.user_id = u.id
  join organisation o on o.org_id = m.org_id
  join workspace w on w.org_id = o.org_id
  join project p on p.org_id = w.org_id and p.id = w.project_id
  where s.id = wanted_session_id and s.revoked_at is null and s.expires_at > now()
  order by (m.org_id = s.active_org_id) desc nulls last, m.created_at, m.org_id, w.created_at, w.id
  limit 1
$$;
select arches_publish_lookup('find_session_principal(text)');

create function find_key_principal(wanted_hash text)
returns table (key_id text, key_role text, user_id text, user_name text, email text, org_id text, organisation_name text, role text,
  project_id text, project_name text, workspace_id text, workspace_name text, expires_at timestamptz, last_used_at timestamptz, now timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.role, u.id, u.name, u.email, o.org_id, o.name, m.role, p.id, p.name, w.id, w.name, k.expires_at, k.last_used_at, now()
  from api_key k
  join app_user u on u.id = k.created_by and u.disabled_at is null
  join membership m on m.org_id = k.org_id and m.user_id = k.created_by
  join organisation o on o.org_id = k.org_id
  join workspace w on w.org_id = o.org_id
  join project p on p.org_id = w.org_id and p.id = w.project_id
  where k.key_hash = wanted_hash and (k.expires_at is null or k.expires_at > now())
  order by w.created_at, w.id
  limit 1
$$;
select arches_publish_lookup('find_key_principal(text)');
