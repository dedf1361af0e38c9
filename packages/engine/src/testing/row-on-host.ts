import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type StepError, type StepId, type StepView, type WorkflowDocument, type WorkflowGraph } from '@arches/kernel';
import { type Act, type Answer, createPlayer, type Observed, parseRow, type Player, type Row, unmet } from '@arches/kernel/semantics';
import type { Database } from '@arches/store';
import type { ExecuteRequest, ExecuteResult, RunNotice } from '../ports.ts';
import type { Bench } from './host-bench.ts';
import { workflow } from './host-bench.ts';
import type { RowClock } from './row-clock.ts';

/** What a step that runs another workflow runs: one step, answered for by the row. */
export const childDocument: WorkflowDocument = workflow({ work: ['effect'] }, []);

interface Held {
  readonly runId: string;
  readonly answer: (result: Answer) => void;
}

/** Effects that have begun and wait for what the row says. Runs of a child are known by the parent's id. */
export interface HeldEffects {
  readonly execute: (request: ExecuteRequest) => Promise<ExecuteResult>;
  readonly began: Map<string, StepId[]>;
  readonly aborted: Map<string, StepId[]>;
  readonly take: (runId: string, step: StepId) => Held | undefined;
}

export function createHeldEffects(): HeldEffects {
  const held = new Map<string, Held>();
  const began = new Map<string, StepId[]>();
  const aborted = new Map<string, StepId[]>();
  const add = (lists: Map<string, StepId[]>, runId: string, step: StepId) => lists.set(runId, [...(lists.get(runId) ?? []), step]);
  return {
    began,
    aborted,
    execute: ({ runId, command: { step }, signal }) => {
      add(began, runId, step);
      return new Promise((resolve, reject) => {
        const answer = (result: Answer): void => {
          if ('output' in result) resolve({ output: result.output });
          else reject('error' in result ? thrown(result.error) : new Error('Only a run can be cancelled.'));
        };
        held.set(`${runId} ${step}`, { runId, answer });
        signal.addEventListener('abort', () => {
          held.delete(`${runId} ${step}`);
          add(aborted, runId, step);
          reject(signal.reason as Error);
        });
      });
    },
    take: (runId, step) => {
      const found = held.get(`${runId} ${step}`);
      held.delete(`${runId} ${step}`);
      return found;
    },
  };
}

function thrown({ code, message, ...rest }: StepError): AppError {
  return new AppError(code, message, rest);
}

export interface RowHost {
  readonly bench: Bench;
  readonly database: Database;
  readonly clock: RowClock;
  readonly effects: HeldEffects;
}

const patienceMs = 20_000;

/**
 * Carries a row out on a host, with the same row on the kernel alone beside it: after every event both must show the same. Returns what does
 * not hold in the end.
 */
export async function problemsOnHost(host: RowHost, row: Row): Promise<string[]> {
  const { bench } = host;
  const parsed = parseRow(row);
  const player = createPlayer(parsed);
  const views = new Map<StepId, StepView>();
  let run: RunNotice['run'] | undefined;
  let runId = '';
  const early: RunNotice[] = [];
  const see = (notice: RunNotice): void => {
    if (runId === '') early.push(notice);
    if (notice.runId !== runId) return;
    run = notice.run;
    for (const view of notice.steps) views.set(view.step, view);
  };
  const stop = bench.host.subscribe(see);
  for (const { id } of allNodes(parsed.document)) bench.effects.set(id, host.effects.execute);
  const started = await bench.start(
    { ...parsed.document, id: `wf_${Math.random().toString(36).slice(2)}` },
    { ...parsed.start, version: null },
  );
  runId = started.runId;
  for (const notice of early) see(notice);
  try {
    const isSame = (): boolean => run?.status === player.observed().run.status && differences(player, views).length === 0;
    await until(isSame, () => `At the start: ${told(run, player, views)}`);
    for (const [place, act] of parsed.acts.entries()) {
      await carryOut(host, runId, act, player);
      player.act(act);
      await until(isSame, () => `After event ${place + 1}: ${told(run, player, views)}`);
    }
    return unmet(row.expected, await observedOn(host, runId, views));
  } catch (error) {
    return [String(error)];
  } finally {
    await bench.host.cancel(bench.orgId, runId).catch(() => undefined);
    stop();
  }
}

function allNodes(graph: WorkflowGraph): WorkflowGraph['nodes'] {
  return graph.nodes.flatMap((node) => [node, ...(node.body ? allNodes(node.body) : [])]);
}

/** Steps that the host shows otherwise than the kernel. What is pending need not be shown. */
function differences(player: Player, views: ReadonlyMap<StepId, StepView>): string[] {
  return [...player.observed().steps].flatMap(([id, wanted]) => {
    const found = views.get(id);
    const same = found?.status === wanted.status && found.attempts === wanted.attempts && found.sent === wanted.sent;
    return same || (wanted.status === 'pending' && !found) ? [] : [`${id} ${found?.status} instead of ${wanted.status}`];
  });
}

