import { expect, test } from 'vitest';
import { marked, planOf } from '../testing/drawn.ts';

const labelsOf = (words: string, more = '', plan = ''): unknown =>
  planOf(marked(`⟦t.form|A report form⟧. ⟦classify|${words}⟧. ${more}`, `t.form; classify${plan}`)).document.nodes.find(
    ({ type }) => type === 'ai.classify',
  )?.config['labels'];

test('words in brackets say what belongs to a class, and are no classes', () => {
  expect(labelsOf('Work out if {class:urgent} ({class:water}, {class:gas}) or {class:not}')).toEqual([
    { name: 'urgent', description: 'water, gas' },
    'not urgent',
  ]);
  expect(labelsOf('Classify ({class:food}, {class:room})')).toEqual(['food', 'room']);
});

test('a range of a known scale is every step of it', () => {
  expect(labelsOf('Decide on the level {class:A1} to {class:C1}')).toEqual(['A1', 'A2', 'B1', 'B2', 'C1']);
  expect(labelsOf('Sort into {class:low} to {class:high}')).toEqual(['low', 'high']);
});

test('a condition compares with the class as it is written', () => {
  const plan = planOf(
    marked(
      '⟦t.form|A test form⟧. ⟦classify|Decide on the level {class:A1} to {class:C1}⟧. ⟦if|If it is {value:C1}⟧ ⟦email|mail {to:a@x.example}⟧.',
      't.form; classify; if(email)',
    ),
  );
  expect(plan.document.nodes.find(({ type }) => type === 'flow.if')?.config['condition']).toBe('nodes.classify.output.label == "C1"');
});
