-- Figures of ended live runs, counted up in the transaction that ends them, so that reading them costs the same however many there were.
-- Each process counts in rows of its own (`shard`), so that none waits for another.
create table run_quarter (
  org_id text not null references organisation on delete cascade,
  -- Beginning of the quarter of an hour in which the runs ended: a day of any time zone is made of whole ones.
  at timestamptz not null,
  shard smallint not null,
  done int not null default 0,
  failed int not null default 0,
  spent_usd double precision not null default 0,
  primary key (org_id, at, shard)
);

-- How long runs took that succeeded: how many lie between 1.02 ^ bucket and 1.02 ^ (bucket + 1) milliseconds.
create table run_pace (
  org_id text not null references organisation on delete cascade,
  -- UTC.
  day date not null,
  bucket smallint not null,
  shard smallint not null,
  runs int not null default 0,
  primary key (org_id, day, bucket, shard)
);

-- Names that workflows had when they were run: runs are searched by them.
create table run_name (
  org_id text not null references organisation on delete cascade,
  workflow_id text not null,
  name text not null,
  primary key (org_id, workflow_id, name)
);

-- Forced row-level security binds the owner as well: he would see none of the rows that he counts.
alter table run no force row level security;
alter table run disable row level security;
insert into run_quarter (org_id, at, shard, done, failed, spent_usd)
select org_id, to_timestamp(floor(extract(epoch from ended_at) / 900) * 900), 0, count(*) filter (where status = 'succeeded'),
  count(*) filter (where status = 'failed'), coalesce(sum(cost_usd), 0)
from run where mode = 'live' and ended_at > now() - interval '60 days' group by 1, 2;
insert into run_pace (org_id, day, bucket, shard, runs)
select org_id, (ended_at at time zone 'UTC')::date, floor(ln(greatest(extract(epoch from ended_at - started_at) * 1000, 1)) / ln(1.02))::int, 0, count(*)
from run where mode = 'live' and status = 'succeeded' and started_at is not null and ended_at > now() - interval '60 days' group by 1, 2, 3;
insert into run_name (org_id, workflow_id, name) select distinct org_id, workflow_id, workflow_name from run;
alter table run enable row level security;
alter table run force row level security;

select arches_protect_table('run_quarter');
select arches_protect_table('run_pace');
select arches_protect_table('run_name');
