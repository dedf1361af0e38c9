import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import { edgesOf, type Marked, planOf } from '../testing/drawn.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';
import { partIdOf } from './part-ids.ts';
import { placed, placeIdOf, placesFor } from './places.ts';
import { allSteps, type ReadStep } from './reading.ts';

const request = parseLabelled(
  JSON.stringify({
    text: '⟦t.form|Somebody asks for money back⟧. ⟦if|If the {column:amount} is {op:over} {value:100}⟧ ⟦approve|{to:boss@shop.example} decides⟧, ⟦email|tell {to:accounts@shop.example}⟧ and ⟦wait|wait {time:two days}⟧',
    plan: 't.form; if(approve); email; wait',
  }),
);
const { text } = request;
const idOf = (words: string): string => {
  const step = allSteps(readingOf(request).steps).find((one) => one.words.includes(words));
  return partIdOf(text, step?.words ?? '', step?.at ?? -1);
};
const shape = (steps: readonly ReadStep[]): unknown =>
  steps.map(({ label, branches }) => (branches.length > 0 ? [label, ...branches.map(shape)] : label));
const put = (words: string, where: string): unknown => shape(placed(readingOf(request), text, { [placeIdOf(idOf(words))]: where }).steps);

test('a step is put first, after another one, or on a way of a condition', () => {
  expect(put('tell', 'first')).toEqual(['email', ['if', ['approve']], 'wait']);
  expect(put('tell', `after:${idOf('wait')}`)).toEqual([['if', ['approve']], 'wait', 'email']);
  expect(put('tell', `way:0:${idOf('If')}`)).toEqual([['if', ['approve', 'email']], 'wait']);
  expect(put('tell', `way:1:${idOf('If')}`)).toEqual([['if', ['approve'], ['email']], 'wait']);
  expect(put('decides', `after:${idOf('If')}`)).toEqual([['if', []], 'approve', 'email', 'wait']);
});

test('nothing is put inside itself or beside words that are gone', () => {
  expect(put('If', `way:0:${idOf('If')}`)).toEqual([['if', ['approve']], 'email', 'wait']);
  expect(put('If', `after:${idOf('decides')}`)).toEqual([['if', ['approve']], 'email', 'wait']);
  expect(put('tell', 'after:part:0:nothing of this')).toEqual([['if', ['approve']], 'email', 'wait']);
});

