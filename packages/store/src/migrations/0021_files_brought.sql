-- Files that people and other programs brought, which no step wrote: counted on the page that says who uses what.
create index file_brought on file (org_id, created_at) include (size) where run_id is null;
