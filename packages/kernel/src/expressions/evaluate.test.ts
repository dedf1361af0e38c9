import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkExpression, evaluateExpression, referencesIn, renameReference } from './evaluate.ts';
import { ExpressionError } from './scope.ts';

const rows = [
  { name: 'Ada', total: 3, city: 'Bonn' },
  { name: 'Bo', total: 1, city: 'Ulm' },
  { name: 'Cy', total: 2, city: 'Bonn' },
];
const scope = {
  trigger: { kind: 'manual', body: { n: 1, half: 1.5, big: 2 ** 53, text: ' Hi ', none: null, 'first-name': 'Ada', list: [1, 2, 3] } },
  nodes: { read: { output: { rows } }, 'two-words': { output: 7 } },
  vars: { place: 'Ulm' },
};

describe('values', () => {
  test.each([
    ['trigger.body.n + 1', 2],
    ['trigger.body.half + 1', 2.5],
    ['trigger.body.big * 2', 2 ** 54],
    ['7 / 2', 3.5],
    ['int(7 / 2)', 3],
    ['-7 % 3', -1],
    ['1 < 1.5 && 2.0 == 2', true],
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['floor(2.7) + ceil(2.1)', 5],
    ['number(" 12.5 ") + 1', 13.5],
    ['string(3) + "x"', '3x'],
    ['trigger.body.text.trim().lower()', 'hi'],
    ['upper("a") + lower("B")', 'Ab'],
    ['"a,b".split(",").join(" and ")', 'a and b'],
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    ['"hello".contains("ell") && "hello".startsWith("he")', true],
    ['"ell" in "hello" && 2 in [1, 2] && "n" in trigger.body', true],
    ['trigger.body["first-name"]', 'Ada'],
    ['nodes.read.output.rows[1].name', 'Bo'],
    ['nodes["two-words"].output', 7],
    ['nodes.read.output.rows.map(r, r.total).sum()', 6],
    ['nodes.read.output.rows.filter(r, r.city == vars.place).size()', 1],
    ['nodes.read.output.rows.map(r, r.total > 1, r.name)', ['Ada', 'Cy']],
    ['nodes.read.output.rows.sortBy(r, r.total)[0].name', 'Bo'],
    ['nodes.read.output.rows.groupBy(r, r.city).Bonn.size()', 2],
    ['nodes.read.output.rows.find(r, r.total == 9)', null],
    ['nodes.read.output.rows.exists(r, r.total == 3)', true],
    ['nodes.read.output.rows.all(r, r.total > 0)', true],
    [
      '[1, 2].map(x, [10, 20].map(y, x * y))',
      [
        [10, 20],
        [20, 40],
      ],
    ],
    ['unique([1, 1, "1", {"a": 1}, {"a": 1}])', [1, '1', { a: 1 }]],
    ['avg([1, 2]) + min([3, 4]) + max(5, 6)', 10.5],
    ['keys({a: 1, "b": 2}) + values({"c": 3})', ['a', 'b', 3]],
    ['{"a": {"b": 1}} == {"a": {"b": 1.0}}', true],
    ['default(trigger.body.nope.deeper, 5)', 5],
    ['default(trigger.body.none, "x")', 'x'],
    ['default(upper(trigger.body.nope), "x")', 'x'],
    ['trigger.body.?nope.orValue(4)', 4],
    ['trigger.body.?n.orValue(4)', 1],
    ['trigger.body.none', null],
    ['has(trigger.body.none) && !has(trigger.body.nope) && !has(trigger.nope.nope)', true],
    ['trigger.body.nope == 1 || true', true],
    ['trigger.body.n == 1 ? "one" : "many"', 'one'],
    ['date("2026-05-31")', '2026-05-31T00:00:00.000Z'],
    ['formatDate("2026-05-31T08:05:00+02:00", "dd.MM.yyyy HH:mm")', '31.05.2026 06:05'],
    ['dateAdd("2026-01-31", 1, "months")', '2026-02-28T00:00:00.000Z'],
    ['dateDiff("2026-01-01", "2026-01-03", "days")', 2],
    ['weekday("2026-05-31")', 7],
    ['{{ 1 + 1 }}', 2],
  ])('%s', (source, value) => {
    expect(evaluateExpression(source, scope)).toEqual(value);
  });
});

