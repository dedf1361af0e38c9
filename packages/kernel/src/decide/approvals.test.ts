import { describe, expect, test } from 'vitest';
import type { Command, RunEvent, Signal } from '../run.ts';
import { play } from './play.ts';
import { brief, type Sketch, sketch, started } from './test-catalog.ts';

const HOUR = 3_600_000;
const PEOPLE = ['ada@example.org', 'bob@example.org', 'cy@example.org'];

const ask = (config: object = {}): Sketch => ({
  nodes: { ask: { type: 'approval', config: { title: 'Pay?', ...config } }, yes: 'merge', no: 'merge' },
  edges: ['ask.approved -> yes', 'ask.rejected -> no'],
});
const signal = (given: Signal, at = 9_000): RunEvent => ({ kind: 'signal_received', at, step: 'ask', signal: given });
const vote = (by: string, decision: 'approved' | 'rejected', rest: object = {}): RunEvent =>
  signal({ kind: 'approval', decision, by, ...rest });
const yes = (by: string, rest: object = {}): RunEvent => vote(by, 'approved', rest);
const no = (by: string): RunEvent => vote(by, 'rejected');
const pass = (by: string, to: string): RunEvent => signal({ kind: 'delegation', by, to });
const fired = (timer: 'reminder' | 'escalation' | 'deadline', at: number): RunEvent => ({ kind: 'timer_fired', at, step: 'ask', timer });
const after = (config: object, ...events: RunEvent[]) => play(sketch(ask(config)), [started(), ...events]);
const outcome = (played: ReturnType<typeof play>) => (played.step('ask')?.output as { decision?: string } | undefined)?.decision ?? 'open';

describe('who decides', () => {
  test.each([
    ['one approval is enough', {}, [yes('ada')], 'approved'],
    ['one rejection is enough', {}, [no('ada')], 'rejected'],
    ['two of three are not there after one', { quorum: 2 }, [yes('ada')], 'open'],
    ['two people make a quorum of two', { quorum: 2 }, [yes('ada'), yes('bob')], 'approved'],
    ['one person twice does not', { quorum: 2 }, [yes('ada'), yes('Ada ')], 'open'],
    [
      'whoever changes their mind counts once, as they think now',
      { quorum: 2, rejections: 2 },
      [no('ada'), yes('ada'), yes('bob')],
      'approved',
    ],
    ['rejections may have to be several', { rejections: 2 }, [no('ada')], 'open'],
    ['and then are enough', { rejections: 2 }, [no('ada'), no('bob')], 'rejected'],
    [
      'a quorum that is out of reach rejects',
      { assignees: PEOPLE, quorum: 2, rejections: 3 },
      [no(PEOPLE[0]!), no(PEOPLE[1]!)],
      'rejected',
    ],
    ['as long as it is in reach it stays open', { assignees: PEOPLE, quorum: 2, rejections: 3 }, [no(PEOPLE[0]!)], 'open'],
    [
      'those who are still to be asked count as reach',
      { assignees: PEOPLE.slice(0, 2), quorum: 2, rejections: 3, escalation: { afterMs: HOUR, to: [PEOPLE[2]] } },
      [no(PEOPLE[0]!)],
      'open',
    ],
    ['somebody who is not asked is not heard', { assignees: PEOPLE }, [yes('eve@example.org')], 'open'],
    ['capitals do not matter', { assignees: PEOPLE }, [yes('ADA@Example.org')], 'approved'],
  ] as const)('%s', (_, config, events, decision) => {
    expect(outcome(after(config, ...events))).toBe(decision);
  });

  test('the output names who decided, with all votes that counted', () => {
    const { step } = after({ quorum: 2 }, yes('ada', { comment: 'Fine' }), yes('bob', { form: { amount: 5 } }));
    const at = new Date(9_000).toISOString();
    const last = { by: 'bob', decision: 'approved', comment: '', form: { amount: 5 }, at };
    expect(step('ask')?.output).toEqual({
      ...last,
      votes: [{ by: 'ada', decision: 'approved', comment: 'Fine', form: {}, at }, last],
    });
  });

  test('votes so far can be read while it is open', () => {
    expect(after({ quorum: 2 }, yes('ada')).step('ask')).toMatchObject({ status: 'waiting', votes: [{ by: 'ada', at: 9_000 }] });
  });

  test('more approvals than people asked is refused at once', () => {
    const { run } = after({ assignees: ['ada@example.org'], quorum: 2 });
    expect(run).toMatchObject({ status: 'failed', error: { code: 'quorum_impossible' } });
  });

  test('votes that come early all count, in their order', () => {
    const graph = ask({ quorum: 2 });
    const late = { nodes: { a: { type: 'delay', config: { seconds: 1 } }, ...graph.nodes }, edges: ['a -> ask', ...(graph.edges ?? [])] };
    const timer: RunEvent = { kind: 'timer_fired', at: 9_500, step: 'a', timer: 'wait' };
    const early = play(sketch(late), [started(), yes('ada'), yes('bob'), timer]);
    expect(early.commands[3]).toEqual(['finish succeeded']);
    expect(early.step('ask')?.output).toMatchObject({ decision: 'approved', by: 'bob' });
    const half = play(sketch(late), [started(), yes('ada'), timer]);
    expect(half.commands[2]).toEqual(['open_wait ask']);
    expect(half.step('ask')?.votes).toHaveLength(1);
  });
});

