-- A blob that cannot be deleted comes after those that have not been tried as often: it keeps no other waiting.
alter table blob_trash add column failures int not null default 0;
create or replace function thrown_blobs(row_limit int) returns table (org_id text, storage_key text, size bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select b.org_id, b.storage_key, b.size from blob_trash b order by b.failures, b.thrown_at limit row_limit
$$;
