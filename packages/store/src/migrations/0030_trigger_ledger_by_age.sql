-- Tending the ledger of triggers costs what is old in it, and not what it holds: ids begin with the time, so age is found by the key. Walked
-- whole, once an hour and at each start, a long ledger kept everybody else from the embedded database meanwhile.

-- The smallest id of this kind that was made at this moment or later; these ids have one digit of time more than those of runs.
create function ledger_id_at(prefix text, moment timestamptz) returns text
language sql immutable strict set search_path = public, pg_temp as $$ select prefix || '_0' || substr(run_id_at(moment), 5) $$;

create or replace function prune_trigger_ledger(keep_days int, row_limit int) returns int
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  before timestamptz := now() - make_interval(days => keep_days);
  gone int;
  more int;
begin
  delete from trigger_delivery d where d.ctid = any (array(
    select old.place from organisation o cross join lateral (
      select t.ctid as place from trigger_delivery t
      where t.org_id = o.org_id and t.id < ledger_id_at('dlv', before) and t.seen_at < before
        and (t.outcome <> 'started' or (
          select count(*) from (
            select from trigger_delivery n
            where n.org_id = t.org_id and n.workflow_id = t.workflow_id and n.node_id = t.node_id and n.outcome = 'started' and n.seen_at > t.seen_at
            limit 101) newer) > 100)
      order by t.id limit row_limit) old
    limit row_limit));
  get diagnostics gone = row_count;
  delete from trigger_tick d where d.ctid = any (array(
    select old.place from workflow w cross join lateral (
      select t.ctid as place from trigger_tick t where t.org_id = w.org_id and t.workflow_id = w.id and t.due_at < before
      order by t.due_at limit row_limit) old
    limit row_limit));
  get diagnostics more = row_count;
  return gone + more;
end $$;

-- A workflow that is gone by now has no ledger.
create or replace function recover_trigger_deliveries() returns int
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  found int;
begin
  insert into trigger_delivery (org_id, id, workflow_id, node_id, outcome, run_id, seen_at, last_at)
  select r.org_id, 'dlv_0' || split_part(r.id, '_', 2), r.workflow_id, e.body ->> 'triggerNodeId', 'started', r.id, r.created_at, r.created_at
  from organisation o
  cross join lateral (
    select l.* from run l
    where l.org_id = o.org_id and l.id >= run_id_at(now() - interval '1 day')
      and l.trigger_kind in ('webhook', 'form') and l.mode = 'live' and l.parent_run_id is null
      and l.created_at between now() - interval '1 day' and now() - interval '10 seconds'
      and not exists (select from trigger_delivery d where d.org_id = l.org_id and d.run_id = l.id)
    offset 0
  ) r
  join workflow w on w.org_id = r.org_id and w.id = r.workflow_id
  cross join lateral (select v.body from run_event v where v.org_id = r.org_id and v.run_id = r.id and v.seq = 1) e
  where e.body ->> 'triggerNodeId' is not null
  on conflict do nothing;
  get diagnostics found = row_count;
  return found;
end $$;
