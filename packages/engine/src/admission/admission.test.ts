import type { WorkflowDocument } from '@arches/kernel';
import { createAdmissionStore, createCircuitStore, pauseWorkflow, resumeWorkflow, saveLimits } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import { type Bench, gate, newOrganisation, openBench, workflow } from '../testing/host-bench.ts';
import { type AdmissionControl, createAdmission } from './admission.ts';

const manual = ['trigger.manual'] as const;

testDatabases('limits of runs', (db) => {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
    // What is left unfinished would be taken over by the next test's process.
    await db.database().withTenant([...orgIds], async (tx) => {
      await tx.updateTable('run').set({ status: 'cancelled', ended_at: new Date() }).where('ended_at', 'is', null).execute();
      await tx.deleteFrom('run_line').execute();
    });
    orgIds.clear();
  });
  const orgIds = new Set<string>();

  interface Limited extends Bench {
    readonly control: AdmissionControl;
    /** Begun effects that have not ended, by their run. */
    readonly working: Set<string>;
    readonly letGo: (runId: string) => Promise<void>;
  }

  async function bench(given: { orgId?: string; total?: number; pollMs?: number; firstTurn?: Promise<void> } = {}): Promise<Limited> {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { total, pollMs = 0, firstTurn } = given;
    const store = createAdmissionStore(db.database());
    const control = await createAdmission({
      store: {
        ...store,
        takeTurn: async (...asked) => {
          const turn = await store.takeTurn(...asked);
          await firstTurn;
          return turn;
        },
      },
      log: quiet,
      pollMs,
      ...(total === undefined ? {} : { total }),
    });
    const working = new Set<string>();
    const gates = new Map<string, ReturnType<typeof gate>>();
    const work = async ({ runId }: { readonly runId: string }) => {
      working.add(runId);
      const held = gates.get(runId) ?? gate();
      gates.set(runId, held);
      await held.passed;
      working.delete(runId);
      return { output: runId };
    };
    const made = await openBench(db.database(), db.config(), {
      ...(given.orgId === undefined ? {} : { orgId: given.orgId }),
      // Known from the start, since a host begins with what it takes over.
      effects: new Map([['work', work]]),
      limits: control,
      circuits: createCircuitStore(db.database()),
    });
    control.serve(made.host);
    orgIds.add(made.orgId);
    open.push({
      close: async () => {
        await control.close();
        for (const { open: letGo } of gates.values()) letGo();
        await made.host.close();
      },
    });
    const letGo = async (runId: string): Promise<void> => {
      const held = gates.get(runId) ?? gate();
      gates.set(runId, held);
      held.open();
      await expect.poll(() => working.has(runId)).toBe(false);
    };
    return { ...made, control, working, letGo };
  }

  const works = (settings: WorkflowDocument['settings'] = {}, more: object = {}): WorkflowDocument =>
    workflow({ start: manual, work: ['test.effect'], ...more }, ['start -> work'], { settings });
  const stored = async (orgId: string, document: WorkflowDocument): Promise<void> => {
    await db.database().withTenant(orgId, async (tx) => {
      await tx
        .insertInto('project')
        .values({ org_id: orgId, id: 'prj_1', name: 'P' })
        .onConflict((c) => c.doNothing())
        .execute();
      await tx
        .insertInto('workspace')
        .values({ org_id: orgId, id: 'ws_1', project_id: 'prj_1', name: 'W' })
        .onConflict((c) => c.doNothing())
        .execute();
      const ids = { org_id: orgId, id: document.id, project_id: 'prj_1', workspace_id: 'ws_1' };
      await tx
        .insertInto('workflow')
        .values({ ...ids, name: 'Test', draft: JSON.stringify(document) as never, created_by: 'u' })
        .execute();
    });
  };
  const statusOf = async ({ orgId }: Bench, runId: string): Promise<string> => {
    const row = await db
      .database()
      .withTenant(orgId, (tx) => tx.selectFrom('run').select('status').where('id', '=', runId).executeTakeFirstOrThrow());
    return row.status;
  };
  const seen = (b: Limited, runIds: readonly string[]): Promise<unknown> =>
    expect.poll(() => [...b.working].toSorted(), { timeout: 10_000 }).toEqual(runIds.toSorted());
  const startMany = async (b: Bench, document: WorkflowDocument, count: number, rest = {}): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) ids.push((await b.start(document, rest)).runId);
    return ids;
  };

  test('without a limit nobody stands in line', async () => {
    const b = await bench();
    const { status } = await b.start(works());
    expect(status).toBe('running');
    expect(await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run_line').selectAll().execute())).toEqual([]);
  });

  test('runs over a workflow’s limit are accepted, wait, and begin in the order in which they came', async () => {
    const b = await bench();
    const document = works({ maxConcurrentRuns: 2 });
    const ids = await startMany(b, document, 4);
    await seen(b, ids.slice(0, 2));
    expect(await statusOf(b, ids[2] ?? '')).toBe('queued');
    await b.letGo(ids[1] ?? '');
    await seen(b, [ids[0] ?? '', ids[2] ?? '']);
    await b.letGo(ids[0] ?? '');
    await seen(b, ids.slice(2));
  });

  test('an organisation’s limit holds over its workflows, another organisation’s runs go their way', async () => {
    const b = await bench();
    await db.database().withTenant(b.orgId, (tx) => saveLimits(tx, b.orgId, { runs: { concurrency: 1 }, services: [] }, 'u'));
    await b.control.changed();
    const [first = ''] = await startMany(b, works(), 1);
    const [second = ''] = await startMany(b, works(), 1);
    const other = await newOrganisation(db.database());
    orgIds.add(other);
    const { runId } = await b.start(works(), { orgId: other });
    await seen(b, [first, runId]);
    await b.letGo(first);
    await seen(b, [second, runId]);
  });

  test('tests are not held', async () => {
    const b = await bench();
    const document = workflow({ start: manual, sum: ['data.set', { fields: { n: 1 } }] }, ['start -> sum'], {
      settings: { maxConcurrentRuns: 1 },
    });
    await b.start(works({ maxConcurrentRuns: 1 }));
    expect((await b.finish(document, { mode: 'test' })).status).toBe('succeeded');
  });

  test('a run that waits for a person has left its place', async () => {
    const b = await bench();
    const nodes = { start: manual, ask: ['flow.approval', { title: 'May it?' }] } as const;
    const document = workflow(nodes, ['start -> ask'], { settings: { maxConcurrentRuns: 1 } });
    const [first = '', second = ''] = await startMany(b, document, 2);
    await expect.poll(() => statusOf(b, first)).toBe('waiting');
    await expect.poll(() => statusOf(b, second)).toBe('waiting');
  });

  test('a place that is left while its turn is still being carried out goes to whoever came into line meanwhile', async () => {
    const firstTurn = gate();
    const b = await bench({ firstTurn: firstTurn.passed });
    const nodes = { start: manual, ask: ['flow.approval', { title: 'May it?' }] } as const;
    const document = workflow(nodes, ['start -> ask'], { settings: { maxConcurrentRuns: 1 } });
    const [first = '', second = ''] = await startMany(b, document, 2);
    firstTurn.open();
    await expect.poll(() => statusOf(b, first)).toBe('waiting');
    await expect.poll(() => statusOf(b, second)).toBe('waiting');
  });

  test('one in line can be cancelled, and keeps nobody behind it', async () => {
    const b = await bench();
    const ids = await startMany(b, works({ maxConcurrentRuns: 1 }), 3);
    await seen(b, [ids[0] ?? '']);
    expect(await b.host.cancel(b.orgId, ids[1] ?? '')).toBe('cancelled');
    await b.letGo(ids[0] ?? '');
    await seen(b, [ids[2] ?? '']);
  });

  test('of a rate the rest comes when time gives it a place', async () => {
    const b = await bench();
    const ids = await startMany(b, works({ rate: { count: 2, perSeconds: 1 } }), 3);
    await seen(b, ids);
    const released = await db
      .database()
      .withTenant(b.orgId, (tx) => tx.selectFrom('run_line').select(['run_id', 'released_at']).orderBy('released_at').execute());
    expect(released.map(({ run_id }) => run_id)).toContain(ids[2]);
  });

  test('what was in line when the process ended begins in the next one', async () => {
    const orgId = await newOrganisation(db.database());
    const before = await bench({ orgId });
    const document = works({ maxConcurrentRuns: 1 });
    const ids = await startMany(before, document, 3);
    await seen(before, [ids[0] ?? '']);
    await before.control.close();
    await before.die();
    const after = await bench({ orgId });
    await seen(after, [ids[0] ?? '']);
    await after.letGo(ids[0] ?? '');
    await seen(after, [ids[1] ?? '']);
    expect(await statusOf(after, ids[2] ?? '')).toBe('queued');
  });

  test('two processes together let in no more than one would', async () => {
    const orgId = await newOrganisation(db.database());
    const [one, two] = [await bench({ orgId, pollMs: 50 }), await bench({ orgId, pollMs: 50 })];
    const document = works({ maxConcurrentRuns: 2 });
    const started = await Promise.all([one, two, one, two, one, two].map(async (b) => ({ b, id: (await b.start(document)).runId })));
    const left = new Map(started.map(({ id }) => [id, true]));
    const working = (): string[] => [...one.working, ...two.working];
    while (left.size > 0) {
      await expect.poll(() => working().length, { timeout: 10_000 }).toBe(Math.min(2, left.size));
      const [id = ''] = working();
      left.delete(id);
      await (one.working.has(id) ? one : two).letGo(id);
      expect(working().length).toBeLessThanOrEqual(2);
    }
  });

  test('a total for the whole installation is shared in turns', async () => {
    const b = await bench({ total: 1 });
    const other = await newOrganisation(db.database());
    orgIds.add(other);
    const mine = await startMany(b, works(), 2);
    const [theirs = ''] = await startMany(b, works(), 1, { orgId: other });
    const begun: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      await expect.poll(() => b.working.size).toBe(1);
      const [id = ''] = b.working;
      begun.push(id);
      await b.letGo(id);
    }
    expect(begun.toSorted()).toEqual([...mine, theirs].toSorted());
  });

  test('while a workflow is paused what comes is kept, and begins when it is resumed; what is under way goes on', async () => {
    const b = await bench();
    const document = works();
    await stored(b.orgId, document);
    const [before = ''] = await startMany(b, document, 1);
    await db.database().withTenant(b.orgId, (tx) => pauseWorkflow(tx, b.orgId, document.id, 'finish', 'u'));
    await b.control.changed();
    const [during = ''] = await startMany(b, document, 1);
    await b.letGo(before);
    expect(await statusOf(b, during)).toBe('queued');
    await db.database().withTenant(b.orgId, (tx) => resumeWorkflow(tx, b.orgId, document.id));
    await b.control.changed();
    await seen(b, [during]);
  });

  test('a pause may hold runs under way too: the step at work ends, the next begins after resuming', async () => {
    const b = await bench();
    const document = workflow({ start: manual, work: ['test.effect'], then: ['test.effect'] }, ['start -> work', 'work -> then']);
    await stored(b.orgId, document);
    const asks = workflow(
      { start: manual, ask: ['flow.approval', { title: 'May it?' }], then: ['test.effect'] },
      ['start -> ask', 'ask.approved -> then'],
      { id: `${document.id}` },
    );
    const [run = ''] = await startMany(b, document, 1);
    const [waiting = ''] = await startMany(b, asks, 1);
    await seen(b, [run]);
    await expect.poll(() => statusOf(b, waiting)).toBe('waiting');
    await db.database().withTenant(b.orgId, (tx) => pauseWorkflow(tx, b.orgId, document.id, 'hold', 'u'));
    await b.control.changed();
    await b.host.signal(b.orgId, waiting, 'ask', { kind: 'approval', decision: 'approved', by: 'ana@example.com' });
    void b.letGo(run);
    await expect.poll(() => statusOf(b, run)).toBe('waiting');
    expect(b.begun.filter((key) => key.endsWith(':then'))).toEqual([]);
    await db.database().withTenant(b.orgId, (tx) => resumeWorkflow(tx, b.orgId, document.id));
    await b.control.changed();
    expect((await b.ended(run)).status).toBe('succeeded');
    expect((await b.ended(waiting)).status).toBe('succeeded');
  });
});
