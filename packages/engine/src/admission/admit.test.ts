import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admit } from './admit.ts';
import { agePerLevelMs, type HeldRun, type LineView, type OrgLine, priorities, type RunPriority, type WorkflowLine } from './line-view.ts';

const run = (runId: string, heldAt = 0, priority: RunPriority = 'normal'): HeldRun => ({ runId, heldAt, priority });
const line = (workflowId: string, held: readonly HeldRun[], more: Partial<WorkflowLine> = {}): WorkflowLine => ({
  workflowId,
  limit: {},
  isPaused: false,
  running: 0,
  rate: { used: 0 },
  held,
  ...more,
});
const org = (orgId: string, workflows: readonly WorkflowLine[], more: Partial<OrgLine> = {}): OrgLine => ({
  orgId,
  limit: {},
  running: 0,
  rate: { used: 0 },
  workflows,
  ...more,
});
const letIn = (view: Partial<LineView> & Pick<LineView, 'orgs'>): string[] =>
  admit({ now: 1_000_000, ...view }).letIn.map(({ runId }) => runId);

describe('who may begin', () => {
  test('without a limit everybody, in the order of coming', () => {
    expect(letIn({ orgs: [org('a', [line('w', [run('1', 1), run('2', 2)]), line('v', [run('3', 0)])])] })).toEqual(['3', '1', '2']);
  });

  test('as many as a workflow and its organisation have places', () => {
    const held = [run('1', 1), run('2', 2), run('3', 3)];
    expect(letIn({ orgs: [org('a', [line('w', held, { limit: { concurrency: 2 }, running: 1 })])] })).toEqual(['1']);
    expect(letIn({ orgs: [org('a', [line('w', held)], { limit: { concurrency: 3 }, running: 1 })] })).toEqual(['1', '2']);
    expect(letIn({ orgs: [org('a', [line('w', held, { limit: { concurrency: 1 }, running: 2 })])] })).toEqual([]);
  });

  test('nobody of a paused workflow, and those behind it are not kept waiting by it', () => {
    expect(letIn({ orgs: [org('a', [line('w', [run('1', 1)], { isPaused: true }), line('v', [run('2', 2)])])] })).toEqual(['2']);
  });

  test('as many as a rate has left; then time is what is waited for', () => {
    const rate = { count: 3, perSeconds: 60 };
    const held = [run('1', 1), run('2', 2)];
    const view = { now: 1_000_000, orgs: [org('a', [line('w', held, { limit: { rate }, rate: { used: 2, oldestAt: 950_000 } })])] };
    expect(admit(view)).toEqual({ letIn: [{ orgId: 'a', runId: '1', countedMs: 60_000 }], nextAt: 1_010_000 });
  });

  test('a place that other runs hold is told by their end, not by time', () => {
    const rate = { count: 1, perSeconds: 60 };
    const full = line('w', [run('1')], { limit: { rate, concurrency: 1 }, running: 1, rate: { used: 1, oldestAt: 990_000 } });
    expect(admit({ now: 1_000_000, orgs: [org('a', [full])] })).toEqual({ letIn: [] });
  });

  test('high goes before normal and low, until these have waited a minute a level', () => {
    const limit = { concurrency: 1 };
    const among = (lowAt: number, highAt: number): string[] =>
      letIn({ orgs: [org('a', [line('l', [run('low', lowAt, 'low')]), line('h', [run('high', highAt, 'high')])], { limit })] });
    expect(among(0, 2 * agePerLevelMs - 1)).toEqual(['high']);
    expect(among(0, 2 * agePerLevelMs + 1)).toEqual(['low']);
  });

  test('where all organisations share places, the one with the fewest at work comes first, and they take turns', () => {
    const many = Array.from({ length: 5 }, (_, i) => run(`a${i}`, i));
    const view = {
      total: { limit: 7, running: 3 },
      orgs: [
        org('a', [line('w', many)], { running: 2 }),
        org('b', [line('v', [run('b0', 90), run('b1', 91), run('b2', 92)])], { running: 1 }),
      ],
    };
    expect(letIn(view)).toEqual(['b0', 'a0', 'b1', 'a1']);
  });
});

const someRate = fc.option(fc.record({ count: fc.integer({ min: 1, max: 3 }), perSeconds: fc.integer({ min: 1, max: 120 }) }), {
  nil: undefined,
});
const someLimit = fc.record({ concurrency: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), rate: someRate });
type Limit = { concurrency: number | undefined; rate: { count: number; perSeconds: number } | undefined };
const plain = ({ concurrency, rate }: Limit) => ({ ...(concurrency === undefined ? {} : { concurrency }), ...(rate ? { rate } : {}) });

