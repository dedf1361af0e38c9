import {
  failingWorkflows,
  listFailureCauses,
  listRuns,
  runStatistics,
  storageByDay,
  storageByWorkflow,
  systemRetention,
  storageTotals,
} from '@arches/store';
import { answering } from './documents.ts';
import { quantile } from './load.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';

const few = 1000;
const days = 30;
const workflows = 20;
const chunk = 50_000;

interface Question {
  readonly what: string;
  readonly ask: () => Promise<unknown>;
  /** It adds up what it finds; what it takes grows with that, not with what it does not look at. */
  readonly addsUp?: boolean;
}

/** The same questions with a thousand finished runs in the database and with very many. */
export async function measureFinishedRuns(place: Place, report: Report, many: number): Promise<void> {
  const owner = await place.store.attach();
  const questions = questionsOf(place, owner);
  await addRuns(place, { from: 0, count: few, apart: (days * 86_400) / few });
  await place.analyse();
  const small = await timesOf(questions);
  for (let from = few; from < many; from += chunk)
    await addRuns(place, { from, count: Math.min(chunk, many - from), apart: (days * 86_400) / many });
  await place.analyse();
  const large = await timesOf(questions);
  await place.store.detach(owner);
  for (const [i, { what, addsUp }] of questions.entries()) {
    const before = small[i] ?? Number.NaN;
    const after = large[i] ?? Number.NaN;
    report.add({
      database: place.title,
      what: `${what}, ${many} finished runs against ${few}`,
      value: after / before,
      unit: '×',
      ...(addsUp ? {} : { target: { atMost: 1.5 } }),
      note: `${before.toFixed(2)} ms, ${after.toFixed(2)} ms`,
    });
  }
}

function questionsOf(place: Place, owner: Awaited<ReturnType<Place['store']['attach']>>): readonly Question[] {
  const { db, orgId, store } = place;
  const list =
    (filter: Omit<Parameters<typeof listRuns>[2], 'limit'>, limit = 50) =>
    (): Promise<unknown> =>
      db.withTenant(orgId, (tx) => listRuns(tx, orgId, { ...filter, limit }));
  return [
    { what: 'list of runs, first page', ask: list({}) },
    { what: 'list of runs of a workflow', ask: list({ workflowId: 'wf_bench_3' }) },
    // As many as the thousand hold, so that the same number of rows is compared.
    { what: 'list of failed runs', ask: list({ status: 'failed' }, 10) },
    { what: 'list of cancelled runs', ask: list({ status: 'cancelled' }, 1) },
    { what: 'list of running runs', ask: list({ status: 'running' }) },
    { what: 'list of test runs', ask: list({ mode: 'test' }, 2) },
    { what: 'list of runs with a name', ask: list({ search: 'Workflow 7' }) },
    { what: 'claim of runs without an owner', ask: () => store.claim(owner, 200) },
    { what: 'look for due timers', ask: () => store.dueTimers(owner, 200) },
    {
      what: 'storage page',
      ask: () =>
        db.withTenant(orgId, async (tx) => {
          await storageTotals(tx, orgId);
          await storageByWorkflow(tx, orgId, systemRetention, 50);
          await storageByDay(tx, orgId);
        }),
    },
    { what: 'webhook → set → respond', ask: () => place.run(answering, { n: 1 }) },
    { what: 'causes of failures', ask: () => db.withTenant(orgId, (tx) => listFailureCauses(tx, orgId, undefined, 20)), addsUp: true },
    { what: 'figures of the last 28 days', ask: () => db.withTenant(orgId, (tx) => runStatistics(tx, orgId, 28, 'UTC')), addsUp: true },
    { what: 'failing workflows', ask: () => db.withTenant(orgId, (tx) => failingWorkflows(tx, orgId, 7, 20)), addsUp: true },
  ];
}

