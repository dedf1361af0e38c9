-- Named values of an organisation, which workflows read as vars.name. Not secret: runs carry them.
create table variable (
  org_id text not null references organisation on delete cascade,
  name text collate "C" not null check (name ~ '^[A-Za-z][A-Za-z0-9_]{0,63}$'),
  value json not null,
  description text not null default '',
  -- Account id.
  changed_by text not null,
  changed_at timestamptz(3) not null default now(),
  primary key (org_id, name)
);
select arches_protect_table('variable');