describe('refusals say what is wrong in plain words', () => {
  test.each([
    ['trigger.body.nope', 'trigger.body has no field "nope"; its fields are n, half,'],
    ['trigger.body.n.deep', 'trigger.body.n is a number, so it has no field "deep"'],
    ['nodes.later.output', 'nodes.later has no output yet'],
    ['nodes.read.output.rows[7]', 'nodes.read.output.rows has 3 entries, and none at place 7'],
    ['nodes.read.output.rows.name', 'use nodes.read.output.rows[0].name'],
    ['trigger.body.n + "1"', 'Cannot add a number and text. Use number(…)'],
    ['item', '"item" exists only inside a loop'],
    ['trigger.body.first-name', 'write trigger.body["first-name"]'],
    ['1 / 0', 'Division by zero'],
    ['"x" && true', 'needs true or false'],
    ['number("12a")', '"12a" is not a number'],
    ['fly(1)', 'There is no function fly'],
    ['date("31.05.2026")', 'is not a date'],
    ['date("2026-02-30")', 'There is no such date'],
    ['1 +', 'stops too early'],
    ['a = 1', 'Use == to compare'],
  ])('%s', (source, sentence) => {
    expect(() => evaluateExpression(source, scope)).toThrow(ExpressionError);
    expect(() => evaluateExpression(source, scope)).toThrow(sentence);
  });

  test.each([
    'trigger.constructor',
    'trigger.__proto__',
    '"a".constructor',
    'trigger["constructor"]',
    'trigger.body.list.length',
    'trigger.toString',
  ])('inherited names do not exist: %s', (source) => {
    expect(() => evaluateExpression(source, scope)).toThrow(ExpressionError);
    if (!source.startsWith('"')) expect(evaluateExpression(`has(${source})`, scope)).toBe(false);
  });

  test('a field called __proto__ in a result is data', () => {
    const value = evaluateExpression('{"__proto__": {"polluted": true}}', {}) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
  });
});

describe('every evaluation ends', () => {
  const list = Array.from({ length: 1_000 }, (_, index) => index);

  test('nested loops stop at the budget', () => {
    expect(() => evaluateExpression('vars.l.map(a, vars.l.map(b, vars.l.map(c, a + b + c)))', { vars: { l: list } })).toThrow(
      'too much data',
    );
  });

  test('text cannot grow without bound', () => {
    const doubling = `${'replace('.repeat(30)}"ab"${', "a", "aaaaaaaaaaaaaaaaaaaa")'.repeat(30)}`;
    expect(() => evaluateExpression(doubling, {})).toThrow(ExpressionError);
  });

  test('deep nesting is refused', () => {
    expect(checkExpression(`${'('.repeat(500)}1${')'.repeat(500)}`)?.message).toContain('too');
  });
});

describe('checking without evaluating', () => {
  test.each([
    ['trigger.body.n + 1', undefined],
    ['rows.map(r, r.a)', '"rows" is not a name here'],
    ['[1].map(r, r.a + s)', '"s" is not a name here'],
    ['round()', 'round is used as round(number, digits)'],
    ['"abc', 'not closed'],
    ['', 'empty'],
  ])('%s', (source, message) => {
    const problem = checkExpression(source);
    if (message === undefined) expect(problem).toBeUndefined();
    else expect(problem?.message).toContain(message);
  });

  test('extra names are known', () => expect(checkExpression('row.total > 1', ['row'])).toBeUndefined());
});

describe('references', () => {
  test('are found wherever they stand', () => {
    expect(referencesIn('nodes.a.output + nodes["b-c"].output.map(x, x + nodes.a.output + nodes.d.output)[nodes.e.output]')).toEqual([
      'a',
      'b-c',
      'd',
      'e',
    ]);
  });

  test('are renamed and nothing else is', () => {
    expect(renameReference('nodes.a.output + "nodes.a" + nodes.ab.output + nodes["a"].x', 'a', 'new-id')).toBe(
      'nodes["new-id"].output + "nodes.a" + nodes.ab.output + nodes["new-id"].x',
    );
  });
});

test('arithmetic over any two JSON numbers is what JavaScript says, as plain numbers', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const scope = { vars: { a, b } };
      fc.pre(Number.isFinite(a + b) && Number.isFinite(a * b));
      expect(evaluateExpression('vars.a + vars.b', scope)).toBe(a + b);
      expect(evaluateExpression('vars.a * vars.b', scope)).toBe(a * b);
      expect(evaluateExpression('vars.a < vars.b', scope)).toBe(a < b);
      expect(evaluateExpression('vars.a == vars.b', scope)).toBe(a === b);
    }),
  );
});

test('any text either has a value or is refused with an expression error', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (source) => {
      try {
        evaluateExpression(source, scope);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }),
    { numRuns: 500 },
  );
});