/** Milliseconds of each, once the slowest three quarters are left out: what others do on the machine makes a question slower, never faster. */
async function timesOf(questions: readonly Question[]): Promise<number[]> {
  const times: number[] = [];
  for (const { ask } of questions) {
    const taken: number[] = [];
    for (let n = 0, began = performance.now(); n < 5 || (n < 60 && performance.now() - began < 500); n += 1) {
      const asked = performance.now();
      await ask();
      if (n > 1) taken.push(performance.now() - asked);
    }
    times.push(quantile(taken, 0.25));
  }
  return times;
}

/**
 * Ended runs of twenty workflows over the last thirty days, `apart` seconds from one to the next: one in a hundred failed, one in a thousand
 * cancelled, one in five hundred a test. Few and many of them lie in the same days and quarters of an hour.
 */
async function addRuns(
  { db, orgId }: Place,
  { from, count, apart }: { readonly from: number; readonly count: number; readonly apart: number },
): Promise<void> {
  const params = [orgId, from, from + count - 1];
  const at = `(now() - interval '${days} days' + n * interval '${apart} seconds')`;
  await db.batch(
    [orgId],
    [
      {
        sql: `insert into run_document (org_id, hash, document) values ($1, 'bench', '{}') on conflict do nothing`,
        params: [orgId],
      },
      {
        sql: `
        insert into run (org_id, id, project_id, workspace_id, workflow_id, workflow_name, version, mode, status, trigger_kind, document_hash, input,
          output, error, steps_total, steps_done, last_seq, epoch, owner, created_at, started_at, ended_at, journal_bytes)
        select $1, run_id_at(r.at) || lpad(to_hex(r.n), 12, '0'), 'prj_bench', 'ws_bench', 'wf_bench_' || r.n % ${workflows}, 'Workflow ' || r.n % ${workflows}, 1,
          case when r.n % 500 = 1 then 'test' else 'live' end,
          case when r.n % 100 = 3 then 'failed' when r.n % 1000 = 7 then 'cancelled' else 'succeeded' end, 'webhook', 'bench', '{"n":1}', '{"n":2}',
          case when r.n % 100 = 3 then '{"code":"provider_error","message":"The service answered 500.","nodeId":"call"}'::json end,
          3, 3, 3, 1, 1, r.at, r.at, r.at + interval '20 ms', 900
        from (select n, ${at} as at from generate_series($2::int, $3::int) n) r`,
        params,
      },
      {
        sql: `
        insert into run_name (org_id, workflow_id, name)
        select $1, 'wf_bench_' || n % ${workflows}, 'Workflow ' || n % ${workflows} from generate_series($2::int, $3::int) n group by 2, 3
        on conflict do nothing`,
        params,
      },
      {
        sql: `
        insert into run_quarter (org_id, at, shard, done, failed)
        select $1, to_timestamp(floor(extract(epoch from ${at}) / 900) * 900), 0,
          count(*) filter (where n % 100 <> 3), count(*) filter (where n % 100 = 3)
        from generate_series($2::int, $3::int) n group by 2
        on conflict (org_id, at, shard) do update set done = run_quarter.done + excluded.done, failed = run_quarter.failed + excluded.failed`,
        params,
      },
      {
        sql: `
        insert into run_pace (org_id, day, bucket, shard, runs)
        select $1, (${at} at time zone 'UTC')::date, n % 200, 0, count(*)
        from generate_series($2::int, $3::int) n group by 2, 3
        on conflict (org_id, day, bucket, shard) do update set runs = run_pace.runs + excluded.runs`,
        params,
      },
      {
        sql: `
        insert into storage_day (org_id, workflow_id, mode, day, runs, journal_bytes)
        select $1, 'wf_bench_' || n % ${workflows}, 'live', (${at} at time zone 'UTC')::date, count(*), 900 * count(*)
        from generate_series($2::int, $3::int) n group by 2, 4
        on conflict (org_id, workflow_id, mode, day) do update set runs = storage_day.runs + excluded.runs,
          journal_bytes = storage_day.journal_bytes + excluded.journal_bytes`,
        params,
      },
    ],
  );
}
