import { asList, asNumber, define, type FunctionTable } from './function-table.ts';
import { charge, type Evaluation, mismatch } from './scope.ts';
import { compare, finite, kindOf } from './values.ts';

const rounded = (usage: string, change: (value: number) => number) =>
  define(usage, 1, 2, ([value, digits]) => {
    const places = digits === undefined ? 0 : asNumber(digits, usage);
    if (!Number.isInteger(places) || places < 0 || places > 12) mismatch(`${usage}: digits are a whole number from 0 to 12.`);
    return scaled(asNumber(value, usage), places, change);
  });

/** Shifts the decimal point in the number's text, so that `round(1.005, 2)` is 1.01 as people expect. */
function scaled(value: number, places: number, change: (value: number) => number): number {
  if (places === 0) return change(value) + 0;
  const shift = (number: number, by: number): number => {
    const [digits = '0', exponent = '0'] = String(number).split('e');
    return Number(`${digits}e${Number(exponent) + by}`);
  };
  return shift(change(shift(value, places)), -places) + 0;
}

const toNumber = define('number(value)', 1, 1, ([value]) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && value.trim() !== '') {
    const parsed = Number(value.trim());
    if (Number.isFinite(parsed)) return parsed;
  }
  return mismatch(
    typeof value === 'string' ? `number(…): "${value.slice(0, 40)}" is not a number.` : `number(…) cannot read ${kindOf(value)}.`,
  );
});

/** `f(list)` or `f(a, b, …)`. */
function several(args: readonly unknown[], evaluation: Evaluation): readonly unknown[] {
  const items = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  charge(evaluation, items.length);
  return items;
}

function extreme(usage: string, sign: 1 | -1) {
  return define(usage, 1, 16, (args, evaluation) => {
    const items = several(args, evaluation);
    if (items.length === 0) return null;
    return items.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best));
  });
}

function total(items: readonly unknown[], usage: string): number {
  return finite(items.reduce<number>((sum, item) => sum + asNumber(item, usage), 0));
}

export const NUMBER_FUNCTIONS: FunctionTable = {
  number: toNumber,
  double: toNumber,
  int: define('int(value)', 1, 1, (args, evaluation) => Math.trunc(toNumber.run(args, evaluation) as number) + 0),
  bool: define('bool(value)', 1, 1, ([value]) => {
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 1) return true;
    if (value === 'false' || value === 0) return false;
    return mismatch(`bool(…) reads "true" and "false", and this is ${kindOf(value)}.`);
  }),
  round: rounded('round(number, digits)', (value) => Math.sign(value) * Math.round(Math.abs(value))),
  floor: rounded('floor(number, digits)', Math.floor),
  ceil: rounded('ceil(number, digits)', Math.ceil),
  abs: define('abs(number)', 1, 1, ([value]) => Math.abs(asNumber(value, 'abs(number)'))),
  sum: define('sum(list)', 1, 16, (args, evaluation) => total(several(args, evaluation), 'sum(list)')),
  /** The mean; null for an empty list, which has none. */
  avg: define('avg(list)', 1, 1, ([list], evaluation) => {
    const items = several([asList(list, 'avg(list)')], evaluation);
    return items.length === 0 ? null : total(items, 'avg(list)') / items.length;
  }),
  min: extreme('min(list)', -1),
  max: extreme('max(list)', 1),
};
