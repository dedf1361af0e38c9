import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StepId } from '../run.ts';
import { livelier, type RandomLife, randomLife, type Watch } from './random-life.ts';
import { oracle } from './oracle.ts';
import { withoutErrors } from './oracle-ends.ts';
import { randomWorkflow } from './random-workflow.ts';
import { outstanding, replay, stepIds } from './replay.ts';
import { isRunOver, isStepOver } from './state.ts';
import { runView, stepView } from './views.ts';

function live(numRuns: number, watch: Watch, after: (life: RandomLife) => void = () => undefined): void {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => after(randomLife(seed, livelier(gen, randomWorkflow(gen)), watch))),
    { numRuns },
  );
}
const texts = (commands: Iterable<unknown>): string[] => [...commands].map((command) => JSON.stringify(command)).toSorted();

test('held, paused, put off, voted on, decided on: replaying gives the live state after every event', () => {
  live(120, ({ plan, state, events }) => {
    const again = replay(plan, events);
    expect(again.state).toEqual(state);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

test('what is outstanding is exactly what a host has under way, and nothing once the run is over', () => {
  live(200, ({ plan, state, open }) => {
    if (isRunOver(state.status)) expect([...open.keys()]).toEqual([]);
    else expect(texts(outstanding(plan, state))).toEqual(texts(open.values()));
  });
});

test('every life ends, once, with every step at rest and nothing counted as under way', () => {
  const ends = new Set<string>();
  live(
    250,
    () => undefined,
    ({ state, finishes }) => {
      ends.add(state.status);
      expect(state.error?.code).not.toBe('run_stuck');
      expect(isRunOver(state.status)).toBe(true);
      expect(finishes).toBe(1);
      expect(state.root.steps.every(({ status }) => isStepOver(status))).toBe(true);
      expect([state.running, state.retrying, state.waiting, state.ready.length]).toEqual([0, 0, 0, 0]);
    },
  );
  expect(ends).toEqual(new Set(['succeeded', 'failed']));
});

test('no attempt begins while the run is held or paused', () => {
  let pauses = 0;
  live(150, ({ state }, event, commands) => {
    if (!state.paused && !state.held) return;
    pauses += 1;
    expect(commands.filter(({ kind }) => kind === 'execute')).toEqual([]);
    expect(event.kind === 'run_started' || state.trigger !== null).toBe(true);
  });
  expect(pauses).toBeGreaterThan(30);
});

test('a step that has ended stays as it ended, and its views never change silently', () => {
  const seen = new Map<StepId, string>();
  const remember = ({ plan, state, events }: RandomLife): void => {
    if (events.length === 1) seen.clear();
    for (const id of stepIds(state)) {
      if (id.includes('[')) continue; // a loop that a person has begin anew begins its steps anew
      const view = stepView(plan, state, id);
      const ended = seen.get(id);
      if (ended !== undefined) expect(JSON.stringify(view)).toBe(ended);
      else if (view && isStepOver(view.status)) seen.set(id, JSON.stringify(view));
    }
  };
  live(120, remember);
});

test('every change of a view is told', () => {
  const before = new Map<StepId, string>();
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      before.clear();
      randomLife(seed, livelier(gen, randomWorkflow(gen)), ({ plan, state }, _, __, changed) => {
        for (const id of stepIds(state)) {
          const text = JSON.stringify(stepView(plan, state, id));
          if (before.get(id) !== undefined && before.get(id) !== text) expect(changed).toContain(id);
          before.set(id, text);
        }
      });
    }),
    { numRuns: 150 },
  );
});

test('a run ends as its view says, and counts its attempts as they were made', () => {
  live(
    100,
    () => undefined,
    ({ plan, state, events }) => {
      expect(runView(state)).toMatchObject({ paused: false, held: false });
      for (const id of stepIds(state)) {
        const answers = new Set<string>();
        for (const event of events) {
          if ((event.kind !== 'step_failed' && event.kind !== 'step_succeeded') || event.step !== id) continue;
          if (event.kind === 'step_failed' && event.error.deferred) continue;
          answers.add(String(event.attempt));
        }
        const view = stepView(plan, state, id);
        if (!id.includes('[') && plan.nodes.get(id)?.type.kind === 'effect' && view?.status === 'succeeded' && !view.warnings) {
          expect(view.attempts).toBe(answers.size);
        }
      }
    },
  );
});

test('holds, pauses and attempts that are put off change no result', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      const workflow = randomWorkflow(gen);
      const expected = oracle(workflow);
      if (expected.ambiguous) return;
      const { state } = randomLife(seed, workflow, undefined, true);
      expect(state.status).toBe(expected.failed ? 'failed' : 'succeeded');
      if (!expected.failed) expect(withoutErrors(state.output)).toEqual(withoutErrors(expected.output));
    }),
    { numRuns: 200 },
  );
});
