-- What nothing refers to any more is deleted with the runs whose time is over: documents that no run is pinned to, and files that were
-- brought and that no run was started with.
alter table run_document add column used_at timestamptz not null default now();
-- Without the organisation: nothing that looks for some of its runs is to walk all of them here.
create index run_by_document on run (document_hash);