/** A whole day at an office counter: runs come, are let in, work for a while and end; the view is made anew each second. */
describe('over time', () => {
  const arrivals = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 60 }),
      org: fc.integer({ min: 0, max: 1 }),
      workflow: fc.integer({ min: 0, max: 2 }),
      worksFor: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 60 },
  );
  const world = fc.record({
    arrivals,
    orgLimits: fc.tuple(someLimit, someLimit),
    workflows: fc.array(fc.record({ limit: someLimit, priority: fc.constantFrom(...priorities) }), { minLength: 3, maxLength: 3 }),
    total: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  });

  test('no limit is ever passed, a workflow’s order is kept, and everybody’s turn comes', () => {
    fc.assert(
      fc.property(world, ({ arrivals: coming, orgLimits, workflows, total }) => {
        const all = coming
          .map((each, i) => ({ ...each, id: `run${String(i).padStart(3, '0')}`, begunAt: undefined as number | undefined }))
          .toSorted((left, right) => left.at - right.at || left.id.localeCompare(right.id));
        const worksAt = (each: (typeof all)[number], second: number): boolean =>
          each.begunAt !== undefined && each.begunAt <= second && second < each.begunAt + each.worksFor;
        const useOf = (among: typeof all, rate: Limit['rate'], second: number) => {
          const counted = among.filter(({ begunAt }) => rate && begunAt !== undefined && begunAt > second - rate.perSeconds);
          const oldest = Math.min(...counted.map(({ begunAt }) => begunAt as number));
          return { used: counted.length, ...(counted.length > 0 ? { oldestAt: oldest * 1000 } : {}) };
        };
        for (let second = 0; second < 60 * 130 && all.some(({ begunAt }) => begunAt === undefined); second += 1) {
          const orgs = [0, 1].map((orgNumber): OrgLine => {
            const own = all.filter((each) => each.org === orgNumber);
            const limit = orgLimits[orgNumber] as Limit;
            return {
              orgId: String(orgNumber),
              limit: plain(limit),
              running: own.filter((each) => worksAt(each, second)).length,
              rate: useOf(own, limit.rate, second),
              workflows: workflows.map(({ limit: ownLimit, priority }, number): WorkflowLine => {
                const runs = own.filter((each) => each.workflow === number);
                const held = runs.filter((each) => each.begunAt === undefined && each.at <= second);
                return {
                  workflowId: String(number),
                  limit: plain(ownLimit as Limit),
                  isPaused: false,
                  running: runs.filter((each) => worksAt(each, second)).length,
                  rate: useOf(runs, (ownLimit as Limit).rate, second),
                  held: held.map((each) => ({ runId: each.id, heldAt: each.at * 1000, priority })),
                };
              }),
            };
          });
          const running = all.filter((each) => worksAt(each, second)).length;
          const { letIn: now } = admit({ now: second * 1000, ...(total === undefined ? {} : { total: { limit: total, running } }), orgs });
          for (const { runId } of now) {
            const begun = all.find(({ id }) => id === runId);
            expect(begun?.begunAt).toBeUndefined();
            if (begun) begun.begunAt = second;
          }
          if (total !== undefined) expect(all.filter((each) => worksAt(each, second)).length).toBeLessThanOrEqual(total);
          for (const [orgNumber, limit] of orgLimits.entries())
            checkLimit(
              all.filter((each) => each.org === orgNumber),
              limit as Limit,
              second,
            );
          for (const orgNumber of [0, 1])
            for (const [number, { limit }] of workflows.entries())
              checkLimit(
                all.filter((each) => each.org === orgNumber && each.workflow === number),
                limit as Limit,
                second,
              );
        }
        expect(all.filter(({ begunAt }) => begunAt === undefined)).toEqual([]);
        for (const orgNumber of [0, 1])
          for (const number of [0, 1, 2]) {
            const begun = all.filter((each) => each.org === orgNumber && each.workflow === number).map(({ begunAt }) => begunAt as number);
            expect(begun).toEqual(begun.toSorted((left, right) => left - right));
          }

        function checkLimit(among: typeof all, { concurrency, rate }: Limit, second: number): void {
          if (concurrency !== undefined) expect(among.filter((each) => worksAt(each, second)).length).toBeLessThanOrEqual(concurrency);
          if (!rate) return;
          const begun = among.filter(({ begunAt }) => begunAt !== undefined && begunAt > second - rate.perSeconds && begunAt <= second);
          expect(begun.length).toBeLessThanOrEqual(rate.count);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a low run is passed by no more than those that came within its advantage, however many keep coming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (perSecond) => {
        const limit = { concurrency: 1 };
        let passed = 0;
        const low = run('low', 0, 'low');
        const high: HeldRun[] = [];
        for (let second = 0; second < 600; second += 1) {
          for (let i = 0; i < perSecond; i += 1) high.push(run(`high${second}.${i}`, second * 1000, 'high'));
          const [begun] = letIn({ now: second * 1000, orgs: [org('a', [line('l', [low]), line('h', high)], { limit })] });
          if (begun === 'low') break;
          high.shift();
          passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(((2 * agePerLevelMs) / 1000) * perSecond + 1);
      }),
    );
  });
});
