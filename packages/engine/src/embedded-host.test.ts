import { AppError } from '@arches/kernel';
import { listApprovals } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import { readValue } from './read-value.ts';
import { isStoredValue } from './stored-value.ts';
import { type Bench, gate, newOrganisation, openBench, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;

testDatabases('the embedded host', (db) => {
  const open: Bench[] = [];

  async function bench(given: Parameters<typeof openBench>[2] = {}): Promise<Bench> {
    const made = await openBench(db.database(), db.config(), given);
    open.push(made);
    return made;
  }

  afterEach(async () => {
    for (const { host } of open.splice(0)) await host.close();
  });

  const stepsOf = async ({ orgId }: Bench, runId: string): Promise<Record<string, string>> => {
    const rows = await db
      .database()
      .withTenant(orgId, (tx) => tx.selectFrom('run_step').select(['step', 'status']).where('run_id', '=', runId).execute());
    return Object.fromEntries(rows.map(({ step, status }) => [step, status]));
  };
  const journalOf = async ({ orgId }: Bench, runId: string): Promise<string[]> => {
    const rows = await db
      .database()
      .withTenant(orgId, (tx) => tx.selectFrom('run_event').select(['seq', 'kind']).where('run_id', '=', runId).orderBy('seq').execute());
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
    return rows.map(({ kind }) => kind);
  };

  test('a run of pure steps is one flush, and its rows are there when it is told', async () => {
    const b = await bench();
    const document = workflow({ start: manual, sum: ['data.set', { fields: { n: '{{ input.n + 1 }}' } }] }, ['start -> sum']);
    const outcome = await b.finish(document, { input: { n: 41 } });
    expect(outcome).toMatchObject({ status: 'succeeded', output: { n: 42 }, finished: true });
    expect(await stepsOf(b, outcome.runId)).toEqual({ start: 'succeeded', sum: 'succeeded' });
    expect(await journalOf(b, outcome.runId)).toEqual(['run_started']);
    expect(b.host.metrics().flushes).toBe(1);
    const run = await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run').selectAll().executeTakeFirstOrThrow());
    expect(run).toMatchObject({
      status: 'succeeded',
      steps_total: 2,
      steps_done: 2,
      steps_failed: 0,
      cost_usd: 0,
      output: { n: 42 },
      input: { n: 41 },
    });
  });

  test.each([null, false, 0, '', [], 'text'])('any JSON may be the input: %j', async (input) => {
    const b = await bench();
    const { runId } = await b.finish(workflow({ start: manual, one: effect }, ['start -> one']), { input });
    expect(await b.store.load(b.orgId, runId)).toMatchObject({ status: 'succeeded', output: { did: 'one' } });
    const run = await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run').select('input').executeTakeFirstOrThrow());
    expect(run.input).toEqual(input);
  });

  test('branches work side by side and meet', async () => {
    const b = await bench();
    const both = [gate(), gate()] as const;
    b.effects.set('left', async () => (both[0].open(), await both[1].passed, { output: 'l' }));
    b.effects.set('right', async () => (both[1].open(), await both[0].passed, { output: 'r' }));
    const document = workflow(
      {
        start: manual,
        left: effect,
        right: effect,
        end: ['data.set', { fields: { all: '{{ nodes.left.output + nodes.right.output }}' } }],
      },
      ['start -> left', 'start -> right', 'left -> end', 'right -> end'],
    );
    expect(await b.finish(document)).toMatchObject({ status: 'succeeded', output: { all: 'lr' } });
  });

  test('a failed attempt is tried again as the policy says, and costs of all attempts add up', async () => {
    const b = await bench();
    let attempts = 0;
    b.effects.set('call', async () => {
      attempts += 1;
      if (attempts < 3) throw new AppError('provider_unavailable', 'Not now.', { retryable: true, retryAfterMs: 5 });
      return { output: attempts, usage: { costUsd: 0.25 } };
    });
    const policy = { retry: { maxAttempts: 3, initialDelayMs: 5, backoff: 1, maxDelayMs: 5 } };
    const outcome = await b.finish(workflow({ start: manual, call: ['test.effect', {}, { policy }] }, ['start -> call']));
    expect(outcome).toMatchObject({ status: 'succeeded', output: 3 });
    expect(new Set(b.begun).size).toBe(1);
    const timers = await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run_timer').selectAll().execute());
    expect(timers).toEqual([]);
  });

  test('what nobody meant for people stays in the log, under the trace id that the step shows', async () => {
    const b = await bench();
    b.effects.set('call', async () => {
      throw new TypeError('secret inside');
    });
    const { status, error } = await b.finish(workflow({ start: manual, call: effect }, ['start -> call']));
    expect(status).toBe('failed');
    expect(error).toMatchObject({ code: 'internal_error', nodeId: 'call' });
    expect(error?.message).not.toContain('secret');
    expect(b.logged.join()).toContain(String(error?.details?.['traceId']));
  });

  test('a step that takes too long is told to stop and fails, even when it does not listen', async () => {
    const b = await bench();
    const told = gate();
    b.effects.set('slow', ({ signal }) => {
      signal.addEventListener('abort', told.open);
      return new Promise(() => {});
    });
    const outcome = await b.finish(workflow({ start: manual, slow: ['test.short'] }, ['start -> slow']));
    expect(outcome.error).toMatchObject({ code: 'timeout', retryable: true });
    await told.passed;
  });

  test('outputs that no journal can hold fail their step and nothing else', async () => {
    const b = await bench();
    const circle: { self?: unknown } = {};
    circle.self = circle;
    b.effects.set('bad', async () => ({ output: circle }));
    const bad = await b.finish(workflow({ start: manual, bad: effect }, ['start -> bad']));
    expect(bad.error?.code).toBe('bad_value');
    b.effects.set('odd', async () => ({ output: { text: 'a\u0000b\ud800', big: 12n, none: undefined } }));
    const odd = await b.finish(workflow({ start: manual, odd: effect }, ['start -> odd']));
    expect(odd).toMatchObject({ status: 'succeeded', output: { text: 'a\ufffdb\ufffd', big: 12 } });
  });

  test('a delay is a timer in the database, and the run waits in the meantime', async () => {
    const b = await bench();
    const seen: string[] = [];
    b.host.subscribe(({ run }) => seen.push(run.status));
    const document = workflow({ start: manual, pause: ['flow.delay', { seconds: 1 }], end: effect }, ['start -> pause', 'pause -> end']);
    expect(await b.finish(document)).toMatchObject({ status: 'succeeded', output: { did: 'end' } });
    expect(seen[0]).toBe('waiting');
    expect(seen.at(-1)).toBe('succeeded');
  });

  test('an approval waits for a person; the second answer is told that it is late', async () => {
    const b = await bench();
    const document = workflow({ start: manual, ask: ['flow.approval', { title: 'Refund?' }], end: effect }, [
      'start -> ask',
      'ask.approved -> end',
    ]);
    const { runId, status } = await b.start(document);
    expect(status).toBe('waiting');
    const asked = await db.database().withTenant(b.orgId, (tx) => listApprovals(tx, b.orgId, { open: true, limit: 10 }));
    expect(asked.items).toMatchObject([{ run_id: runId, step: 'ask', title: 'Refund?' }]);
    const answers = await Promise.allSettled([
      b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' }),
      b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'rejected', by: 'bob' }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected']);
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded', output: { did: 'end' } });
    const answered = await db.database().withTenant(b.orgId, (tx) => listApprovals(tx, b.orgId, { open: false, limit: 10 }));
    expect(answered.items).toMatchObject([{ status: 'approved', decided_by: 'ann' }]);
    await expect(b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'cy' })).rejects.toMatchObject({
      code: 'run_finished',
    });
  });

  test('another organisation cannot reach a run by its id', async () => {
    const b = await bench();
    const { runId } = await b.start(workflow({ start: manual, ask: ['flow.approval', { title: 'Go?' }] }, ['start -> ask']));
    const other = await newOrganisation(db.database());
    await expect(b.host.cancel(other, runId)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(b.host.signal(other, runId, 'ask', { kind: 'callback', payload: 1 })).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(b.host.rerun(other, runId, {})).rejects.toMatchObject({ code: 'run_not_found' });
  });

  test('cancelling reaches the step at work, and racing with its end leaves one ending', async () => {
    const b = await bench();
    const begun = gate();
    const told = gate();
    b.effects.set('long', ({ signal }) => {
      begun.open();
      return new Promise((_, reject) => signal.addEventListener('abort', () => (told.open(), reject(signal.reason))));
    });
    const { runId } = await b.start(workflow({ start: manual, long: effect }, ['start -> long']));
    await begun.passed;
    expect(await b.host.cancel(b.orgId, runId, 'ann', 'enough')).toBe('cancelled');
    await told.passed;
    expect(await b.ended(runId)).toMatchObject({ status: 'cancelled' });
    const races = Array.from({ length: 20 }, async (_, i) => {
      const raced = await b.start(workflow({ start: manual, quick: effect }, ['start -> quick']));
      for (let turn = 0; turn < i % 5; turn += 1) await new Promise(setImmediate);
      const status = await b.host.cancel(b.orgId, raced.runId);
      const { status: final } = await b.ended(raced.runId);
      expect(final).toBe(status);
      return raced.runId;
    });
    for (const raced of await Promise.all(races))
      expect((await journalOf(b, raced)).filter((kind) => kind === 'cancel_requested').length).toBeLessThan(2);
  });

  test('one delivery is one run, however many arrive at once and later', async () => {
    const b = await bench();
    const document = workflow({ start: manual, end: effect }, ['start -> end']);
    const starts = await Promise.all(Array.from({ length: 25 }, () => b.start(document, { deliveryKey: 'd1' })));
    starts.push(await b.start(document, { deliveryKey: 'd1' }));
    expect(new Set(starts.map(({ runId }) => runId)).size).toBe(1);
    expect(starts.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    const late = await b.finish(document, { deliveryKey: 'd1' });
    expect(late).toMatchObject({ duplicate: true, finished: true, status: 'succeeded', output: { did: 'end' } });
    expect(b.begun).toHaveLength(1);
    expect((await b.start(document, { deliveryKey: 'd2' })).duplicate).toBe(false);
  });

  test('a caller gets the reply of the respond step before the run has ended', async () => {
    const b = await bench();
    const hold = gate();
    b.effects.set('after', async () => (await hold.passed, { output: 'late' }));
    const document = workflow({ start: manual, answer: ['flow.respond', { status: 201, body: { ok: true } }], after: effect }, [
      'start -> answer',
      'answer -> after',
    ]);
    const outcome = await b.finish(document);
    expect(outcome).toMatchObject({ finished: false, reply: { status: 201, body: { ok: true } } });
    hold.open();
  });

  test('large values are stored once, beside the journal, and later steps see them whole', async () => {
    const b = await bench();
    const rows = Array.from({ length: 3000 }, (_, n) => ({ n, text: `row number ${n}` }));
    b.effects.set('read', async () => ({ output: rows }));
    const document = workflow(
      {
        start: manual,
        read: effect,
        count: ['data.set', { fields: { n: '{{ size(nodes.read.output) }}', rows: '{{ nodes.read.output }}' } }],
      },
      ['start -> read', 'read -> count'],
    );
    const outcome = await b.finish(document);
    expect(outcome.output).toMatchObject({ n: 3000 });
    const { step, run, values } = await db.database().withTenant(b.orgId, async (tx) => ({
      step: await tx.selectFrom('run_step').selectAll().where('step', '=', 'read').executeTakeFirstOrThrow(),
      run: await tx.selectFrom('run').selectAll().executeTakeFirstOrThrow(),
      values: await tx.selectFrom('run_value').select(['id', 'size']).execute(),
    }));
    expect(isStoredValue(step.output)).toBe(true);
    expect(await readValue(b.store, b.orgId, outcome.runId, step.output)).toEqual(rows);
    expect(await readValue(b.store, b.orgId, outcome.runId, run.output)).toEqual(outcome.output);
    // The list itself, the settings that name it once rendered, and the object that holds it.
    expect(values).toHaveLength(3);
  });

  test('after a crash finished steps stay finished, the others go on, and large values are still whole', async () => {
    const first = await bench();
    const begun = gate();
    const rows = Array.from({ length: 3000 }, (_, n) => `line ${n}`);
    first.effects.set('one', async () => ({ output: rows }));
    first.effects.set('two', () => (begun.open(), new Promise(() => {})));
    const document = workflow(
      { start: manual, one: effect, two: effect, end: ['data.set', { fields: { n: '{{ size(nodes.one.output) }}' } }] },
      ['start -> one', 'one -> two', 'two -> end'],
    );
    const { runId } = await first.start(document);
    await begun.passed;
    await first.die();
    const second = await bench({ orgId: first.orgId });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded', output: { n: 3000 } });
    expect(second.begun).toEqual([first.begun[1]]);
    expect(await journalOf(second, runId)).toContain('step_succeeded');
  });

  test('an owner that only seemed dead can write nothing any more, and lets the run go', async () => {
    const first = await bench({ options: { claimEveryMs: 3_600_000 } });
    const begun = gate();
    const hold = gate();
    first.effects.set('work', async () => (begun.open(), await hold.passed, { output: 'from the first' }));
    const document = workflow({ start: manual, work: effect }, ['start -> work']);
    const { runId } = await first.start(document);
    await begun.passed;
    await first.die();
    const second = await bench({ orgId: first.orgId, effects: new Map([['work', async () => ({ output: 'from the second' })]]) });
    expect(await second.ended(runId)).toMatchObject({ output: 'from the second' });
    const before = await journalOf(second, runId);
    hold.open();
    await expect.poll(() => first.host.metrics().conflicts).toBe(1);
    expect(await journalOf(second, runId)).toEqual(before);
    await expect(first.host.signal(first.orgId, runId, 'work', { kind: 'callback', payload: 1 })).rejects.toMatchObject({
      code: 'run_finished',
    });
  });

  test('two processes that claim at once share the runs of a dead one', async () => {
    const dead = await bench();
    const document = workflow({ start: manual, pause: effect, end: effect }, ['start -> pause', 'pause -> end']);
    dead.effects.set('pause', () => new Promise(() => {}));
    const runs = await Promise.all(Array.from({ length: 30 }, () => dead.start(document)));
    await dead.die();
    const living = await Promise.all([bench({ orgId: dead.orgId }), bench({ orgId: dead.orgId })]);
    for (const { runId } of runs) expect(await living[0].ended(runId)).toMatchObject({ status: 'succeeded' });
    const begun = living.flatMap((b) => b.begun);
    expect(new Set(begun).size).toBe(begun.length);
    expect(begun).toHaveLength(60);
  });

  test('an effect that must not happen twice is not repeated after a crash: a person is asked', async () => {
    const first = await bench();
    const begun = gate();
    first.effects.set('pay', () => (begun.open(), new Promise(() => {})));
    const document = workflow({ start: manual, pay: ['test.effect', {}, { policy: { effect: 'at_most_once' } }] }, ['start -> pay']);
    const { runId } = await first.start(document);
    await begun.passed;
    await first.die();
    const second = await bench({ orgId: first.orgId });
    await expect.poll(async () => (await stepsOf(second, runId))['pay']).toBe('waiting');
    expect(second.begun).toEqual([]);
    await second.host.signal(second.orgId, runId, 'pay', { kind: 'decision', choice: 'fail', by: 'ann' });
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
  });

  test('a waiting run that left memory comes back for its answer and for its timer', async () => {
    const b = await bench({ options: { maxIdleRuns: 0 } });
    const document = workflow(
      { start: manual, ask: ['flow.approval', { title: 'Go?' }], pause: ['flow.delay', { seconds: 1 }], end: effect },
      ['start -> ask', 'ask.approved -> pause', 'pause -> end'],
    );
    const { runId } = await b.start(document);
    expect(b.host.metrics().activeRuns).toBe(0);
    await b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' });
    await expect.poll(async () => (await stepsOf(b, runId))['end'], { timeout: 20_000 }).toBe('succeeded');
  });

  test('a rerun from a step uses the results before it and repeats the rest', async () => {
    const b = await bench();
    const document = workflow({ start: manual, one: effect, two: effect, three: effect }, ['start -> one', 'one -> two', 'two -> three']);
    const earlier = await b.finish(document);
    b.begun.length = 0;
    const { runId } = await b.host.rerun(b.orgId, earlier.runId, { fromStep: 'two' });
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded', output: { did: 'three' } });
    expect(b.begun).toHaveLength(2);
    expect(await stepsOf(b, runId)).toEqual({ start: 'succeeded', one: 'succeeded', two: 'succeeded', three: 'succeeded' });
    const changed = await b.host.rerun(b.orgId, earlier.runId, { input: { other: 1 } });
    await b.ended(changed.runId);
    expect(b.begun).toHaveLength(5);
  });

  test('a database that goes away in the middle, even after it kept a flush, delays runs and loses nothing', async () => {
    let broken = 0;
    const flaky = await bench({
      wrap: (store) => ({
        ...store,
        commit: async (owner, changes) => {
          broken += 1;
          const unavailable = new AppError('database_unavailable', 'Gone.', { retryable: true });
          if (broken % 3 === 1) throw unavailable;
          const result = await store.commit(owner, changes);
          if (broken % 3 === 2) throw unavailable;
          return result;
        },
      }),
    });
    const document = workflow({ start: manual, one: effect, two: effect }, ['start -> one', 'one -> two']);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => flaky.finish(document, { deliveryKey: `k${i}` })));
    expect(outcomes.every(({ status, duplicate }) => status === 'succeeded' && !duplicate)).toBe(true);
    expect(flaky.begun).toHaveLength(20);
  });

  test('a run that the database refuses for its content ends alone', async () => {
    const b = await bench({
      wrap: (store) => ({
        ...store,
        commit: (owner, changes) => {
          if (changes.some(({ events }) => events.some(({ body }) => body.includes('poison')))) return Promise.reject(new Error('refused'));
          return store.commit(owner, changes);
        },
      }),
    });
    const document = workflow({ start: manual, one: effect }, ['start -> one']);
    const sick = workflow({ start: manual, bad: effect }, ['start -> bad']);
    b.effects.set('bad', async () => ({ output: 'poison' }));
    const [poisoned, ...healthy] = await Promise.all([b.start(sick), ...Array.from({ length: 5 }, () => b.finish(document))]);
    expect(healthy.every(({ status }) => status === 'succeeded')).toBe(true);
    await expect.poll(async () => (await b.store.load(b.orgId, poisoned.runId))?.status).toBe('failed');
    expect((await stepsOf(b, poisoned.runId))['bad']).toBe('cancelled');
  });

  test('closing leaves runs to the next process, which carries them on', async () => {
    const first = await bench();
    const begun = gate();
    first.effects.set('work', () => (begun.open(), new Promise(() => {})));
    const { runId } = await first.start(workflow({ start: manual, work: effect }, ['start -> work']));
    await begun.passed;
    await first.host.drain(10);
    await expect(first.start(workflow({ start: manual }, []))).rejects.toMatchObject({ code: 'engine_closed' });
    const second = await bench({ orgId: first.orgId });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded' });
  });
});
