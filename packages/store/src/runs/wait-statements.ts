import { at, value } from './column-words.ts';

/** A question changed while it is open keeps its id and its time, since its address may be in somebody's hands; a new one has its own. */
export const insertWaits = `
insert into run_wait as kept (org_id, id, run_id, step, node_id, kind, title, message, assignees, form, data, on_timeout, opened_at, deadline_at,
  quorum, rejections, remind_every_ms, escalation, reason, error)
select o, i, r, s, n, k, title, message, assignees, ${value('form')}, ${value('data')}, timeout, ${at('opened')}, ${at('deadline')},
  quorum, rejections, remind, ${value('escalation')}, reason, ${value('error')}
from json_to_recordset($1::json) as x(o text, i text, r text, s text, n text, k text, title text, message text, assignees json, form json,
  data json, timeout text, opened float8, deadline float8, quorum int, rejections int, remind float8, escalation json, reason text, error json)
on conflict (org_id, run_id, step) do update set id = excluded.id, kind = excluded.kind, title = excluded.title, message = excluded.message,
  assignees = excluded.assignees, form = excluded.form, data = excluded.data, on_timeout = excluded.on_timeout, opened_at = excluded.opened_at,
  deadline_at = excluded.deadline_at, quorum = excluded.quorum, rejections = excluded.rejections, remind_every_ms = excluded.remind_every_ms,
  escalation = excluded.escalation, reason = excluded.reason, error = excluded.error, status = 'open', votes = '[]', decided_by = null,
  comment = null, form_values = null, closed_at = null`;

export const changeWaits = `
with input as materialized (
  select *, (select w.ctid from run_wait w where w.org_id = o and w.run_id = r and w.step = s) as place
  from json_to_recordset($1::json) as x(o text, r text, s text, title text, message text, assignees json, form json, data json, timeout text,
    deadline float8, quorum int, rejections int, remind float8, escalation json)
)
update run_wait set title = i.title, message = i.message, assignees = i.assignees, form = ${value('i.form')}, data = ${value('i.data')},
  on_timeout = i.timeout, deadline_at = ${at('i.deadline')}, quorum = i.quorum, rejections = i.rejections, remind_every_ms = i.remind,
  escalation = ${value('i.escalation')}
from input i
where run_wait.ctid = any (array(select place from input)) and org_id = o and run_id = r and step = s and closed_at is null`;

export const closeWaits = `
with input as materialized (
  select *, (select w.ctid from run_wait w where w.org_id = o and w.run_id = r and w.step = s) as place
  from json_to_recordset($1::json) as x(o text, r text, s text, k text, by text, c text, f json, t float8)
)
update run_wait set status = k, decided_by = by, comment = c, form_values = ${value('f')}, closed_at = ${at('t')}
from input
where run_wait.ctid = any (array(select place from input)) and org_id = o and run_id = r and step = s and closed_at is null`;

export const writeVotes = `
with input as materialized (
  select *, (select w.ctid from run_wait w where w.org_id = o and w.run_id = r and w.step = s) as place
  from json_to_recordset($1::json) as x(o text, r text, s text, v json)
)
update run_wait set votes = v from input
where run_wait.ctid = any (array(select place from input)) and org_id = o and run_id = r and step = s`;
