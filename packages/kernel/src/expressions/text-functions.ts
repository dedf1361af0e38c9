import { asList, asNumber, asText, define, type FunctionTable } from './function-table.ts';
import { charge, type Evaluation, mismatch } from './scope.ts';
import { checkedText, equals, isPlainObject, kindOf, textOf } from './values.ts';

const changed = (usage: string, change: (text: string) => string) =>
  define(usage, 1, 1, ([text], evaluation) => checkedText(change(asText(text, usage)), evaluation));

const asked = (usage: string, ask: (text: string, part: string) => boolean) =>
  define(usage, 2, 2, ([text, part], evaluation) => {
    const whole = asText(text, usage);
    charge(evaluation, whole.length >> 6);
    return ask(whole, asText(part, usage));
  });

const lower = changed('lower(text)', (text) => text.toLowerCase());
const upper = changed('upper(text)', (text) => text.toUpperCase());

export const TEXT_FUNCTIONS: FunctionTable = {
  lower,
  upper,
  lowerAscii: lower,
  upperAscii: upper,
  trim: changed('trim(text)', (text) => text.trim()),
  capitalize: changed('capitalize(text)', (text) => text.charAt(0).toUpperCase() + text.slice(1)),
  startsWith: asked('startsWith(text, part)', (text, part) => text.startsWith(part)),
  endsWith: asked('endsWith(text, part)', (text, part) => text.endsWith(part)),
  contains: define('contains(text, part)', 2, 2, ([whole, part], evaluation) => contains(whole, part, evaluation)),
  indexOf: define('indexOf(text, part)', 2, 2, ([text, part], evaluation) => {
    const whole = checkedText(asText(text, 'indexOf(text, part)'), evaluation);
    return whole.indexOf(asText(part, 'indexOf(text, part)'));
  }),
  substring: define('substring(text, start, end)', 2, 3, ([text, start, end], evaluation) => {
    const usage = 'substring(text, start, end)';
    return checkedText(asText(text, usage).slice(asNumber(start, usage), end === undefined ? undefined : asNumber(end, usage)), evaluation);
  }),
  split: define('split(text, separator)', 2, 2, ([text, separator], evaluation) => {
    const parts = asText(text, 'split(text, separator)').split(asText(separator, 'split(text, separator)'));
    charge(evaluation, parts.length);
    return parts;
  }),
  join: define('join(list, separator)', 1, 2, ([list, separator], evaluation) => {
    const items = asList(list, 'join(list, separator)');
    charge(evaluation, items.length);
    return checkedText(items.map(textOf).join(separator === undefined ? '' : asText(separator, 'join(list, separator)')), evaluation);
  }),
  replace: define('replace(text, part, by)', 3, 3, ([text, part, by], evaluation) => {
    const usage = 'replace(text, part, by)';
    const pieces = asText(text, usage).split(asText(part, usage));
    charge(evaluation, pieces.length * (1 + (asText(by, usage).length >> 6)));
    return checkedText(pieces.join(asText(by, usage)), evaluation);
  }),
  string: define('string(value)', 1, 1, ([value], evaluation) => checkedText(textOf(value), evaluation)),
  json: define('json(value)', 1, 1, ([value], evaluation) => checkedText(JSON.stringify(value), evaluation)),
  parseJson: define('parseJson(text)', 1, 1, ([text], evaluation) => {
    const source = asText(text, 'parseJson(text)');
    charge(evaluation, source.length >> 3);
    try {
      return JSON.parse(source) as unknown;
    } catch {
      return mismatch('parseJson: the text is not JSON.');
    }
  }),
  type: define('type(value)', 1, 1, ([value]) => typeName(value)),
  dyn: define('dyn(value)', 1, 1, ([value]) => value),
};

function contains(whole: unknown, part: unknown, evaluation: Evaluation): boolean {
  if (Array.isArray(whole)) {
    charge(evaluation, whole.length);
    return whole.some((item) => equals(item, part, evaluation));
  }
  const text = asText(whole, 'contains(text, part)');
  charge(evaluation, text.length >> 6);
  return text.includes(asText(part, 'contains(text, part)'));
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (isPlainObject(value)) return 'object';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? typeof value
    : mismatch(`No type for ${kindOf(value)}.`);
}
