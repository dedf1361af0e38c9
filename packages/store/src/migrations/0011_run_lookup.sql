-- What a flush costs must not grow with the tables. Two things made it grow:
--
-- * Checks of foreign keys to run: one for each event and step, by a plan that was made while run was empty and is kept as long as the
--   connection, and that may walk an index instead of looking a key up. The parts of a run are only ever written in the transaction that
--   finds the run by its key and epoch, so the checks said nothing new. When a run is deleted, its parts are.
-- * Indexes that begin like a key but are none.

alter table run_event drop constraint run_event_org_id_run_id_fkey;
alter table run_step drop constraint run_step_org_id_run_id_fkey;
alter table run_timer drop constraint run_timer_org_id_run_id_fkey;
alter table run_wait drop constraint run_wait_org_id_run_id_fkey;
alter table run_delivery drop constraint run_delivery_org_id_run_id_fkey;
alter table run_value drop constraint run_value_org_id_run_id_fkey;

alter table run add constraint run_organisation foreign key (org_id) references organisation on delete cascade;

select arches_open_to_lookup('run_event', 'select, delete');
select arches_open_to_lookup('run_step', 'select, delete');
select arches_open_to_lookup('run_delivery', 'select, delete');
select arches_open_to_lookup('run_value', 'select, delete');
grant delete on run_timer, run_wait to arches_lookup;

create function delete_parts_of_runs() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from run_event p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_step p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_timer p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_wait p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_value p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  delete from run_delivery p using gone g where p.org_id = g.org_id and p.run_id = g.id;
  return null;
end $$;
select arches_publish_lookup('delete_parts_of_runs()');
create trigger delete_parts_of_runs after delete on run referencing old table as gone for each statement execute function delete_parts_of_runs();

drop index run_by_workflow;
create index run_by_workflow on run (workflow_id, org_id, id);
drop index run_unfinished_by_status;
create index run_unfinished_by_status on run (status, org_id, id) where status in ('queued', 'running', 'waiting');
drop index run_failed;
create index run_failed on run (workflow_id, org_id, id) where status = 'failed';

-- A step waits for one thing at a time, and is found by its run; people and callbacks come with the id.
alter table run_wait drop constraint run_wait_pkey;
alter table run_wait drop constraint run_wait_org_id_run_id_step_key;
alter table run_wait add primary key (org_id, run_id, step);
drop index run_wait_address;
create index run_wait_address on run_wait using hash (id);
drop index run_wait_open;
create index run_wait_open on run_wait (kind, org_id, opened_at, id) where status = 'open';
