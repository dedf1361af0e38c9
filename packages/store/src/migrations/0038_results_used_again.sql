-- Results of steps that may be used again. The result itself is the step's own row (its large values the run's own values): an entry only says by
-- which name it is found and for how long, so nothing is kept twice, and an entry goes with the run that made it.
create table step_cache (
  org_id text not null,
  -- Digest of everything that the result depends on.
  key text collate "C" not null,
  workflow_id text not null,
  run_id text collate "C" not null,
  step text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, key),
  foreign key (org_id, run_id) references run on delete cascade
);
create index step_cache_run on step_cache (org_id, run_id);
create index step_cache_workflow on step_cache (org_id, workflow_id);
create index step_cache_expiry on step_cache (org_id, expires_at);
select arches_protect_table('step_cache');
