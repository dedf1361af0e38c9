import { randomUUID } from 'node:crypto';
import type { ChangeResult, ClaimedRun, NewRun, Owner, RunChange, RunStore } from '@arches/engine';
import { afterEach, describe, expect, test } from 'vitest';

export interface RunStoreUnderTest {
  readonly store: RunStore;
  /** An organisation that exists. */
  readonly orgId: string;
  readonly otherOrgId: string;
}

/** What every store of runs promises to the engine. */
export function runStoreSuite(title: string, open: () => Promise<RunStoreUnderTest>): void {
  describe(title, () => {
    const owners: { store: RunStore; owner: Owner }[] = [];

    async function attach(store: RunStore): Promise<Owner> {
      const owner = await store.attach();
      owners.push({ store, owner });
      return owner;
    }

    afterEach(async () => {
      for (const { store, owner } of owners.splice(0)) await store.detach(owner);
    });

    const kinds = (results: readonly ChangeResult[]): string[] => results.map(({ kind }) => kind);

    test('a new run comes back as it was written, its events in order', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const change = newRun(orgId, { events: 3 });
      const { results, now } = await store.commit(owner, [change]);
      expect(kinds(results)).toEqual(['kept']);
      expect(Math.abs(now - (await store.now()))).toBeLessThan(60_000);
      const kept = await store.load(orgId, change.runId);
      expect(kept).toMatchObject({ epoch: 1, owner: owner.id, status: 'running', workflowId: 'wf_1', stepPositions: ['a', 'b'] });
      expect(kept?.document).toMatchObject({ name: 'Suite' });
      expect(kept?.events.map((event) => event.at)).toEqual([1001, 1002, 1003]);
    });

    test('the same change again, after a lost reply, is kept once', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const first = newRun(orgId, { deliveryKey: randomUUID() });
      const second = following(first);
      for (const change of [first, second]) {
        expect(kinds((await store.commit(owner, [change])).results)).toEqual(['kept']);
        expect(kinds((await store.commit(owner, [change])).results)).toEqual(['kept']);
      }
      expect((await store.load(orgId, first.runId))?.events).toHaveLength(2);
    });

    test('a change that ended a run is kept once, too', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const first = newRun(orgId);
      await store.commit(owner, [first]);
      const last: RunChange = { ...following(first), row: { status: 'succeeded', endedAt: 2000, output: '{"n":1}' } };
      for (const attempt of [1, 2]) expect([attempt, kinds((await store.commit(owner, [last])).results)]).toEqual([attempt, ['kept']]);
      expect(await store.load(orgId, first.runId)).toMatchObject({ status: 'succeeded', output: { n: 1 } });
      expect(kinds((await store.commit(owner, [following(last)])).results)).toEqual(['conflict']);
    });

    test('one delivery makes one run, in one flush and over several', async () => {
      const { store, orgId, otherOrgId } = await open();
      const owner = await attach(store);
      const deliveryKey = randomUUID();
      const [first, second, third, elsewhere] = [orgId, orgId, orgId, otherOrgId].map((org) => newRun(org, { deliveryKey }));
      if (!first || !second || !third || !elsewhere) throw new Error('unreachable');
      const { results } = await store.commit(owner, [first, second, elsewhere]);
      expect(results).toEqual([{ kind: 'kept' }, { kind: 'duplicate', runId: first.runId, status: 'running' }, { kind: 'kept' }]);
      const bystander = newRun(orgId);
      const later = await store.commit(owner, [third, bystander]);
      expect(later.results).toEqual([{ kind: 'duplicate', runId: first.runId, status: 'running' }, { kind: 'kept' }]);
      expect(await store.load(orgId, third.runId)).toBeUndefined();
      expect(await store.load(orgId, bystander.runId)).toBeDefined();
    });

    test('an older epoch and a gap are refused, and the others of the flush are kept', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const [stale, gap, good] = [newRun(orgId), newRun(orgId), newRun(orgId)];
      await store.commit(owner, [stale, gap, good]);
      const changes = [{ ...following(stale), epoch: 0 }, { ...following(following(gap)) }, following(good)];
      expect(kinds((await store.commit(owner, changes)).results)).toEqual(['conflict', 'conflict', 'kept']);
      expect((await store.load(orgId, stale.runId))?.events).toHaveLength(1);
      expect((await store.load(orgId, good.runId))?.events).toHaveLength(2);
    });

    test('runs of a living owner are left to it; those of a dead one are claimed once, with a new epoch', async () => {
      const { store, orgId } = await open();
      const [dead, living, next] = [await attach(store), await attach(store), await attach(store)];
      const mine = newRun(orgId);
      const orphans = Array.from({ length: 5 }, () => newRun(orgId));
      await store.commit(dead, orphans);
      await store.commit(living, [mine]);
      expect(await claimAll(store, next, orgId)).toEqual([]);
      expect(await store.claimRun(next, orgId, mine.runId)).toBeUndefined();
      await store.detach(dead);
      const claimed = (await Promise.all([claimAll(store, next, orgId), claimAll(store, living, orgId)])).flat();
      expect(claimed.map(({ runId }) => runId).toSorted()).toEqual(orphans.map(({ runId }) => runId).toSorted());
      expect(claimed.every(({ epoch }) => epoch === 2)).toBe(true);
      const [orphan] = orphans;
      if (orphan) expect(kinds((await store.commit(dead, [following(orphan)])).results)).toEqual(['conflict']);
    });

    test('an owner is told which of its runs are under way, so that one it does not know of is not lost', async () => {
      const { store, orgId } = await open();
      const [owner, other] = [await attach(store), await attach(store)];
      const [running, waiting, ended, foreign] = [newRun(orgId), newRun(orgId), newRun(orgId), newRun(orgId)];
      await store.commit(owner, [
        running,
        { ...waiting, row: { status: 'waiting' } },
        { ...ended, row: { status: 'failed', endedAt: 1500 } },
      ]);
      await store.commit(other, [foreign]);
      expect(await store.running(owner)).toEqual([{ orgId, runId: running.runId, epoch: 1 }]);
    });

    test('a run that is being written can be read by others at any moment', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      let change = newRun(orgId);
      await store.commit(owner, [change]);
      for (let round = 0; round < 20; round += 1) {
        change = following(change);
        const [{ results }, ...read] = await Promise.all([
          store.commit(owner, [change]),
          ...Array.from({ length: 4 }, () => store.load(orgId, change.runId)),
        ]);
        expect(kinds(results)).toEqual(['kept']);
        for (const kept of read) expect([change.fromSeq, change.toSeq]).toContain(kept?.events.length);
      }
    });

    test('an ended run is not claimed', async () => {
      const { store, orgId } = await open();
      const [dead, next] = [await attach(store), await attach(store)];
      const run = newRun(orgId);
      await store.commit(dead, [{ ...run, row: { status: 'failed', endedAt: 1500, error: '{"code":"x"}' } }]);
      await store.detach(dead);
      expect(await claimAll(store, next, orgId)).toEqual([]);
      expect(await store.claimRun(next, orgId, run.runId)).toBeUndefined();
    });

    test('due timers are told to the owner of their run until a change removes them, and the next one is named', async () => {
      const { store, orgId } = await open();
      const [owner, other] = [await attach(store), await attach(store)];
      const now = await store.now();
      const run = newRun(orgId);
      const timers = [
        { step: 'a', timer: 'wait' as const, dueAt: now - 10 },
        { step: 'b', timer: 'retry' as const, dueAt: now + 3_600_000 },
      ];
      await store.commit(owner, [{ ...run, timers }]);
      for (const look of [1, 2]) {
        const due = await store.dueTimers(owner, 10);
        expect([look, due.timers.map(({ step }) => step)]).toEqual([look, ['a']]);
        expect(due.nextAt).toBe(now + 3_600_000);
      }
      expect(await store.dueTimers(other, 10)).toMatchObject({ timers: [] });
      const moved = {
        ...following(run),
        timers: [
          { step: 'a', timer: 'wait' as const },
          { step: 'b', timer: 'retry' as const, dueAt: now - 5 },
        ],
      };
      await store.commit(owner, [moved]);
      expect((await store.dueTimers(owner, 10)).timers).toMatchObject([{ step: 'b', timer: 'retry', dueAt: now - 5 }]);
    });

    test('values beside the journal come back letter by letter', async () => {
      const { store, orgId, otherOrgId } = await open();
      const owner = await attach(store);
      const run = newRun(orgId);
      const body = JSON.stringify({ text: 'a "quoted" \\ line\nand \u{1F600}', list: [1, null, true] });
      await store.commit(owner, [{ ...run, values: [{ id: 'val_1', size: body.length, body }] }]);
      expect(await store.readValues(orgId, run.runId, ['val_1', 'val_2'])).toEqual(new Map([['val_1', body]]));
      expect(await store.readValues(otherOrgId, run.runId, ['val_1'])).toEqual(new Map());
      expect(await store.load(otherOrgId, run.runId)).toBeUndefined();
    });

    test('a message is read by the owner of its run alone, in order, until a change takes it, and is not taken twice', async () => {
      const { store, orgId, otherOrgId } = await open();
      const [owner, other] = [await attach(store), await attach(store)];
      const run = newRun(orgId);
      await store.commit(owner, [run]);
      const message = (kind: string): string => JSON.stringify({ kind });
      for (const [id, kind] of [
        ['m1', 'pause_requested'],
        ['m2', 'resume_requested'],
        ['m1', 'pause_requested'],
      ] as const)
        expect(await store.post(orgId, run.runId, id, message(kind))).toBe('taken');
      expect(await store.post(otherOrgId, run.runId, 'm3', message('pause_requested'))).toBe('missing');
      const read = async (by: Owner): Promise<string[]> =>
        (await store.inbox(by, 10)).filter((entry) => entry.runId === run.runId).map(({ id, message: { kind } }) => `${id} ${kind}`);
      expect(await read(other)).toEqual([]);
      expect(await read(owner)).toEqual(['m1 pause_requested', 'm2 resume_requested']);
      expect([await store.hasMessages(orgId, run.runId), await store.hasMessages(otherOrgId, run.runId)]).toEqual([true, false]);
      const taking = { ...following(run), taken: ['m1'] };
      // The second time it is the same change, whose reply was lost.
      for (const attempt of [1, 2]) expect([attempt, kinds((await store.commit(owner, [taking])).results)]).toEqual([attempt, ['kept']]);
      expect(await read(owner)).toEqual(['m2 resume_requested']);
      expect(kinds((await store.commit(owner, [{ ...following(taking), taken: ['m1'] }])).results)).toEqual(['conflict']);
      expect((await store.load(orgId, run.runId))?.events).toHaveLength(2);
      // Whoever has the run in another epoch, or not at all, throws nothing away.
      const held = { orgId, runId: run.runId, epoch: 1 };
      expect(await store.discard(other, held, ['m2'])).toBe(false);
      expect(await store.discard(owner, { ...held, epoch: 2 }, ['m2'])).toBe(false);
      expect(await read(owner)).toEqual(['m2 resume_requested']);
      expect(await store.discard(owner, held, ['m2'])).toBe(true);
      expect(await read(owner)).toEqual([]);
      expect(await store.hasMessages(orgId, run.runId)).toBe(false);
      const last: RunChange = { ...following(taking), row: { status: 'succeeded', endedAt: 2000 } };
      await store.post(orgId, run.runId, 'm4', message('pause_requested'));
      await store.commit(owner, [last]);
      expect(await store.post(orgId, run.runId, 'm5', message('pause_requested'))).toBe('ended');
      expect(await read(owner)).toEqual([]);
      expect(await store.result(orgId, run.runId)).toMatchObject({ status: 'succeeded', owner: owner.id });
    });

    test('an owner hears of a message that another process leaves', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const heard = Promise.withResolvers<void>();
      owner.onInbox(heard.resolve);
      const run = newRun(orgId);
      await store.commit(owner, [run]);
      await store.post(orgId, run.runId, 'm1', '{"kind":"run_released"}');
      await heard.promise;
    });

    test('a child is born while a step waits for it, once; its end is told to that step, and the step’s end to it', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const parent = waitingForChild(newRun(orgId));
      await store.commit(owner, [parent]);
      const childless = async (): Promise<boolean> => (await store.childless(owner, 1000)).some(({ runId }) => runId === parent.runId);
      expect(await childless()).toBe(true);
      const [first, second] = [childOf(parent, 'k1'), childOf(parent, 'k1')];
      expect((await store.commit(owner, [first, second])).results).toMatchObject([
        { kind: 'kept' },
        { kind: 'duplicate', runId: first.runId },
      ]);
      expect(await childless()).toBe(false);
      expect(await store.load(orgId, parent.runId)).toMatchObject({ childKeys: ['k1'] });
      const step = { runId: parent.runId, step: 'a' };
      expect(await store.load(orgId, first.runId)).toMatchObject({ parent: step });
      await store.commit(owner, [{ ...following(first), row: { status: 'failed', endedAt: 3000 }, parent: step }]);
      const toParent = (await store.inbox(owner, 1000)).filter(({ runId }) => runId === parent.runId);
      expect(toParent.map(({ message }) => message)).toEqual([{ kind: 'child_ended', step: 'a', runId: first.runId, key: 'k1' }]);
      const another = childOf(parent, 'k2');
      await store.commit(owner, [another]);
      const done = { step: 'a', nodeId: 'a', position: 0, status: 'failed' as const, attempts: 1, detail: '{}' };
      await store.commit(owner, [
        { ...following(parent), steps: [done], closed: [{ step: 'a', result: 'expired', closedAt: 3000 }], leftChildren: ['a'] },
      ]);
      const toChild = (await store.inbox(owner, 1000)).filter(({ runId }) => runId === another.runId);
      expect(toChild).toMatchObject([{ message: { kind: 'cancel_requested' } }]);
      expect(kinds((await store.commit(owner, [childOf(parent, 'k3')])).results)).toEqual(['conflict']);
    });

    test('a step keeps its input and its place when it is written again', async () => {
      const { store, orgId } = await open();
      const owner = await attach(store);
      const run = newRun(orgId);
      await store.commit(owner, [run]);
      const again = { step: 'a', nodeId: 'a', position: 9, status: 'succeeded' as const, attempts: 2, detail: '{}' };
      await store.commit(owner, [{ ...following(run), steps: [again] }]);
      expect((await store.load(orgId, run.runId))?.stepPositions).toEqual(['a', 'b']);
    });
  });
}

