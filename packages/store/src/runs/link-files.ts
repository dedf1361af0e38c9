/**
 * A file that is deleted at this moment is passed over, or waits to be until its run is there. Each is looked up by its key, as in all
 * statements of a flush.
 */
export const linkFiles = `
insert into run_file (org_id, file_id, run_id)
select o, k.id, r from json_to_recordset($1::json) as x(o text, r text, f text)
cross join lateral (select id from file where org_id = o and id = f for key share) k
on conflict do nothing`;

/** A repeated run may use what steps of the earlier one made, and what that one was started with. */
export const linkFilesOfRepeated = `
with used as materialized (
  select o, r, f.id from json_to_recordset($1::json) as x(o text, r text, p text)
  cross join lateral (
    select id from file where org_id = o and run_id = p union select file_id from run_file where org_id = o and run_id = p
  ) f
)
insert into run_file (org_id, file_id, run_id)
select o, k.id, r from used cross join lateral (select id from file where org_id = o and id = used.id for key share) k
on conflict do nothing`;