function told(run: RunNotice['run'] | undefined, player: Player, views: ReadonlyMap<StepId, StepView>): string {
  return `run ${run?.status} where the kernel says ${player.observed().run.status}; ${differences(player, views).join(', ')}`;
}

async function carryOut(host: RowHost, runId: string, act: Act, player: Player): Promise<void> {
  const { bench } = host;
  switch (act.kind) {
    case 'answer':
      if (player.observed().steps.get(act.step)?.waiting?.kind === 'child') await answerForChild(host, runId, act.result);
      else await answerFor(host, runId, act.step, act.result);
      return;
    case 'signal':
      await unlessOver(bench.host.signal(bench.orgId, runId, act.step, act.signal));
      return;
    case 'ask':
      await unlessOver(bench.host[act.what](bench.orgId, runId));
      return;
    case 'time':
      await travel(host, runId, act.ms);
      return;
    case 'begins':
      throw new Error('That an attempt begins is for the host to say.');
  }
}

async function answerFor({ effects }: RowHost, runId: string, step: StepId, result: Answer): Promise<void> {
  let held: Held | undefined;
  await until(
    () => (held = effects.take(runId, step)) !== undefined,
    () => `${step} is not under way.`,
  );
  held?.answer(result);
}

async function answerForChild(host: RowHost, parent: string, result: Answer): Promise<void> {
  const { bench, effects } = host;
  let childId: string | undefined;
  await until(
    async () => (childId = await childOf(host, parent)) !== undefined,
    () => 'No other run was started.',
  );
  const runId = childId ?? '';
  await until(
    () => effects.began.has(runId),
    () => 'The other run has not begun.',
  );
  if ('cancelled' in result) await bench.host.cancel(bench.orgId, runId);
  else effects.take(runId, 'work')?.answer(result);
}

async function childOf({ bench, database }: RowHost, parent: string): Promise<string | undefined> {
  const child = await database.withTenant(bench.orgId, (tx) =>
    tx.selectFrom('run').select('id').where('parent_run_id', '=', parent).executeTakeFirst(),
  );
  return child?.id;
}

/** Answers that come too late or from the wrong person are refused by the host; what matters is that nothing changes. */
async function unlessOver(delivered: Promise<unknown>): Promise<void> {
  await delivered.catch((error: unknown) => {
    const refusals = ['wait_closed', 'forbidden', 'run_finished', 'step_not_found'];
    if (!(error instanceof AppError && refusals.includes(error.code))) throw error;
  });
}

async function travel({ bench, database, clock }: RowHost, runId: string, ms: number): Promise<void> {
  const end = clock.timeOf(runId) + ms;
  for (;;) {
    const [next] = clock.timersOf(runId);
    if (!next || next.dueAt > end) break;
    clock.travel(runId, Math.max(0, next.dueAt - clock.timeOf(runId)));
    await database.withTenant(bench.orgId, (tx) =>
      tx
        .updateTable('run_timer')
        .set({ due_at: new Date(0) })
        .where('run_id', '=', runId)
        .where('step', '=', next.step)
        .where('timer', '=', next.timer)
        .execute(),
    );
    await until(
      () => !clock.timersOf(runId).includes(next),
      () => `The timer ${next.timer} of ${next.step} did not fire.`,
    );
  }
  clock.travel(runId, end - clock.timeOf(runId));
}

async function observedOn(
  { bench, effects, clock, database }: RowHost,
  runId: string,
  views: ReadonlyMap<StepId, StepView>,
): Promise<Observed> {
  const kept = await bench.store.result(bench.orgId, runId);
  if (!kept) throw new Error('The run is gone.');
  const asked = await database.withTenant(bench.orgId, (tx) =>
    tx.selectFrom('run_wait').select('step').where('run_id', '=', runId).where('closed_at', 'is', null).execute(),
  );
  const timers = clock.timersOf(runId).map(({ timer, step }) => `${timer} ${step}`);
  const why = bench.told.filter((notice) => notice.runId === runId && notice.why !== 'asked');
  return {
    run: { status: kept.status, output: kept.output ?? null, error: (kept.error ?? null) as Observed['run']['error'] },
    steps: views,
    began: effects.began.get(runId) ?? [],
    aborted: effects.aborted.get(runId) ?? [],
    told: why.map(({ to, why: reason }) => `${to.join('+') || 'anyone'} (${reason})`),
    open: [...timers, ...asked.map(({ step }) => `question ${step}`)],
    reply: kept.reply as Observed['reply'],
  };
}

async function until(holds: () => boolean | Promise<boolean>, complaint: () => string): Promise<void> {
  for (let left = patienceMs; !(await holds()); left -= 5) {
    if (left <= 0) throw new Error(complaint());
    await delay(5);
  }
}