/** Takes runs in small helpings until there are none. Other tests leave runs behind; those of `orgId` are given. */
async function claimAll(store: RunStore, owner: Owner, orgId: string): Promise<ClaimedRun[]> {
  const all: ClaimedRun[] = [];
  for (let helping = await store.claim(owner, 2); helping.length > 0; helping = await store.claim(owner, 2)) all.push(...helping);
  return all.filter((run) => run.orgId === orgId);
}

function newRun(orgId: string, { events = 1, deliveryKey }: { readonly events?: number; readonly deliveryKey?: string } = {}): RunChange {
  const create: NewRun = {
    scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
    workflowId: 'wf_1',
    workflowName: 'Suite',
    version: 1,
    mode: 'live',
    triggerKind: 'api',
    documentHash: 'f00d',
    document: JSON.stringify({ schemaVersion: 1, id: 'wf_1', name: 'Suite', nodes: [], edges: [] }),
    input: '{"n":1}',
    createdAt: 1000,
    ...(deliveryKey === undefined ? {} : { deliveryKey }),
  };
  return {
    orgId,
    runId: `run_${randomUUID().replaceAll('-', '')}`,
    epoch: 1,
    fromSeq: 0,
    toSeq: events,
    create,
    events: Array.from({ length: events }, (_, i) => ({
      seq: i + 1,
      at: 1001 + i,
      kind: 'cancel_requested' as const,
      body: JSON.stringify({ kind: 'cancel_requested', at: 1001 + i }),
    })),
    row: { status: 'running', startedAt: 1001, costUsd: 0, stepsTotal: 2, stepsDone: 0, stepsFailed: 0 },
    steps: ['a', 'b'].map((step, position) => ({
      step,
      nodeId: step,
      position,
      status: 'running' as const,
      attempts: 1,
      input: '{"x":1}',
      detail: '{}',
    })),
    timers: [],
    opened: [],
    closed: [],
    votes: [],
    values: [],
    taken: [],
    leftChildren: [],
  };
}

/** A run whose step `a` waits for a child. */
function waitingForChild(run: RunChange): RunChange {
  const steps = run.steps.map((step) => (step.step === 'a' ? { ...step, status: 'waiting' as const } : step));
  const wait = { kind: 'child' as const, workflowId: 'wf_2', input: null };
  return { ...run, steps, opened: [{ id: `wait_${run.runId}`, step: 'a', nodeId: 'a', wait, isNew: true, openedAt: 1001 }] };
}

function childOf(parent: RunChange, deliveryKey: string): RunChange {
  const child = newRun(parent.orgId, { deliveryKey });
  if (!child.create) throw new Error('unreachable');
  return { ...child, create: { ...child.create, parentRunId: parent.runId, parentStep: 'a' } };
}

/** One more event of the same run. */
function following(before: RunChange): RunChange {
  const { create: _created, ...change } = before;
  const seq = change.toSeq + 1;
  const event = {
    seq,
    at: 2000 + seq,
    kind: 'cancel_requested' as const,
    body: JSON.stringify({ kind: 'cancel_requested', at: 2000 + seq }),
  };
  return { ...change, fromSeq: change.toSeq, toSeq: seq, events: [event], steps: [], timers: [], opened: [], values: [], taken: [] };
}
