/** A file that is deleted at this moment is passed over, or waits to be until its run is there. */
export const linkFiles = `
insert into run_file (org_id, file_id, run_id)
select k.org_id, k.id, r from json_to_recordset($1::json) as x(o text, r text, f text) join file k on k.org_id = o and k.id = f
for key share of k
on conflict do nothing`;

/** A repeated run may use what steps of the earlier one made, and what that one was started with. */
export const linkFilesOfRepeated = `
with input as materialized (select * from json_to_recordset($1::json) as x(o text, r text, p text)),
used as materialized (
  select o, r, f.id from input join file f on f.org_id = o and f.run_id = p
  union select o, r, u.file_id from input join run_file u on u.org_id = o and u.run_id = p
)
insert into run_file (org_id, file_id, run_id)
select f.org_id, f.id, r from used join file f on f.org_id = o and f.id = used.id
for key share of f
on conflict do nothing`;
