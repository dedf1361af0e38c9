-- What starts workflows: schedules in rules as well as cron, and a ledger of what was expected and what was seen.

-- `spec` is {cron?, rules?}; `delay_ms` is the schedule's own share of its spread; `next_fire` is next_due with that delay.
alter table schedule add column spec json;
update schedule set spec = json_build_object('cron', cron);
alter table schedule alter column spec set not null;
alter table schedule drop column cron;
alter table schedule add column catch_up_limit int not null default 100 check (catch_up_limit between 1 and 1000);
alter table schedule add column delay_ms int not null default 0 check (delay_ms >= 0);
alter table schedule add column next_fire timestamptz;
update schedule set next_fire = next_due;
drop index schedule_due;
create index schedule_fire on schedule (next_fire) where is_live;

drop function due_schedules(int);
create function due_schedules(row_limit int)
returns table (org_id text, id text, workflow_id text, version int, node_id text, spec json, timezone text, catch_up text, catch_up_limit int,
  delay_ms int, next_due timestamptz, now timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.org_id, s.id, s.workflow_id, s.version, s.node_id, s.spec, s.timezone, s.catch_up, s.catch_up_limit, s.delay_ms, s.next_due, now()
  from schedule s where s.is_live and s.next_fire <= now() order by s.next_fire limit row_limit
$$;
select arches_publish_lookup('due_schedules(int)');

-- How long until the next schedule is due, by the database's clock.
drop function next_schedule_due();
create function ms_until_next_schedule() returns double precision
language sql stable security definer set search_path = public, pg_temp as $$
  select extract(epoch from min(s.next_fire) - now())::double precision * 1000 from schedule s where s.is_live
$$;
select arches_publish_lookup('ms_until_next_schedule()');

-- `expect_every_s`: silence longer than this is told. `live_since` outlives publishing.
alter table webhook_route add column expect_every_s int check (expect_every_s > 0);
alter table webhook_route add column live_since timestamptz not null default now();

-- One due time of one schedule: the schedule is the workflow's node, whatever version is live.
create table trigger_tick (
  org_id text not null,
  workflow_id text not null,
  node_id text not null,
  due_at timestamptz not null,
  id text not null,
  status text not null check (status in ('fired', 'missed', 'filled')),
  -- Why it was missed; `policy` is the catch-up policy that held then.
  reason text check (reason in ('was_down', 'paused', 'refused')),
  policy text check (policy in ('none', 'last', 'all')),
  note text,
  run_id text,
  -- When it was started, or seen to be missed.
  at timestamptz(3) not null default now(),
  filled_by text,
  primary key (org_id, workflow_id, node_id, due_at),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);
create index trigger_tick_recent on trigger_tick (org_id, workflow_id, due_at desc, id desc);
create index trigger_tick_missed on trigger_tick (org_id, at) where status = 'missed';
select arches_protect_table('trigger_tick');

-- Deliveries to webhooks and forms. Refusals of a minute with one reason, and repetitions of one delivery, are one row with a count:
-- a stranger cannot fill the table.
create table trigger_delivery (
  org_id text not null,
  id text not null,
  workflow_id text not null,
  node_id text not null,
  outcome text not null check (outcome in ('started', 'duplicate', 'refused', 'redelivered')),
  reason text,
  run_id text,
  delivery_key text,
  -- SHA-256 of the body, to know a repetition from another message under the same name.
  body_hash text,
  bucket text,
  count int not null default 1,
  seen_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);
create unique index trigger_delivery_bucket on trigger_delivery (org_id, workflow_id, node_id, bucket) where bucket is not null;
create index trigger_delivery_recent on trigger_delivery (org_id, workflow_id, seen_at desc, id desc);
create index trigger_delivery_rhythm on trigger_delivery (org_id, workflow_id, node_id, seen_at desc) where outcome = 'started';
create index trigger_delivery_run on trigger_delivery (org_id, run_id) where run_id is not null;
select arches_protect_table('trigger_delivery');

-- Alerts that somebody has put away: what was so before then is not told again.
create table trigger_dismissal (
  org_id text not null,
  workflow_id text not null,
  node_id text not null,
  dismissed_at timestamptz not null default now(),
  dismissed_by text not null,
  primary key (org_id, workflow_id, node_id),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);
select arches_protect_table('trigger_dismissal');

-- What a webhook's senders sign with. Sealed, and never part of a document.
create table trigger_secret (
  org_id text not null,
  workflow_id text not null,
  node_id text not null,
  secret_sealed text not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (org_id, workflow_id, node_id),
  foreign key (org_id, workflow_id) references workflow on delete cascade
);
select arches_protect_table('trigger_secret');

-- Keeps the ledger as long as it is useful: of each trigger the newest hundred deliveries stay, since the rhythm is learned from them.
select arches_open_to_lookup('trigger_tick', 'select, delete');
select arches_open_to_lookup('trigger_delivery', 'select, delete');
create function prune_trigger_ledger(keep_days int, row_limit int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone int;
  more int;
begin
  delete from trigger_delivery d where (d.org_id, d.id) in (
    select o.org_id, o.id from trigger_delivery o
    where o.seen_at < now() - make_interval(days => keep_days)
      and (o.outcome <> 'started' or (
        select count(*) from (
          select from trigger_delivery n
          where n.org_id = o.org_id and n.workflow_id = o.workflow_id and n.node_id = o.node_id and n.outcome = 'started' and n.seen_at > o.seen_at
          limit 101) newer) > 100)
    limit row_limit);
  get diagnostics gone = row_count;
  delete from trigger_tick t where (t.org_id, t.id) in (
    select o.org_id, o.id from trigger_tick o where o.due_at < now() - make_interval(days => keep_days) limit row_limit);
  get diagnostics more = row_count;
  return gone + more;
end $$;
select arches_publish_lookup('prune_trigger_ledger(int, int)');

-- Deliveries are written a moment after their runs, many at once. A crash in between leaves runs without theirs: they are written at the
-- next start. Another process may still be about to write the newest ones.
grant insert on trigger_delivery to arches_lookup;
create function recover_trigger_deliveries() returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found int;
begin
  insert into trigger_delivery (org_id, id, workflow_id, node_id, outcome, run_id, seen_at, last_at)
  select r.org_id, 'dlv_' || split_part(r.id, '_', 2), r.workflow_id, e.body ->> 'triggerNodeId', 'started', r.id, r.created_at, r.created_at
  from run r
  join run_event e on e.org_id = r.org_id and e.run_id = r.id and e.seq = 1
  where r.trigger_kind in ('webhook', 'form') and r.mode = 'live' and r.parent_run_id is null
    and r.created_at between now() - interval '1 day' and now() - interval '10 seconds'
    and e.body ->> 'triggerNodeId' is not null
    and not exists (select from trigger_delivery d where d.org_id = r.org_id and d.run_id = r.id)
  on conflict do nothing;
  get diagnostics found = row_count;
  return found;
end $$;
select arches_publish_lookup('recover_trigger_deliveries()');
