import { checkExpression, evaluateExpression } from '@arches/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, conditionOf, expressionOf, type Operator, operatorWords } from './condition-words.ts';

test.each([
  ['item.amount > 500', { join: 'and', lines: [{ left: 'item.amount', operator: 'more', value: '500' }] }],
  ['{{ input.kind == "invoice" }}', { join: 'and', lines: [{ left: 'input.kind', operator: 'is', value: 'invoice' }] }],
  ['item["two words"].contains("a && b")', { join: 'and', lines: [{ left: 'item["two words"]', operator: 'contains', value: 'a && b' }] }],
  [
    'item.a == "" || item.b >= 2',
    {
      join: 'or',
      lines: [
        { left: 'item.a', operator: 'empty', value: '' },
        { left: 'item.b', operator: 'at_least', value: '2' },
      ],
    },
  ],
])('%s is shown as lines', (expression, condition) => {
  expect(conditionOf(expression)).toEqual(condition);
});

test.each(['size(item.tags) > 2', 'a == 1 && b == 2 || c == 3', '(a == 1)', 'item.total > item.limit', 'item.code == "500"'])(
  '%s says more than lines can',
  (expression) => {
    expect(conditionOf(expression)).toBeUndefined();
  },
);

const line = fc.record({
  left: fc.constantFrom('item.amount', 'input.name', 'item["two words"]'),
  operator: fc.constantFrom(...(Object.keys(operatorWords) as Operator[])),
  value: fc.string({ minLength: 1, maxLength: 12 }),
});

test('every line becomes an expression that can be read, and comes back as the same meaning', () => {
  fc.assert(
    fc.property(fc.constantFrom('and' as const, 'or' as const), fc.array(line, { minLength: 1, maxLength: 3 }), (join, lines) => {
      const expression = expressionOf({ join, lines });
      expect(checkExpression(expression)).toBeUndefined();
      const back = conditionOf(expression);
      if (back) expect(expressionOf(back)).toBe(expression);
    }),
  );
});

test('lines mean what they say', () => {
  const holds = (condition: Condition, item: object): unknown => evaluateExpression(expressionOf(condition), { item });
  expect(holds({ join: 'and', lines: [{ left: 'item.amount', operator: 'more', value: '500' }] }, { amount: 620 })).toBe(true);
  expect(holds({ join: 'and', lines: [{ left: 'item.city', operator: 'contains', value: 'lin' }] }, { city: 'Berlin' })).toBe(true);
  expect(
    holds(
      {
        join: 'or',
        lines: [
          { left: 'item.a', operator: 'empty', value: '' },
          { left: 'item.b', operator: 'is', value: 'x' },
        ],
      },
      { a: 'y', b: 'x' },
    ),
  ).toBe(true);
});
