import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, RunEvent, StepId, StepView } from '../run.ts';
import { collapse } from './containers.ts';
import { type Decision, decide } from './decide.ts';
import { compile, type RunPlan } from './plan.ts';
import { livelier, randomLife } from './random-life.ts';
import { randomWorkflow } from './random-workflow.ts';
import { newRun, type RunState } from './state.ts';
import { sketch, started, testCatalog } from './test-catalog.ts';
import { runView, stepView } from './views.ts';

interface Heard {
  readonly commands: Command[];
  readonly views: Map<StepId, StepView>;
  readonly parts: number;
}

/** All that one event leads to, read part by part as a host does. */
function hear(plan: RunPlan, state: RunState, event: RunEvent, most?: number): Heard {
  const commands: Command[] = [];
  const views = new Map<StepId, StepView>();
  let parts = 0;
  for (let part: Decision | undefined = decide(plan, state, event, most); part; part = part.rest?.()) {
    parts += 1;
    commands.push(...part.commands);
    for (const step of part.changed) {
      const view = stepView(plan, state, step);
      if (view) views.set(step, structuredClone(view));
    }
  }
  return { commands, views, parts };
}

/** Without the iterations that have ended: in parts they are dropped sooner. */
function settled(plan: RunPlan, state: RunState): RunState {
  const copy = structuredClone(state);
  collapse(plan, copy);
  return copy;
}

test('a decision in parts says and leaves what a whole one does, whatever happens to the run', () => {
  let inParts = 0;
  fc.assert(
    fc.property(fc.gen(), fc.integer(), fc.integer({ min: 1, max: 7 }), (gen, seed, most) => {
      const { plan, events } = randomLife(seed, livelier(gen, randomWorkflow(gen)), () => undefined);
      const [whole, parted] = [newRun(plan), newRun(plan)];
      for (const event of events) {
        const [once, bit] = [hear(plan, whole, event), hear(plan, parted, event, most)];
        inParts += bit.parts > 1 ? 1 : 0;
        expect(bit.commands).toEqual(once.commands);
        expect(bit.views).toEqual(once.views);
        expect(settled(plan, parted)).toEqual(settled(plan, whole));
      }
    }),
    { numRuns: 150 },
  );
  expect(inParts).toBeGreaterThan(100);
});

test('a loop over many items holds a part of them at once, and gives them all', () => {
  const document = sketch({
    nodes: {
      each: {
        type: 'flow.for_each',
        config: { items: '{{ input.items }}' },
        body: { nodes: { take: { type: 'set', config: { fields: { value: '{{ item }}' } } } } },
      },
    },
  });
  const plan = compile(document, testCatalog);
  const state = newRun(plan);
  const items = Array.from({ length: 5000 }, (_, n) => n);
  let most = 0;
  const count = (): number => Object.keys(state.root.steps[0]?.container?.iterations ?? {}).length;
  for (let part: Decision | undefined = decide(plan, state, started({ input: { items } }), 100); part; part = part.rest?.())
    most = Math.max(most, count());
  expect(most).toBeLessThan(200);
  expect(runView(state)).toMatchObject({ status: 'succeeded', output: items.map((item) => ({ value: item })) });
});
