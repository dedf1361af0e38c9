import type { JsonText, NewRun, OpenedWait, Owner, RunChange } from '@arches/engine';
import type { Statement } from '../database/statement-batch.ts';
import { keepResults } from '../results/keep-results.ts';
import { countEnded, countEndedAtOnce, noteNames, shards } from './count-ended.ts';
import { at, value } from './column-words.ts';
import { linkFiles, linkFilesOfRepeated } from './link-files.ts';
import { changeWaits, closeWaits, insertWaits, writeVotes } from './wait-statements.ts';

/**
 * All changes of many runs as a dozen statements at most, one a table. Their rows travel as one JSON text each, in which values that the
 * engine has already serialised are spliced in as they are. Text of statements is constant, so the database parses each once.
 */
export function flushStatements(owner: Owner, changes: readonly RunChange[]): { statements: Statement[]; settings: string } {
  const created = changes.filter(({ create }) => create);
  const continued = changes.filter(({ create }) => !create);
  const statements = [
    ...table(insertDocuments, created, (change) => documentRows(change)),
    ...table(lockParents, created, (change) => parentRows(change)),
    ...table(insertRuns, created, (change) => (change.create ? [newRunRow(change, change.create, owner)] : [])),
    ...table(noteNames, created, (change) => nameRows(change)),
    ...table(insertLines, created, (change) => lineRows(change)),
    ...table(linkFiles, changes, ({ files = [], ...run }) => [...new Set(files)].map((id) => `{${key(run)},"f":${text(id)}}`)),
    ...table(linkFilesOfRepeated, created, ({ create, ...run }) =>
      create?.parentRunId !== undefined && create.parentStep === undefined ? [`{${key(run)},"p":${text(create.parentRunId)}}`] : [],
    ),
    ...table(updateRuns, continued, (change) => [runRow(change)]),
    ...table(countEndedAtOnce, created, (change) => endedRows(change), owner.id % shards),
    ...table(countEnded, continued, (change) => (change.row.endedAt === undefined ? [] : [`{${key(change)}}`]), owner.id % shards),
    ...parts(insertValues, changes, ({ values, ...run }) =>
      values.map((v) => `{${key(run)},"i":${text(v.id)},"s":${v.size},"b":${text(v.body)}}`),
    ),
    ...parts(insertEvents, changes, ({ events, ...run }) =>
      events.map((e) => `{${key(run)},"s":${e.seq},"t":${e.at},"k":"${e.kind}","b":${e.body}}`),
    ),
    ...parts(upsertSteps, changes, (change) => stepRows(change)),
    ...table(keepResults, changes, ({ kept = [], ...run }) =>
      kept.map((k) => `{${key(run)},"k":${text(k.key)},"s":${text(k.step)},"t":${k.madeAt},"d":${k.ttlMs}}`),
    ),
    ...table(deleteTimers, changes, ({ timers, ...run }) =>
      timers.flatMap((t) => (t.dueAt === undefined ? `{${key(run)},"s":${text(t.step)},"k":"${t.timer}"}` : [])),
    ),
    ...table(upsertTimers, changes, ({ timers, ...run }) =>
      timers.flatMap((t) => (t.dueAt === undefined ? [] : `{${key(run)},"s":${text(t.step)},"k":"${t.timer}","t":${t.dueAt}}`)),
    ),
    ...table(insertWaits, changes, (change) => openedRows(change, true)),
    ...table(changeWaits, changes, (change) => openedRows(change, false)),
    ...table(closeWaits, changes, (change) => closedRows(change)),
    ...table(writeVotes, changes, ({ votes, ...run }) => votes.map((v) => `{${key(run)},"s":${text(v.step)},"v":${v.votes}}`)),
    ...table(takeMessages, changes, ({ taken, ...run }) => taken.map((id) => `{${key(run)},"i":${text(id)}}`)),
    ...tellOthers(owner, changes),
    ...[endSteps, endWaits, endTimers].flatMap((sql) => table(sql, changes, (change) => (change.endsBadly ? [`{${key(change)}}`] : []))),
  ];
  return { statements: [...statements, clock], settings: statements.every(({ sql }) => hasOnePlan.has(sql)) ? plannedOnce : planning };
}

