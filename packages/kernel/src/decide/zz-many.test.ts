import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, RunEvent } from '../run.ts';
import { findStep } from './address.ts';
import { oracle } from './oracle.ts';
import { type RandomRun, randomRun } from './random-run.ts';
import { randomWorkflow } from './random-workflow.ts';
import { replay, stepIds } from './replay.ts';
import { isStepOver } from './state.ts';
import { runView, stepView } from './views.ts';

const runs = { numRuns: 400000 };

test('a random workflow, answered in random order, ends as a naive walk of its graph says', () => {
  const seen = { succeeded: 0, failed: 0, ambiguous: 0 };
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      const workflow = randomWorkflow(gen);
      const expected = oracle(workflow);
      const run = randomRun(seed, workflow);
      const { status, output } = runView(run.state);
      if (expected.ambiguous) {
        seen.ambiguous += 1;
        expect(['succeeded', 'failed']).toContain(status);
        return;
      }
      expect(status).toBe(expected.failed ? 'failed' : 'succeeded');
      seen[expected.failed ? 'failed' : 'succeeded'] += 1;
      for (const id of stepIds(run.state)) {
        const view = stepView(run.plan, run.state, id);
        const wanted = expected.steps.get(id);
        // Where a scope failed, what else in it was stopped, and when, depends on the order of answers.
        const inFailedScope = expected.failed || id.includes('[');
        if (inFailedScope && (view?.status === 'cancelled' || view?.ports === undefined || !wanted)) continue;
        expect(comparable({ id, status: view?.status, output: view?.output })).toEqual(comparable({ id, ...wanted, ports: undefined }));
      }
      if (!expected.failed) expect(comparable(output)).toEqual(comparable(expected.output));
    }),
    runs,
  );
  expect(Math.min(seen.succeeded, seen.failed)).toBeGreaterThan(runs.numRuns / 10); // the generator reaches both ends
  expect(seen.ambiguous).toBeLessThan(runs.numRuns / 4);
});

/** Which of several failing items or parts fails its container first depends on the order of answers: of errors only that they are there. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null', (key, inner: unknown) =>
    key === 'error' && typeof inner === 'object' && inner !== null ? 'an error' : inner,
  );
}

test('no step begins before all that lead to it have ended, and every attempt is begun once', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      const run = randomRun(seed, randomWorkflow(gen), { watch: (current, { commands }) => expectSourcesEnded(current, commands) });
      const attempts = run.executed.map(({ step, attempt }) => `${step}#${attempt}`);
      expect(new Set(attempts).size).toBe(attempts.length);
      expect(new Set(run.executed.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(
        new Set(run.executed.map(({ step }) => step)).size,
      );
    }),
    runs,
  );
});

function expectSourcesEnded({ plan, state }: RandomRun, commands: readonly Command[]): void {
  for (const command of commands) {
    if (command.kind !== 'execute') continue;
    const ref = findStep(plan, state, command.step);
    for (const edge of ref?.node.incoming ?? []) {
      expect(isStepOver(ref?.scope.state.steps[edge.source]?.status ?? 'pending')).toBe(true);
    }
  }
}

test('replaying the events gives the live state after every one of them, and the commands still outstanding', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      const open = new Map<string, Command>();
      randomRun(seed, randomWorkflow(gen), {
        watch: ({ plan, state, events }, { commands }) => {
          answered(open, events.at(-1));
          for (const command of commands) keepOpen(open, command);
          const again = replay(plan, events);
          expect(again.state).toEqual(state);
          const live = [...open.values()].map((command) => JSON.stringify(command));
          expect(again.commands.map((command) => JSON.stringify(command)).toSorted()).toEqual(live.toSorted());
        },
      });
    }),
    { numRuns: 4000 },
  );
});

/** An answer ends what it answers, unless it is a late one. */
function answered(open: Map<string, Command>, event: RunEvent | undefined): void {
  if (event?.kind === 'timer_fired') open.delete(`${event.timer} ${event.step}`);
  if (event?.kind !== 'step_succeeded' && event?.kind !== 'step_failed') return;
  const key = `execute ${event.step}`;
  const command = open.get(key);
  if (command?.kind === 'execute' && command.attempt === event.attempt) open.delete(key);
}

/** What a host has under way. */
function keepOpen(open: Map<string, Command>, command: Command): void {
  if (command.kind === 'finish') {
    open.clear();
    open.set('finish', command);
  } else if (command.kind === 'execute' || command.kind === 'open_wait') open.set(`${command.kind} ${command.step}`, command);
  else if (command.kind === 'set_timer') open.set(`${command.timer} ${command.step}`, command);
  else if (command.kind === 'clear_timer') open.delete(`${command.timer} ${command.step}`);
  else if (command.kind === 'close_wait') open.delete(`open_wait ${command.step}`);
  else if (command.kind === 'abort') open.delete(`execute ${command.step}`);
}

test('cancelled at any point, a run ends exactly once and asks for nothing more', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), fc.nat({ max: 20 }), (gen, seed, cancelAfter) => {
      const { commands, state } = randomRun(seed, randomWorkflow(gen), { cancelAfter });
      expect(commands.filter(({ kind }) => kind === 'finish')).toHaveLength(1);
      expect(commands.at(-1)?.kind).toBe('finish');
      expect(['succeeded', 'failed', 'cancelled']).toContain(state.status);
      expect(state.root.steps.every(({ status }) => isStepOver(status))).toBe(true);
      expect([state.running, state.retrying, state.waiting, state.ready.length]).toEqual([0, 0, 0, 0]);
    }),
    runs,
  );
});

test('in hybrid mode no two steps that touch the same thing work at once', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer(), (gen, seed) => {
      const workflow = randomWorkflow(gen);
      const hybrid = { ...workflow, document: { ...workflow.document, settings: { executionMode: 'hybrid' as const } } };
      const touched = ({ plan, state }: RandomRun): void => {
        const working = stepIds(state).flatMap((id) => {
          const ref = findStep(plan, state, id);
          return ref?.step.status === 'running' && ref.node.type.kind === 'effect' ? (ref.step.touches ?? []) : [];
        });
        expect(new Set(working).size).toBe(working.length);
      };
      const { state } = randomRun(seed, hybrid, { watch: touched });
      expect(state.inUse).toEqual({});
    }),
    runs,
  );
});
