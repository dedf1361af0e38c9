-- Whether a failed run has been run again already.
create index run_reruns on run (parent_run_id, org_id) where parent_run_id is not null and parent_step is null;
