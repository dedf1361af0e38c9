-- The newest failed, cancelled or test runs of an organisation are found at once, however many others have ended since. They are few among
-- many: without these the newest runs of all were walked until a page was full.
create index run_ended_badly on run (status, org_id, id) where status in ('failed', 'cancelled');
create index run_tests on run (mode, org_id, id) where mode = 'test';

-- A server looks by itself at what its tables hold; the embedded database is told to. Without it a plan for a list of runs took an
-- organisation for a small part of the table, read all of its runs and sorted them. A small sample is enough to tell one from the other.
create function refresh_statistics() returns void
language plpgsql security definer set search_path = public, pg_temp set default_statistics_target = 10 as $$
begin
  analyze run, run_timer, run_wait, run_line, run_delivery, run_document, storage_day, workflow, workflow_version, audit_event, file;
end $$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to arches_app;