test('nobody can fill a run with votes for a step that has not begun', () => {
  const graph: Sketch = { nodes: { a: 'effect', ask: { type: 'approval', config: { quorum: 2 } } }, edges: ['a -> ask'] };
  const { state } = play(sketch(graph), [started(), ...Array.from({ length: 1_100 }, () => yes('ada'))]);
  expect(state.signals).toHaveLength(1_000);
});

describe('while nobody answers', () => {
  const all = {
    assignees: PEOPLE.slice(0, 2),
    quorum: 2,
    timeoutMs: 10 * HOUR,
    remindEveryMs: HOUR,
    escalation: { afterMs: 5 * HOUR, to: [PEOPLE[2]] },
  };
  const remind = (commands: readonly Command[]) => commands.find((command) => command.kind === 'remind');

  test('deadline, reminder and escalation are set, and taken back when it is decided', () => {
    const { commands } = after(all, yes('ada@example.org'), yes('bob@example.org'));
    expect(commands[0]).toEqual(['open_wait ask', 'set_timer deadline ask', 'set_timer reminder ask', 'set_timer escalation ask']);
    expect(commands[2]).toEqual([
      'clear_timer deadline ask',
      'clear_timer reminder ask',
      'clear_timer escalation ask',
      'close_wait ask',
      'finish succeeded',
    ]);
  });

  test('those who have not answered are reminded, again and again', () => {
    const { last, outstanding } = after(all, yes('ada@example.org'), fired('reminder', 1_000 + HOUR));
    expect(remind(last)).toMatchObject({ why: 'reminder', to: ['bob@example.org'] });
    expect(last.at(-1)).toEqual({ kind: 'set_timer', step: 'ask', timer: 'reminder', at: 1_000 + 2 * HOUR });
    expect(outstanding).toContainEqual({ kind: 'set_timer', step: 'ask', timer: 'reminder', at: 1_000 + 2 * HOUR });
  });

  test('where anyone may answer, nobody in particular is reminded', () => {
    expect(remind(after({ remindEveryMs: HOUR }, fired('reminder', HOUR)).last)).toMatchObject({ to: [] });
  });

  test('escalation asks more people, whose answers count from then on', () => {
    const { last, outstanding, commands, step } = after(all, yes(PEOPLE[2]!), yes(PEOPLE[0]!), fired('escalation', 5 * HOUR));
    expect(commands[1]).toEqual([]); // not yet asked
    expect(last).toMatchObject([
      { kind: 'open_wait', wait: { assignees: PEOPLE }, deadlineAt: 1_000 + 10 * HOUR },
      { why: 'escalation', to: [PEOPLE[2]] },
    ]);
    expect(step('ask')?.waiting).toMatchObject({ assignees: PEOPLE });
    expect(outstanding.map(brief)).toEqual(['open_wait ask', 'set_timer deadline ask', 'set_timer reminder ask']);
    expect(outcome(after(all, yes(PEOPLE[0]!), fired('escalation', 5 * HOUR), yes(PEOPLE[2]!)))).toBe('approved');
  });

  test('a second escalation, or one after the end, changes nothing', () => {
    const { commands } = after(
      all,
      fired('escalation', 5 * HOUR),
      fired('escalation', 5 * HOUR),
      yes(PEOPLE[0]!),
      yes(PEOPLE[1]!),
      fired('escalation', 6 * HOUR),
      fired('reminder', 7 * HOUR),
    );
    expect([commands[2], commands[5], commands[6]]).toEqual([[], [], []]);
  });

  test('the deadline ends it although some have answered', () => {
    const { step, commands } = after({ ...all, onTimeout: 'reject' }, yes(PEOPLE[0]!), fired('deadline', 10 * HOUR));
    expect(step('ask')?.output).toMatchObject({ decision: 'rejected', by: 'timeout', votes: [{ by: PEOPLE[0] }] });
    expect(commands[2]).toEqual(['clear_timer reminder ask', 'clear_timer escalation ask', 'close_wait ask', 'finish succeeded']);
  });

  test('cancel takes everything back', () => {
    const { commands } = after(all, { kind: 'cancel_requested', at: 2_000 });
    expect(commands[1]).toEqual([
      'clear_timer deadline ask',
      'clear_timer reminder ask',
      'clear_timer escalation ask',
      'close_wait ask',
      'finish cancelled',
    ]);
  });
});

describe('passing the question on', () => {
  const two = { assignees: PEOPLE.slice(0, 2), quorum: 2 };

  test('gives the place, and forgets what its former holder said', () => {
    const { last, step } = after(two, yes('ada@example.org'), pass('Ada@example.org', 'dee@example.org'));
    expect(last).toMatchObject([
      { kind: 'open_wait', wait: { assignees: ['dee@example.org', 'bob@example.org'] } },
      { kind: 'remind', why: 'delegation', to: ['dee@example.org'] },
    ]);
    expect(step('ask')?.votes).toEqual([]);
    expect(outcome(after(two, pass('ada@example.org', 'dee@example.org'), yes('dee@example.org'), yes('bob@example.org')))).toBe(
      'approved',
    );
  });

  test.each([
    ['by somebody who has no place', two, pass('eve@example.org', 'dee@example.org')],
    ['to somebody who has one', two, pass('ada@example.org', 'BOB@example.org')],
    ['where anyone may answer', {}, pass('ada@example.org', 'dee@example.org')],
  ])('%s changes nothing', (_, config, event) => {
    expect(after(config, event).last).toEqual([]);
  });

  test('the one who passed it on is no longer heard', () => {
    const one = { assignees: ['ada@example.org'] };
    expect(outcome(after(one, pass('ada@example.org', 'dee@example.org'), yes('ada@example.org')))).toBe('open');
  });
});
