-- Messages to runs that another process owns, runs inside runs, questions with several answers, and what is known of outside effects.

-- What a run is to be told. Whoever does not own the run writes here; its owner takes the message up in the transaction that journals it.
create table run_inbox (
  org_id text not null,
  run_id text not null,
  -- Made by the sender: the same message again is the same row.
  id text not null,
  -- Messages of one run are taken up in this order.
  position bigint generated always as identity,
  body json not null,
  primary key (org_id, run_id, id)
);
select arches_protect_table('run_inbox');
select arches_open_to_lookup('run_inbox', 'select, delete');

-- Set for a run that a step of `parent_run_id` waits for; a rerun has a parent and no step of it.
alter table run add column parent_step text;
alter table run add column paused boolean not null default false;
-- Format of its journal. A process leaves runs alone whose format it does not know.
alter table run add column format smallint not null default 1;
create index run_children on run (parent_run_id, org_id) where parent_step is not null;

-- What is known about a step's effect outside; null for steps that write nothing there, and before they begin.
alter table run_step add column sent text check (sent in ('once', 'maybe', 'not_sent'));
create index run_step_uncertain on run_step (org_id, run_id, step) where sent = 'maybe';

alter table run_timer drop constraint run_timer_timer_check;
alter table run_timer add constraint run_timer_timer_check check (timer in ('retry', 'wait', 'deadline', 'reminder', 'escalation', 'run'));

alter table run_wait drop constraint run_wait_kind_check;
alter table run_wait add constraint run_wait_kind_check check (kind in ('approval', 'callback', 'decision', 'child'));
alter table run_wait add column quorum int;
alter table run_wait add column rejections int;
-- Answers so far, as the step has them.
alter table run_wait add column votes json not null default '[]';
alter table run_wait add column remind_every_ms double precision;
alter table run_wait add column escalation json;
-- Of a decision: why a person is asked, and the error they decide on.
alter table run_wait add column reason text;
alter table run_wait add column error json;

create or replace function delete_parts_of_runs() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from run_event p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_step p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_timer p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_wait p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_value p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_delivery p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_inbox p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  return null;
end $$;

-- Messages to the runs of an owner, in order. Those to runs that have ended are nobody's, and removed. A run is looked up by its key,
-- whatever the tables held when this was planned.
create function read_inbox(wanted_owner int, row_limit int) returns table (org_id text, run_id text, id text, body json)
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
begin
  delete from run_inbox i
  where coalesce((select r.status from run r where r.org_id = i.org_id and r.id = i.run_id), 'gone') not in ('queued', 'running', 'waiting');
  return query
    select i.org_id, i.run_id, i.id, i.body from run_inbox i
    where (select r.owner from run r where r.org_id = i.org_id and r.id = i.run_id) = wanted_owner
    order by i.position limit row_limit;
end $$;
select arches_publish_lookup('read_inbox(int, int)');

-- Takes unfinished runs that nobody alive owns and whose journal can be read here, oldest first; any number of processes may ask at once.
drop function claim_runs(int, int);
create function claim_runs(new_owner int, row_limit int, newest_format int) returns table (org_id text, run_id text, epoch int, status text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  dead int[] := array(select o.id from engine_owner o where o.id <> new_owner and not engine_owner_lives(o.id));
  taken int;
begin
  return query
    with free as (
      select r.org_id, r.id from run r
      where r.status in ('queued', 'running', 'waiting') and (r.owner = any (dead) or r.owner is null) and r.format <= newest_format
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
select arches_publish_lookup('claim_runs(int, int, int)');

-- Runs of an owner in which a step waits for a run that is not there or has ended: after a crash it may have to be started.
create function runs_without_child(wanted_owner int, row_limit int) returns table (org_id text, run_id text)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
  select w.org_id, w.run_id from run_wait w
  where w.kind = 'child' and w.status = 'open'
    and (select r.owner from run r where r.org_id = w.org_id and r.id = w.run_id) = wanted_owner
    and not exists (
      select from run c where c.parent_run_id = w.run_id and c.org_id = w.org_id and c.parent_step = w.step
        and c.status in ('queued', 'running', 'waiting'))
  limit row_limit
$$;
select arches_publish_lookup('runs_without_child(int, int)');