test('wherever steps are put, none is lost or doubled, and the plan can be opened', () => {
  const { steps } = readingOf(request);
  const all = allSteps(steps);
  const moves = fc.array(
    fc
      .constantFrom(...all)
      .chain((step) =>
        fc
          .constantFrom(...placesFor(step, steps, text))
          .map(({ value }) => [placeIdOf(partIdOf(text, step.words, step.at ?? 0)), value] as const),
      ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(moves, (made) => {
      const answers = Object.fromEntries(made);
      const moved = allSteps(placed(readingOf(request), text, answers).steps);
      expect(moved.flatMap(({ words }) => (words === '' ? [] : [words])).toSorted()).toEqual(all.map(({ words }) => words).toSorted());
      const plan = planFromWords({ sentence: text, answers }, { catalog: realCatalog, reading: readingOf(request) });
      expect(new Set(plan.document.nodes.map(({ id }) => id)).size).toBe(plan.document.nodes.length);
    }),
    { numRuns: 60 },
  );
});

const asked = parseLabelled(
  JSON.stringify({
    text: '⟦t.form|Somebody asks for a key⟧. ⟦approve|{to:warden@hall.example} decides⟧. ⟦email|Mail {to:keys@hall.example}⟧ and ⟦email|tell {to:them} {what:no}⟧ and ⟦email|file it at {to:log@hall.example}⟧',
    plan: 't.form; approve; email; email; email',
  }),
);
const partIn = (request: Marked, words: string): string => {
  const step = allSteps(readingOf(request).steps).find((one) => one.words.includes(words));
  return partIdOf(request.text, step?.words ?? '', step?.at ?? -1);
};
const movedEdges = (request: Marked, moves: { readonly [words: string]: string }): string[] =>
  edgesOf(planOf(request, Object.fromEntries(Object.entries(moves).map(([words, where]) => [placeIdOf(partIn(request, words)), where]))));

test('an approval offers its yes, its no and what comes after either', () => {
  const { steps } = readingOf(asked);
  const [approval, mail] = steps;
  const labels = placesFor(mail as ReadStep, steps, asked.text).flatMap(({ value, label }) => (value.endsWith('decides') ? [label] : []));
  expect(approval?.label).toBe('approve');
  expect(labels).toEqual([
    'Only after a yes: “warden@hall.example decides”',
    'Only after a no: “warden@hall.example decides”',
    'After the answer, whatever it is: “warden@hall.example decides”',
  ]);
});

test('what is put after a no leaves everything else to the yes', () => {
  const warden = partIn(asked, 'decides');
  expect(movedEdges(asked, { 'tell ': `way:1:${warden}` })).toEqual([
    'trigger.form > flow.approval',
    'flow.approval.rejected > {{ input.email }}',
    'flow.approval.approved > keys',
    'keys > log',
  ]);
  expect(movedEdges(asked, { 'tell ': `way:1:${warden}`, 'file it': `way:0:${warden}` })).toEqual([
    'trigger.form > flow.approval',
    'flow.approval.rejected > {{ input.email }}',
    'flow.approval.approved > log',
    'log > keys',
  ]);
});

test('what is put after either answer does not wait for a yes', () => {
  const warden = partIn(asked, 'decides');
  expect(movedEdges(asked, { 'tell ': `way:1:${warden}`, 'file it': `either:${warden}` })).toEqual([
    'trigger.form > flow.approval',
    'flow.approval.approved > keys',
    'flow.approval.rejected > {{ input.email }}',
    'keys > log',
    '{{ input.email }} > log',
  ]);
});

const sorted = parseLabelled(
  JSON.stringify({
    text: '⟦t.form|A contact form⟧. ⟦classify|Sort it into {class:praise}, {class:orders} and {class:complaints}⟧. ⟦email|Mail {to:sales@shop.example}⟧, ⟦email|mail {to:boss@shop.example}⟧ and ⟦email|mail {to:all@shop.example}⟧',
    plan: 't.form; classify; email; email; email',
  }),
);

test('a step is put on the way of one class, of another, and of all others', () => {
  const classes = partIn(sorted, 'Sort it');
  expect(placesFor(readingOf(sorted).steps[2] as ReadStep, readingOf(sorted).steps, sorted.text).map(({ label }) => label)).toEqual(
    expect.arrayContaining(['Only for “praise”', 'Only for “orders”', 'Only for “complaints”']),
  );
  expect(movedEdges(sorted, { 'sales@': `way:1:${classes}`, 'boss@': `way:2:${classes}` })).toEqual([
    'trigger.form > ai.classify',
    'ai.classify > flow.switch',
    'flow.switch.orders > sales',
    'flow.switch.complaints > boss',
    'flow.switch.default > all',
    'sales > all',
    'boss > all',
  ]);
});

const routed = parseLabelled(
  JSON.stringify({
    text: '⟦t.form|A contact form⟧. ⟦classify|Sort it into {class:praise} and {class:orders}⟧. ⟦switch|{class:Orders}⟧: ⟦email|mail {to:sales@shop.example}⟧. ⟦email|Mail {to:all@shop.example}⟧',
    plan: 't.form; classify; switch(email); email',
  }),
);

test('what is put in all other cases stands on the way that no class takes', () => {
  expect(movedEdges(routed, { 'all@': `else:${partIn(routed, 'Orders')}` })).toEqual([
    'trigger.form > ai.classify',
    'ai.classify > flow.switch',
    'flow.switch.default > all',
    'flow.switch.orders > sales',
  ]);
});