const clock: Statement = { sql: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now', params: [] };

/** Messages to the runs around those that change: the parent of one that ended, the children that nobody waits for any more. */
function tellOthers(owner: Owner, changes: readonly RunChange[]): Statement[] {
  const ends = changes.flatMap((change) =>
    change.parent && change.row.endedAt !== undefined
      ? [`{${key(change)},"p":${text(change.parent.runId)},"s":${text(change.parent.step)}}`]
      : [],
  );
  const left = changes.flatMap((change) => {
    if (change.endsBadly) return [`{${key(change)},"s":null}`];
    return change.leftChildren.map((step) => `{${key(change)},"s":${text(step)}}`);
  });
  return [
    ...(ends.length === 0 ? [] : [{ sql: tellParents, params: [`[${ends.join(',')}]`, owner.id] }]),
    ...(left.length === 0 ? [] : [{ sql: tellChildren, params: [`[${left.join(',')}]`, owner.id] }]),
  ];
}

function table(
  sql: string,
  changes: readonly RunChange[],
  rows: (change: RunChange) => readonly JsonText[],
  ...more: number[]
): Statement[] {
  const all = changes.flatMap(rows);
  return all.length === 0 ? [] : [{ sql, params: [`[${all.join(',')}]`, ...more] }];
}

/** Characters of rows that one statement takes. */
const partLength = 4 * 1024 * 1024;

/**
 * The same for tables of which one run alone may write very much at once, in statements of a few megabytes: the database holds a statement
 * in memory several times over, and the embedded one never gives back what it once had.
 */
function parts(sql: string, changes: readonly RunChange[], rows: (change: RunChange) => readonly JsonText[]): Statement[] {
  const statements: Statement[] = [];
  let part: JsonText[] = [];
  let length = 0;
  const close = (): void => {
    if (part.length > 0) statements.push({ sql, params: [`[${part.join(',')}]`] });
    part = [];
    length = 0;
  };
  for (const change of changes) {
    for (const row of rows(change)) {
      if (length + row.length > partLength) close();
      part.push(row);
      length += row.length;
    }
  }
  close();
  return statements;
}

const text = (value: string): JsonText => JSON.stringify(value);
const maybe = (value: string | undefined): JsonText => (value === undefined ? 'null' : JSON.stringify(value));
const time = (at: number | undefined): JsonText => (at === undefined ? 'null' : String(at));
const key = ({ orgId, runId }: { orgId: string; runId: string }): string => `"o":${text(orgId)},"r":${text(runId)}`;

function documentRows(change: RunChange): JsonText[] {
  const { create } = change;
  return create?.document === undefined ? [] : [`{${key(change)},"h":"${create.documentHash}","d":${create.document}}`];
}

/** With a document that is new to this process there may be a new name; with any other there is not. */
function nameRows({ orgId, create }: RunChange): JsonText[] {
  return create?.document === undefined ? [] : [`{"o":${text(orgId)},"w":${text(create.workflowId)},"n":${text(create.workflowName)}}`];
}

function newRunRow(change: RunChange, create: NewRun, owner: Owner): JsonText {
  const {
    scope,
    workflowId,
    workflowName,
    version,
    mode,
    triggerKind,
    createdBy,
    parentRunId,
    parentStep,
    deliveryKey,
    documentHash,
    input,
    createdAt,
  } = create;
  return (
    `{${runFields(change)},"project":${text(scope.projectId)},"workspace":${text(scope.workspaceId)},"workflow":${text(workflowId)},` +
    `"name":${text(workflowName)},"version":${version},"mode":"${mode}","trigger":${text(triggerKind)},"by":${maybe(createdBy)},` +
    `"parent":${maybe(parentRunId)},${parentStep === undefined ? '' : `"parent_step":${text(parentStep)},`}"delivery":${maybe(deliveryKey)},"document":"${documentHash}","input":${input},"owner":${owner.id},"created":${createdAt}}`
  );
}

/** A run that ended in the flush that creates it, for the figures. */
function endedRows({ orgId, create, row }: RunChange): JsonText[] {
  if (create?.mode !== 'live' || row.endedAt === undefined) return [];
  return [
    `{"o":${text(orgId)},"status":"${row.status}","cost":${row.costUsd ?? 'null'},"started":${time(row.startedAt)},"ended":${row.endedAt}}`,
  ];
}

function parentRows({ orgId, create }: RunChange): JsonText[] {
  return create?.parentRunId === undefined || create.parentStep === undefined ? [] : [`{${key({ orgId, runId: create.parentRunId })}}`];
}

function lineRows(change: RunChange): JsonText[] {
  const { create } = change;
  if (!create?.line) return [];
  const { limit, priority } = create.line;
  const rate = limit.rate ? `,"n":${limit.rate.count},"s":${limit.rate.perSeconds}` : '';
  return [
    `{${key(change)},"w":${text(create.workflowId)},"p":"${priority}","c":${limit.concurrency ?? 'null'},"t":${create.createdAt}${rate}}`,
  ];
}

function runRow(change: RunChange): JsonText {
  return `{${runFields(change)},"from_seq":${change.fromSeq}}`;
}

function runFields(change: RunChange): string {
  const { row, epoch, toSeq } = change;
  const counts =
    row.stepsTotal === undefined ? '' : `,"total":${row.stepsTotal},"done":${row.stepsDone ?? 0},"failed":${row.stepsFailed ?? 0}`;
  const paused = (row.paused ? ',"paused":true' : '') + (row.undecided ? ',"undecided":true' : '');
  const cost = row.costUsd === undefined ? '' : `,"cost":${row.costUsd},"has_cost":true`;
  const bytes = row.bytes === undefined ? '' : `,"jb":${row.bytes.journal},"vb":${row.bytes.values},"fb":${row.bytes.files}`;
  return (
    `${key(change)},"status":"${row.status}","started":${time(row.startedAt)},"ended":${time(row.endedAt)},"output":${row.output ?? 'null'},` +
    `"error":${row.error ?? 'null'},"reply":${row.reply ?? 'null'},"waiting":${maybe(row.waitingFor)},"to_seq":${toSeq},"epoch":${epoch}${counts}${cost}${paused}${bytes}`
  );
}

function stepRows(change: RunChange): JsonText[] {
  return change.steps.map(
    (s) =>
      `{${key(change)},"s":${text(s.step)},"n":${text(s.nodeId)},"p":${s.position},"k":"${s.status}","a":${s.attempts},"b":${time(s.startedAt)},` +
      `"e":${time(s.endedAt)},"c":${s.costUsd ?? 'null'},"i":${s.input ?? 'null'},"t":${s.output ?? 'null'},"d":${s.detail}${s.sent === undefined ? '' : `,"w":"${s.sent}"`}}`,
  );
}

function openedRows(change: RunChange, areNew: boolean): JsonText[] {
  return change.opened.flatMap((opened) => {
    const { id, step, nodeId, wait, isNew, openedAt, deadlineAt, data, form } = opened;
    if (isNew !== areNew) return [];
    return (
      `{${key(change)},"i":${text(id)},"s":${text(step)},"n":${text(nodeId)},"k":"${wait.kind}",${askedFields(wait)},` +
      `"form":${form ?? 'null'},"data":${data ?? 'null'},"opened":${openedAt},"deadline":${time(deadlineAt)}}`
    );
  });
}

function askedFields(wait: OpenedWait['wait']): string {
  switch (wait.kind) {
    case 'approval': {
      const { title, message, assignees, onTimeout, quorum, rejections, remindEveryMs, escalation } = wait;
      const often = remindEveryMs === undefined ? '' : `,"remind":${remindEveryMs}`;
      const further = escalation ? `,"escalation":${JSON.stringify(escalation)}` : '';
      return (
        `"title":${text(title)},"message":${text(message)},"assignees":${JSON.stringify(assignees)},"timeout":${maybe(onTimeout)},` +
        `"quorum":${quorum ?? 'null'},"rejections":${rejections ?? 'null'}${often}${further}`
      );
    }
    case 'decision':
      return `"title":${text(wait.title)},"message":${text(wait.error.message)},"assignees":[],"reason":"${wait.reason}","error":${JSON.stringify(wait.error)}`;
    case 'callback':
    case 'child':
      return `"title":"","message":"","assignees":[]`;
  }
}

function closedRows(change: RunChange): JsonText[] {
  return change.closed.map(
    (c) =>
      `{${key(change)},"s":${text(c.step)},"k":"${c.result}","by":${maybe(c.by)},"c":${maybe(c.comment)},"f":${c.form ?? 'null'},"t":${c.closedAt}}`,
  );
}

/**
 * Rows to change are looked up one by one by their key and then fetched by their place. The embedded database never analyses, and a plan
 * made while a table was empty, once kept, would walk it in every flush from then on, so plans are made anew. Just-in-time compilation
 * costs a hundred times what such a plan does.
 */
export const planning = `set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
  set_config('enable_seqscan', 'off', true), set_config('enable_mergejoin', 'off', true)`;

/**
 * For flushes of statements that have one good plan whatever the tables hold: they write rows, and look up at most a row by its whole key. Making
 * the plans anew is most of what a flush of one run costs.
 */
const plannedOnce = planning.replace('force_custom_plan', 'force_generic_plan');

const insertDocuments = `
insert into run_document (org_id, hash, document)
select distinct on (o, h) o, h, d from json_to_recordset($1::json) as x(o text, h text, d json)
on conflict (org_id, hash) do update set used_at = now() where run_document.used_at < now() - interval '1 hour'`;

const runColumns = `o text, r text, status text, started float8, ended float8, output json, error json, reply json, waiting text,
  total int, done int, failed int, cost float8, has_cost boolean, to_seq int, epoch int, paused boolean, undecided boolean,
  jb bigint, vb bigint, fb bigint`;

const insertRuns = `
with input as materialized (
  select * from json_to_recordset($1::json) as x(${runColumns}, project text, workspace text, workflow text, name text, version int, mode text,
    trigger text, by text, parent text, parent_step text, delivery text, document text, input json, owner int, created float8)
), delivered as (
  insert into run_delivery (org_id, workflow_id, key, run_id)
  select o, workflow, delivery, r from input where delivery is not null
  on conflict do nothing returning run_id
), written as (
  insert into run (org_id, id, project_id, workspace_id, workflow_id, workflow_name, version, mode, status, trigger_kind, created_by, parent_run_id,
    parent_step, document_hash, input, output, error, reply, cost_usd, waiting_for, steps_total, steps_done, steps_failed, last_seq, epoch, owner, created_at,
    started_at, ended_at, paused, undecided, journal_bytes, value_bytes, file_bytes)
  select o, r, project, workspace, workflow, name, version, mode, status, trigger, by, parent, parent_step, document, coalesce(input, 'null'), ${value('output')}, ${value('error')},
    ${value('reply')}, cost, waiting, coalesce(total, 0), coalesce(done, 0), coalesce(failed, 0), to_seq, epoch, owner, ${at('created')},
    ${at('started')}, ${at('ended')}, coalesce(paused, false), coalesce(undecided, false), coalesce(jb, 0), coalesce(vb, 0), coalesce(fb, 0)
  from input where (delivery is null or r in (select run_id from delivered))
    and (parent_step is null or exists (
      select from run_step s where s.org_id = o and s.run_id = parent and s.step = parent_step and s.status = 'waiting'))
  on conflict do nothing returning id
)
select refuse_unless_written((select array_agg(r) from input), (select array_agg(id) from written)) as runs`;

const insertLines = `
insert into run_line (org_id, run_id, workflow_id, priority, concurrency, rate_count, rate_seconds, held_at)
select o, r, w, p, c, n, s, ${at('t')} from json_to_recordset($1::json) as x(o text, r text, w text, p text, c int, n int, s int, t float8)`;

const updateRuns = `
with input as materialized (
  select *, (select k.ctid from run k where k.org_id = o and k.id = r) as place
  from json_to_recordset($1::json) as x(${runColumns}, from_seq int)
), written as (
  update run set status = i.status, started_at = coalesce(run.started_at, ${at('i.started')}), ended_at = ${at('i.ended')},
    output = ${value('i.output')}, error = ${value('i.error')}, reply = coalesce(${value('i.reply')}, run.reply),
    cost_usd = case when i.has_cost then i.cost else run.cost_usd end, waiting_for = i.waiting, paused = coalesce(i.paused, false), undecided = coalesce(i.undecided, false), steps_total = coalesce(i.total, run.steps_total),
    steps_done = coalesce(i.done, run.steps_done), steps_failed = coalesce(i.failed, run.steps_failed), last_seq = i.to_seq,
    journal_bytes = coalesce(i.jb, run.journal_bytes), value_bytes = coalesce(i.vb, run.value_bytes), file_bytes = coalesce(i.fb, run.file_bytes)
  from input i
  where run.ctid = any (array(select place from input)) and run.org_id = i.o and run.id = i.r and run.epoch = i.epoch and run.last_seq = i.from_seq
    and run.ended_at is null
  returning run.id
)
select refuse_unless_written((select array_agg(r) from input), (select array_agg(id) from written)) as runs`;

/** A part of a decision whose reply was lost is written once more. */
const insertValues = `
insert into run_value (org_id, run_id, id, size, body)
select o, r, i, s, b from json_to_recordset($1::json) as x(o text, r text, i text, s int, b text)
on conflict do nothing`;

const insertEvents = `
insert into run_event (org_id, run_id, seq, at, kind, body)
select o, r, s, ${at('t')}, k, b from json_to_recordset($1::json) as x(o text, r text, s int, t float8, k text, b json)`;

const upsertSteps = `
insert into run_step as kept (org_id, run_id, step, node_id, position, status, attempts, started_at, ended_at, cost_usd, input, output, detail, sent)
select o, r, s, n, p, k, a, ${at('b')}, ${at('e')}, c, ${value('i')}, ${value('t')}, d, w
from json_to_recordset($1::json) as x(o text, r text, s text, n text, p int, k text, a int, b float8, e float8, c float8, i json, t json, d json,
  w text)
on conflict (org_id, run_id, step) do update set status = excluded.status, attempts = excluded.attempts, started_at = excluded.started_at,
  ended_at = excluded.ended_at, cost_usd = excluded.cost_usd, input = coalesce(excluded.input, kept.input),
  output = excluded.output, detail = excluded.detail, sent = excluded.sent`;

const deleteTimers = `
delete from run_timer where ctid = any (array(
  select (select t.ctid from run_timer t where t.org_id = o and t.run_id = r and t.step = s and t.timer = k)
  from json_to_recordset($1::json) as x(o text, r text, s text, k text)))`;

const upsertTimers = `
insert into run_timer (org_id, run_id, step, timer, due_at)
select o, r, s, k, ${at('t')} from json_to_recordset($1::json) as x(o text, r text, s text, k text, t float8)
on conflict (org_id, run_id, step, timer) do update set due_at = excluded.due_at`;

/** A message that is not there any more has been journalled already: then nothing of the run is written. */
const takeMessages = `
with input as materialized (select * from json_to_recordset($1::json) as x(o text, r text, i text)),
gone as (
  delete from run_inbox b using input where b.org_id = o and b.run_id = r and b.id = i returning b.run_id
)
select refuse_unless_written(array(select distinct r from input), array(
  select r from input group by r having count(*) = (select count(*) from gone where run_id = r))) as runs`;

/** Whoever ends the parent's wait at this moment comes before or after the birth of the child, and not in between. */
const lockParents = `
select k.id from json_to_recordset($1::json) as x(o text, r text) join run k on k.org_id = o and k.id = r for share of k`;

const isUnfinished = `in ('queued', 'running', 'waiting')`;

/** The key says which of the step's runs it was; a step that has started another since does not take this one's end for it. */
const tellParents = `
with told as (
  insert into run_inbox (org_id, run_id, id, body)
  select o, p, 'child ' || r, json_build_object('kind', 'child_ended', 'step', s, 'runId', r,
    'key', (select d.key from run_delivery d where d.org_id = o and d.run_id = r))
  from json_to_recordset($1::json) as x(o text, r text, p text, s text)
  where exists (select from run k where k.org_id = o and k.id = p and k.status ${isUnfinished})
  on conflict do nothing returning org_id, run_id
)
select pg_notify('arches_inbox', '') from told where (select k.owner from run k where k.org_id = told.org_id and k.id = told.run_id) <> $2::int limit 1`;

const tellChildren = `
with told as (
  insert into run_inbox (org_id, run_id, id, body)
  select k.org_id, k.id, 'parent ' || r, json_build_object('kind', 'cancel_requested', 'reason', 'the run that started it waits for it no more')
  from json_to_recordset($1::json) as x(o text, r text, s text)
  join run k on k.org_id = o and k.parent_run_id = r and k.parent_step = coalesce(s, k.parent_step)
  where k.status ${isUnfinished}
  on conflict do nothing returning org_id, run_id
)
select pg_notify('arches_inbox', '') from told where (select k.owner from run k where k.org_id = told.org_id and k.id = told.run_id) <> $2::int limit 1`;

/** Of the runs that end badly; a run's id is its own in all organisations. */
const ofTheseRuns = `
  org_id = any (array(select o from json_to_recordset($1::json) as x(o text)))
  and run_id = any (array(select r from json_to_recordset($1::json) as x(r text)))`;

const endSteps = `
update run_step set status = 'cancelled', ended_at = now()
where ${ofTheseRuns} and status in ('pending', 'ready', 'running', 'retrying', 'waiting')`;

const endWaits = `update run_wait set status = 'cancelled', closed_at = now() where ${ofTheseRuns} and status = 'open'`;

const endTimers = `delete from run_timer where ${ofTheseRuns}`;

const hasOnePlan: ReadonlySet<string> = new Set([
  insertDocuments,
  insertRuns,
  noteNames,
  countEndedAtOnce,
  insertValues,
  insertEvents,
  upsertSteps,
]);
