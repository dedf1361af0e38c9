import type { Condition } from '../recognise/conditions.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';
import { conditionOf } from './condition-values.ts';
import type { ReadCase, ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';
import { bare } from './with-values.ts';

interface Around {
  readonly bind: (steps: readonly ReadStep[]) => Wish[];
  readonly before: ReadStep | undefined;
}

/** A choice whose ways were named: by classes or states one way a name, by thresholds one condition after the other. Undefined where no way has a name. */
export function bindCases(step: ReadStep, { bind, before }: Around): WishKind | undefined {
  const listed = valuesOf(step.values, 'class');
  // “New, returning and corporate clients: welcome mail, thank-you, key account” names all ways at once.
  const all = listed.length === step.branches.length && listed.length > 1 ? listed : undefined;
  const named = step.branches.map((branch, way) => ({
    said: all ? { words: all[way] ?? '', values: [{ name: 'class' as const, words: all[way] ?? '' }] } : step.cases?.[way],
    then: bind(branch),
  }));
  if (named.every(({ said }) => said === undefined)) return undefined;
  const tested = named.map(({ said, then }) => ({ condition: said && thresholdOf(said), then }));
  if (tested.some(({ condition }) => condition !== undefined)) return conditions(tested);
  const names = new Set<string>();
  const rest: Wish[] = [];
  const cases = named.flatMap(({ said, then }, index) => {
    const name = sameClass(nameOf(said), before);
    if (isRest(said)) {
      rest.push(...then);
      return [];
    }
    const own = name === '' || names.has(name) ? `case ${index + 1}` : name;
    names.add(own);
    return [{ name: own, then }];
  });
  const column = bare(valuesOf(step.values, 'column')[0] ?? '').toLowerCase();
  const isOfClass = column === '' || before?.label === 'classify';
  return {
    kind: 'switch',
    field: isOfClass ? 'label' : column,
    cases,
    ...(rest.length > 0 ? { otherwise: rest } : {}),
  };
}

/** The class as the step before it calls it: “Complaints →” after “a complaint or a question”. */
function sameClass(name: string, before: ReadStep | undefined): string {
  const singular = (words: string): string =>
    words
      .toLowerCase()
      .replace(/ies$/u, 'y')
      .replace(/([^s])s$/u, '$1');
  const known = before?.label === 'classify' ? valuesOf(before.values, 'class').map((words) => bare(words)) : [];
  return known.find((label) => singular(label) === singular(name)) ?? name;
}

const isRest = (said: ReadCase | undefined): boolean =>
  said !== undefined &&
  /^\W*(?:(?:and|all|for|the|any|every(?:thing|one|body)?)\s+)*(?:others?|rest|else|otherwise|remaining|anything else)\b/iu.test(
    said.words,
  );

function nameOf(said: ReadCase | undefined): string {
  if (!said) return '';
  const [name] = [...valuesOf(said.values, 'class'), ...valuesOf(said.values, 'value')];
  const plain = (name ?? said.words)
    .toLowerCase()
    .replace(/^(?:(?:if|when|for|and|or|it|is|it's|they|are|about|the|an?|all|any|only|in case of)\s+)+/u, '')
    .replace(/\s+(?:ones?|cases?|stuff|goes|go|gets?|to)$/u, '')
    .replaceAll(/["“”:]/gu, '')
    .trim();
  return plain.split(/\s+/u).slice(0, 4).join(' ');
}

/** “under 300 euros”: a comparison rather than a name. */
function thresholdOf({ words, values }: ReadCase): Condition | undefined {
  const condition = conditionOf(values, words, undefined);
  return condition && typeof condition.value === 'number' && condition.test !== 'equals' ? condition : undefined;
}

function conditions(ways: readonly { readonly condition: Condition | undefined; readonly then: readonly Wish[] }[]): WishKind {
  const [first, ...more] = ways;
  const known = ways.find(({ condition }) => condition && condition.subject !== 'amount')?.condition?.subject;
  const own = first?.condition ?? { words: '', subject: 'amount', test: 'unread' as const, value: '', negated: false };
  const [next] = more;
  const otherwise: readonly Wish[] =
    next === undefined
      ? []
      : more.length === 1 && (next.condition === undefined || isOpposite(own, next.condition))
        ? next.then
        : [{ ...conditions(more), because: next.condition?.words ?? '' } as Wish];
  return { kind: 'if', condition: known ? { ...own, subject: known } : own, then: first?.then ?? [], otherwise };
}

/** “over 300” after “under 300”. */
const isOpposite = (a: Condition, b: Condition): boolean =>
  a.value === b.value && /over|at_least/u.test(a.test) !== /over|at_least/u.test(b.test);
