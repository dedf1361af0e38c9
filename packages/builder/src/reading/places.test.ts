import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
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
      expect(moved.map(({ words }) => words).toSorted()).toEqual(all.map(({ words }) => words).toSorted());
      const plan = planFromWords({ sentence: text, answers }, { catalog: realCatalog, reading: readingOf(request) });
      expect(new Set(plan.document.nodes.map(({ id }) => id)).size).toBe(plan.document.nodes.length);
    }),
    { numRuns: 60 },
  );
});
