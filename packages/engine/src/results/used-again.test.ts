import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type CachePolicy, type StepView } from '@arches/kernel';
import { cleanUp, countResults, type Database, forgetResults } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benchSet } from '../testing/bench-set.ts';
import { type Bench, gate, newOrganisation, workflow } from '../testing/host-bench.ts';

const away = new AppError('provider_unavailable', 'It is away.', { retryable: true, class: 'server' });

testDatabases('results used again', (db) => {
  const { bench, journalOf } = benchSet(db);
  const inOrg = <T>(orgId: string, work: Parameters<Database['withTenant']>[1]) => db.database().withTenant(orgId, work) as Promise<T>;

  /** One step that only reads, after nothing. */
  const one = (cache: CachePolicy, config: object = {}, policy: object = {}) =>
    workflow(
      {
        get: [
          'http.request',
          { url: 'https://example.org/{{ input.q }}', ...config },
          { policy: { retry: { maxAttempts: 1 }, cache, ...policy } },
        ],
      },
      [],
    );

  const hour: CachePolicy = { ttlSeconds: 3600 };

  async function stepOf({ orgId }: Bench, runId: string, step = 'get'): Promise<StepView> {
    const row = await inOrg<{ status: StepView['status']; attempts: number; output: unknown; detail: object }>(orgId, (tx) =>
      tx.selectFrom('run_step').selectAll().where('run_id', '=', runId).where('step', '=', step).executeTakeFirstOrThrow(),
    );
    return { ...row.detail, step, nodeId: step, status: row.status, attempts: row.attempts, output: row.output };
  }

  /** As if all had been made so much earlier. */
  const age = ({ orgId }: Bench, seconds: number) =>
    inOrg(orgId, async (tx) => {
      const earlier = (at: Date) => new Date(at.getTime() - seconds * 1000);
      for (const { key, run_id, step, made_at, expires_at } of await tx.selectFrom('step_cache').selectAll().execute()) {
        const made = earlier(made_at);
        await tx
          .updateTable('step_cache')
          .set({ made_at: made, expires_at: earlier(expires_at) })
          .where('key', '=', key)
          .execute();
        await tx.updateTable('run_step').set({ ended_at: made }).where('run_id', '=', run_id).where('step', '=', step).execute();
      }
    });

  const counting = (b: Bench, give: (config: { readonly url?: unknown }) => unknown = ({ url }) => ({ url })) => {
    const calls: string[] = [];
    b.effects.set('get', async ({ command: { step, config } }) => {
      calls.push(step);
      return { output: give(config), usage: { costUsd: 0.002, model: 'm' }, warnings: ['Seen.'] };
    });
    return calls;
  };

  test('the second run uses what the first one got, and says from which run, of when and what it saved', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one(hour);
    const first = await b.finish(document, { input: { q: 'x' } });
    const second = await b.finish(document, { input: { q: 'x' } });
    expect(second).toMatchObject({ status: 'succeeded', output: { url: 'https://example.org/x' } });
    expect(calls).toHaveLength(1);
    const made = await stepOf(b, first.runId);
    expect(made).toMatchObject({ attempts: 1, usage: { costUsd: 0.002 } });
    const used = await stepOf(b, second.runId);
    expect(used).toMatchObject({ attempts: 0, warnings: ['Seen.'], cached: { runId: first.runId, step: 'get', costUsd: 0.002 } });
    expect(used.usage).toBeUndefined();
    expect(made.cached).toBeUndefined();
    const kinds = (await journalOf(b.orgId, second.runId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['run_started', 'step_succeeded']);
  });

  test('other input, another workflow, another version of the settings or another organisation is another result', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one(hour);
    await b.finish(document, { input: { q: 'x' } });
    await b.finish(document, { input: { q: 'y' } });
    await b.finish(one(hour), { input: { q: 'x' } });
    await b.finish({ ...one(hour, { method: 'HEAD' }), id: document.id }, { input: { q: 'x' } });
    expect(calls).toHaveLength(4);
    const other = await bench({ orgId: await newOrganisation(db.database()) });
    const theirs = counting(other);
    await other.finish(document, { input: { q: 'x' } });
    expect(theirs).toHaveLength(1);
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(4);
  });

  test('the order in which settings are written makes no difference', async () => {
    const b = await bench();
    const calls = counting(b);
    const id = 'wf_order';
    await b.finish({ ...one(hour, { headers: { a: '1', b: '2' } }), id }, { input: { q: 'x' } });
    await b.finish({ ...one(hour, { headers: { b: '2', a: '1' } }), id }, { input: { q: 'x' } });
    expect(calls).toHaveLength(1);
  });

  test('shared in the organisation, other workflows use it too, and never another organisation', async () => {
    const b = await bench();
    const calls = counting(b);
    const shared: CachePolicy = { ...hour, scope: 'organization' };
    const first = await b.finish(one(shared), { input: { q: 'x' } });
    const second = await b.finish(one(shared), { input: { q: 'x' } });
    expect(calls).toHaveLength(1);
    expect((await stepOf(b, second.runId)).cached?.runId).toBe(first.runId);
    const other = await bench({ orgId: await newOrganisation(db.database()) });
    const theirs = counting(other);
    await other.finish(one(shared), { input: { q: 'x' } });
    expect(theirs).toHaveLength(1);
  });

  test('a key of its own tells results apart by that alone, each step by itself', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one({ ...hour, key: '{{ input.customer }}' });
    await b.finish(document, { input: { q: 'x', customer: 1 } });
    const second = await b.finish(document, { input: { q: 'y', customer: 1 } });
    await b.finish(document, { input: { q: 'x', customer: 2 } });
    expect(second.output).toEqual({ url: 'https://example.org/x' });
    expect(calls).toHaveLength(2);
    const [node] = document.nodes;
    if (!node) throw new Error('No step.');
    b.effects.set('other', async () => ({ output: 'of the other step' }));
    const renamed = await b.finish({ ...document, nodes: [{ ...node, id: 'other' }] }, { input: { q: 'x', customer: 1 } });
    expect(renamed.output).toBe('of the other step');
  });

  test('another connection is another result', async () => {
    let model = 'model_1';
    const b = await bench({ connectionsOf: async (_, services) => services.map((service) => `${service} ${model}`) });
    const calls = counting(b);
    const document = one(hour);
    await b.finish(document, { input: { q: 'x' } });
    await b.finish(document, { input: { q: 'x' } });
    model = 'model_2';
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(2);
  });

  test('a result that is too old is made anew, whether by what it was kept for or by what is wanted now', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one({ ttlSeconds: 60 });
    await b.finish(document, { input: { q: 'x' } });
    await age(b, 61);
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(2);
    await age(b, 30);
    await b.finish({ ...one({ ttlSeconds: 20 }), id: document.id }, { input: { q: 'x' } });
    expect(calls).toHaveLength(3);
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(3);
  });

  test('in a loop the same item is asked for once', async () => {
    const b = await bench();
    const calls = counting(b, (config) => config);
    const step = { id: 'get', type: 'http.request', config: { url: 'https://example.org/{{ item }}' }, policy: { cache: hour } };
    const items = Array.from({ length: 40 }, (_, i) => i % 4);
    const document = workflow({ each: ['flow.for_each', { items, concurrency: 10 }, { body: { nodes: [step], edges: [] } }] }, []);
    const { output } = await b.finish(document);
    expect(output).toEqual(items.map((item) => ({ url: `https://example.org/${item}` })));
    expect(calls).toHaveLength(4);
  });

  test('whatever is kept, every run gets what its own step would have given', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one(hour);
    const asked = fc.sample(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 }), 6);
    for (const questions of asked) {
      const outcomes = await Promise.all(questions.map((q) => b.finish(document, { input: { q } })));
      expect(outcomes.map(({ output }) => output)).toEqual(questions.map((q) => ({ url: `https://example.org/${q}` })));
    }
    expect(calls).toHaveLength(new Set(asked.flat()).size);
  });

  test('of many runs that miss the same result at once one makes it, and the others say that they wait for it', async () => {
    const b = await bench();
    const held = gate();
    let calls = 0;
    b.effects.set('get', async () => {
      calls += 1;
      await held.passed;
      return { output: 'made once' };
    });
    const document = one(hour);
    const all = Array.from({ length: 20 }, () => b.finish(document, { input: { q: 'x' } }));
    while (calls === 0) await delay(5);
    const { runId } = await b.start(document, { input: { q: 'x' } });
    await expect.poll(() => b.host.queuedSteps(b.orgId, runId)).toEqual([{ step: 'get', forSameResult: true, waiting: 20 }]);
    held.open();
    expect((await Promise.all(all)).map(({ output }) => output)).toEqual(all.map(() => 'made once'));
    expect(calls).toBe(1);
  });

  test('… and when it fails, or is called off, the others make it themselves', async () => {
    const b = await bench();
    const held = gate();
    let calls = 0;
    b.effects.set('get', async ({ signal }) => {
      calls += 1;
      if (calls > 1) return { output: 'made' };
      await Promise.race([held.passed, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
      throw away;
    });
    const document = one(hour);
    const first = await b.start(document, { input: { q: 'x' } });
    while (calls === 0) await delay(5);
    const second = b.finish(document, { input: { q: 'x' } });
    await delay(30);
    held.open();
    expect((await b.ended(first.runId)).status).toBe('failed');
    expect((await second).output).toBe('made');

    calls = 0;
    const third = await b.start(document, { input: { q: 'y' } });
    while (calls === 0) await delay(5);
    const fourth = b.finish(document, { input: { q: 'y' } });
    await delay(30);
    await b.host.cancel(b.orgId, third.runId);
    expect((await fourth).output).toBe('made');
  });

  test('processes that keep the same results at the same time do not get in each other’s way, and the youngest counts', async () => {
    const mine = await bench();
    const theirs = await bench({ orgId: mine.orgId });
    const items = ['a', 'b', 'c', 'd', 'e', 'f'];
    const step = { id: 'get', type: 'http.request', config: { url: '{{ item }}' }, policy: { cache: { ...hour, use: 'on_error' } } };
    const looping = (order: readonly string[]) =>
      workflow({ each: ['flow.for_each', { items: order, concurrency: 6 }, { body: { nodes: [step], edges: [] } }] }, [], {
        id: 'wf_same',
      });
    for (const b of [mine, theirs]) counting(b);
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? mine.finish(looping(items)) : theirs.finish(looping(items.toReversed())))),
    );
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    const rows = await inOrg<{ run_id: string; made_at: Date }[]>(mine.orgId, (tx) => tx.selectFrom('step_cache').selectAll().execute());
    expect(rows).toHaveLength(items.length);
    expect([...mine.logged, ...theirs.logged].filter((line) => line.includes('database'))).toEqual([]);
    expect(mine.host.metrics().conflicts + theirs.host.metrics().conflicts).toBe(0);
  });

  test('on error the step is run each time, and its earlier result stands in when the other side is away', async () => {
    const b = await bench();
    let answer = async (): Promise<{ output: unknown }> => ({ output: 'fresh' });
    let calls = 0;
    b.effects.set('get', () => ((calls += 1), answer()));
    const document = one({ ...hour, use: 'on_error' }, {}, { retry: { maxAttempts: 2, initialDelayMs: 1, backoff: 1, maxDelayMs: 1 } });
    const first = await b.finish(document, { input: { q: 'x' } });
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toBe(2);
    const made = await b.finish(document, { input: { q: 'x' } });
    answer = () => Promise.reject(away);
    const stood = await b.finish(document, { input: { q: 'x' } });
    expect(stood).toMatchObject({ status: 'succeeded', output: 'fresh' });
    expect(calls).toBe(5);
    const step = await stepOf(b, stood.runId);
    expect(step).toMatchObject({ attempts: 2, cached: { runId: made.runId }, insteadOf: { code: 'provider_unavailable' } });
    expect(step.warnings?.[0]).toMatch(/^An earlier result, of .* UTC, stands in: the step failed\. It is away\.$/);
    expect(first.runId).not.toBe(made.runId);

    const without = await b.finish(document, { input: { q: 'y' } });
    expect(without).toMatchObject({ status: 'failed', error: { code: 'provider_unavailable' } });
    answer = () => Promise.reject(new AppError('bad_url', 'Our own mistake.', { class: 'client' }));
    expect((await b.finish(document, { input: { q: 'x' } })).status).toBe('failed');
  });

  test('a rerun from the step runs it anew, and what it gives then replaces the earlier result', async () => {
    const b = await bench();
    let version = 1;
    const calls = counting(b, () => `version ${version}`);
    const document = one(hour);
    const first = await b.finish(document, { input: { q: 'x' } });
    version = 2;
    const { runId } = await b.host.rerun(b.orgId, first.runId, { fromStep: 'get' });
    expect((await b.ended(runId)).output).toBe('version 2');
    const third = await b.finish(document, { input: { q: 'x' } });
    expect(third.output).toBe('version 2');
    expect((await stepOf(b, third.runId)).cached?.runId).toBe(runId);
    expect(calls).toHaveLength(2);
  });

  test('a test uses nothing and keeps nothing', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one(hour);
    await b.finish(document, { input: { q: 'x' }, mode: 'test' });
    await b.finish(document, { input: { q: 'x' } });
    await b.finish(document, { input: { q: 'x' }, mode: 'test' });
    expect(calls).toHaveLength(3);
  });

  test('a large result is found whole; the entry holds no copy of it, and a run that used it is whole without the first', async () => {
    const b = await bench();
    const text = 'x'.repeat(200_000);
    const calls = counting(b, () => ({ text }));
    const document = one(hour);
    const first = await b.finish(document, { input: { q: 'x' } });
    const kept = await inOrg<{ results: number; bytes: number }>(b.orgId, (tx) => countResults(tx, b.orgId));
    expect(kept.results).toBe(1);
    expect(kept.bytes).toBeLessThan(400);
    const second = await b.finish(document, { input: { q: 'x' } });
    expect(second.output).toEqual({ text });
    await inOrg(b.orgId, (tx) => tx.deleteFrom('run').where('id', '=', first.runId).execute());
    expect((await b.ended(second.runId)).output).toEqual({ text });
    const { runId } = await b.host.rerun(b.orgId, second.runId, {});
    expect((await b.ended(runId)).output).toEqual({ text });
    expect(calls).toHaveLength(2);
  });

  test('an entry goes with the run that made it', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = one(hour);
    const first = await b.finish(document, { input: { q: 'x' } });
    await inOrg(b.orgId, (tx) => tx.deleteFrom('run').where('id', '=', first.runId).execute());
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(2);
  });

  test('a file of the result is kept as long as a run that used it, and a result whose file is gone is made anew', async () => {
    const b = await bench();
    let made = 0;
    b.effects.set('get', async ({ runId, orgId }) => {
      made += 1;
      const id = `file_${runId}`;
      const row = {
        org_id: orgId,
        id,
        name: 'a.txt',
        media_type: 'text/plain',
        size: 3,
        sha256: 'x',
        storage_key: id,
        run_id: runId,
        created_by: null,
      };
      await inOrg(orgId, (tx) => tx.insertInto('file').values(row).execute());
      return { output: { file: { kind: 'file', id, name: 'a.txt', mediaType: 'text/plain', size: 3 } } };
    });
    const files = () =>
      inOrg<{ id: string }[]>(b.orgId, (tx) => tx.selectFrom('file').select('id').execute()).then((rows) => rows.map(({ id }) => id));
    const document = one(hour);
    const first = await b.finish(document, { input: { q: 'x' } });
    const second = await b.finish(document, { input: { q: 'x' } });
    expect(second).toMatchObject({ status: 'succeeded', output: first.output });
    expect(made).toBe(1);
    await inOrg(b.orgId, (tx) => tx.deleteFrom('run').where('id', '=', first.runId).execute());
    expect(await files()).toEqual([`file_${first.runId}`]);
    await inOrg(b.orgId, (tx) => tx.deleteFrom('run').where('id', '=', second.runId).execute());
    expect(await files()).toEqual([]);

    const third = await b.finish(document, { input: { q: 'x' } });
    expect(made).toBe(2);
    await inOrg(b.orgId, (tx) => tx.deleteFrom('file').where('id', '=', `file_${third.runId}`).execute());
    await b.finish(document, { input: { q: 'x' } });
    expect(made).toBe(3);
  });

  test('after a crash the step that used a result has it still, and the replayed run goes on from it', async () => {
    const b = await bench();
    const calls = counting(b);
    const document = workflow(
      {
        get: ['http.request', { url: 'https://example.org/x' }, { policy: { cache: hour } }],
        ask: ['flow.approval', { title: 'Go on?' }],
        after: ['test.effect'],
      },
      ['get -> ask', 'ask.approved -> after'],
    );
    await b.finish(one(hour), { input: { q: 'x' } });
    const first = await b.start(document);
    await until(async () => (await stepOf(b, first.runId, 'ask').catch(() => undefined))?.status === 'waiting');
    const second = await b.start(document);
    await until(async () => (await stepOf(b, second.runId, 'ask').catch(() => undefined))?.status === 'waiting');
    await b.die();
    const next = await bench({ orgId: b.orgId });
    await until(async () => {
      const signal = { kind: 'approval', decision: 'approved', by: 'ada@example.org' } as const;
      return next.host.signal(b.orgId, second.runId, 'ask', signal).then(
        () => true,
        () => false,
      );
    });
    expect((await next.ended(second.runId)).status).toBe('succeeded');
    expect((await stepOf(next, second.runId)).cached?.runId).toBe(first.runId);
    expect(calls).toHaveLength(2);
  });

  test('forgotten results are made anew, those of other workflows are not touched, and old ones go with the ordinary clean-up', async () => {
    const b = await bench();
    const calls = counting(b);
    const [mine, other] = [one(hour), one(hour)];
    await b.finish(mine, { input: { q: 'x' } });
    await b.finish(other, { input: { q: 'x' } });
    expect(await inOrg(b.orgId, (tx) => forgetResults(tx, b.orgId, mine.id))).toBe(1);
    await b.finish(mine, { input: { q: 'x' } });
    await b.finish(other, { input: { q: 'x' } });
    expect(calls).toHaveLength(3);
    const entries = () => inOrg<unknown[]>(b.orgId, (tx) => tx.selectFrom('step_cache').select('key').execute());
    const past = new Date(Date.now() - 1000);
    await inOrg(b.orgId, (tx) => tx.updateTable('step_cache').set({ expires_at: past }).where('workflow_id', '=', mine.id).execute());
    await cleanUp(db.database());
    expect(await entries()).toHaveLength(1);
  });

  test('without a place to look, or with one that does not answer, every step is run', async () => {
    const b = await bench({ connectionsOf: () => Promise.reject(new Error('Nobody knows.')) });
    const calls = counting(b);
    const document = one(hour);
    await b.finish(document, { input: { q: 'x' } });
    await b.finish(document, { input: { q: 'x' } });
    expect(calls).toHaveLength(2);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let left = 2000; !(await holds()); left -= 1) {
    if (left === 0) throw new Error('It did not come to that.');
    await delay(10);
  }
}
