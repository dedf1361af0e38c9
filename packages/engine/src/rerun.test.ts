import { AppError } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import { type Bench, openBench, workflow } from './testing/host-bench.ts';

const effect = 'test.effect';
const broken = new AppError('broken', 'It broke.');

testDatabases('a rerun from inside a container', (db) => {
  let bench: Bench | undefined;
  afterEach(async () => {
    await bench?.host.close();
    bench = undefined;
  });

  /** What the rerun did again, by step id. */
  async function repeated(container: readonly [string, object], body: object, failing: string, fromStep: string, rest = {}) {
    const b = await openBench(db.database(), db.config());
    bench = b;
    const [type, config] = container;
    const document = workflow({ start: ['trigger.manual'], box: [type, config, { body }], after: [effect] }, [
      'start -> box',
      'box -> after',
    ]);
    let fails = true;
    b.effects.set(failing.slice(failing.lastIndexOf('.') + 1), ({ command: { step } }) =>
      fails && step === failing ? Promise.reject(broken) : Promise.resolve({ output: { did: step } }),
    );
    const earlier = await b.finish(document);
    expect(earlier.status).toBe('failed');
    fails = false;
    b.begun.length = 0;
    const { runId } = await b.host.rerun(b.orgId, earlier.runId, { fromStep, ...rest });
    const outcome = await b.ended(runId);
    expect(outcome.status).toBe('succeeded');
    return b.begun.map((key) => key.slice(key.indexOf(':') + 1)).toSorted();
  }

  const chain = {
    nodes: ['a', 'b', 'c'].map((id) => ({ id, type: effect, config: {} })),
    edges: [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'c' },
    ],
  };
  const items = { items: [1, 2, 3, 4], concurrency: 1 };

  test('of a loop keeps the items before it and the steps of its own item before it', async () => {
    const again = await repeated(['flow.for_each', items], chain, 'box[2].b', 'box[2].b');
    expect(again).toEqual(['after', 'box[2].b', 'box[2].c', 'box[3].a', 'box[3].b', 'box[3].c']);
  });

  test('of the loop itself repeats every item', async () => {
    const again = await repeated(['flow.for_each', items], chain, 'box[2].b', 'box');
    expect(again.filter((step) => step.startsWith('box'))).toHaveLength(12);
  });

  test('with another input repeats the loop whole, for its items may be others', async () => {
    const again = await repeated(['flow.for_each', items], chain, 'box[2].b', 'box[2].b', { input: { other: true } });
    expect(again.filter((step) => step.startsWith('box'))).toHaveLength(12);
  });

  test('of a while keeps the rounds before it', async () => {
    const again = await repeated(['flow.while', { condition: 'index < 4' }], chain, 'box[2].b', 'box[2].b');
    expect(again).toEqual(['after', 'box[2].b', 'box[2].c', 'box[3].a', 'box[3].b', 'box[3].c']);
  });

  test('of one part keeps what the other parts had done', async () => {
    const parts = { nodes: ['a', 'b', 'x'].map((id) => ({ id, type: effect, config: {} })), edges: [{ source: 'a', target: 'b' }] };
    const again = await repeated(
      ['flow.parallel', { need: 'all', concurrency: 1 }],
      { ...parts, nodes: parts.nodes.toReversed() },
      'box[1].b',
      'box[1].b',
    );
    expect(again).toEqual(['after', 'box[1].b']);
  });

  test('a step that is not there is named', async () => {
    const b = await openBench(db.database(), db.config());
    bench = b;
    const { runId } = await b.finish(workflow({ start: ['trigger.manual'], one: [effect] }, ['start -> one']));
    await expect(b.host.rerun(b.orgId, runId, { fromStep: 'nowhere' })).rejects.toMatchObject({ code: 'step_not_found' });
  });

  test('asked for twice under one key is made once', async () => {
    const b = await openBench(db.database(), db.config());
    bench = b;
    const { runId } = await b.finish(workflow({ start: ['trigger.manual'], one: [effect] }, ['start -> one']));
    const first = await b.host.rerun(b.orgId, runId, { deliveryKey: 'retry' });
    const second = await b.host.rerun(b.orgId, runId, { deliveryKey: 'retry' });
    expect(second.runId).toBe(first.runId);
  });
});
