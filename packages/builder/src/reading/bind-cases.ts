import type { Condition } from '../recognise/conditions.ts';
import type { Wish, WishCase, WishKind } from '../recognise/wish.ts';
import { amountOf, rangeOf } from './amounts.ts';
import { bandsOf } from './bands.ts';
import { bindCondition } from './bind-step.ts';
import { conditionOf } from './condition-values.ts';
import type { ReadCase, ReadStep } from './reading.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

interface Around {
  readonly bind: (steps: readonly ReadStep[]) => Wish[];
  readonly before: ReadStep | undefined;
}

/** A choice whose ways were named: by classes or states one way a name, by amounts and dates one condition a way. Undefined where no way has a name. */
export function bindCases(step: ReadStep, { bind, before }: Around): WishKind | undefined {
  const listed = valuesOf(step.values, 'class');
  // “New, returning and corporate clients: welcome mail, thank-you, key account” names all ways at once.
  const all = listed.length === step.branches.length && listed.length > 1 ? listed : undefined;
  const named = step.branches.map((branch, way) => ({
    said: all ? { words: all[way] ?? '', values: [{ name: 'class' as const, words: all[way] ?? '' }] } : step.cases?.[way],
    then: bind(branch),
  }));
  if (named.every(({ said }) => said === undefined)) return undefined;
  const column = bare(valuesOf(step.values, 'column')[0] ?? '').toLowerCase();
  const noun = column === '' ? sharedNoun(named.map(({ said }) => said)) : column;
  if (named.some(({ said }) => said && isTested(said)))
    return bandsOf(
      named.map(({ said, then }) => ({
        words: said?.words ?? '',
        condition: said && !isOpen(said) ? testOf(said, noun) : undefined,
        then,
      })),
    );
  const known = before?.label === 'classify' ? valuesOf(before.values, 'class').map((words) => bare(words)) : [];
  const names = sameClasses(
    named.map(({ said }) => (isRest(said) ? '' : nameOf(said))),
    known,
  );
  const used = new Set<string>();
  const rest: Wish[] = [];
  const cases = named.flatMap(({ said, then }, index): WishCase[] => {
    if (isRest(said)) {
      rest.push(...then);
      return [];
    }
    const name = names[index] ?? '';
    const own = name === '' || used.has(name) ? `case ${index + 1}` : name;
    used.add(own);
    return [{ name: own, then }];
  });
  const isOfClass = noun === '' || before?.label === 'classify';
  return { kind: 'switch', field: isOfClass ? 'label' : noun, cases, ...(rest.length > 0 ? { otherwise: rest } : {}) };
}

/** “Under 300 euros”, “1–2 stars”, “expired for 30 days”: a comparison, an amount or a time rather than a name. */
function isTested({ values }: ReadCase): boolean {
  return (
    valuesOf(values, 'value').some((words) => amountOf(words) !== undefined || rangeOf(words) !== undefined || time.test(words)) ||
    valuesOf(values, 'class').some((words) => rangeOf(words) !== undefined && !/\p{L}/u.test(words)) ||
    valuesOf(values, 'op').some((words) => amountOf(words) !== undefined)
  );
}

const time = /\b(?:days?|weeks?|months?|years?|hours?|today|tomorrow|yesterday)\b/iu;

/** “Above”, “longer”, “the rest”: whatever no other way takes. */
const isOpen = (said: ReadCase): boolean =>
  isRest(said) ||
  (valuesOf(said.values, 'value').length === 0 &&
    valuesOf(said.values, 'class').every((words) => amountOf(words) === undefined) &&
    !/\d/u.test(said.words) &&
    /^\W*(?:(?:and|or|all|with|anything|everything|if|the|those|is|it|it['’]s|for|far)\s+)*(?:above|more|less|fewer|over|under|below|beyond|bigger|larger|smaller|longer|shorter|older|younger|higher|lower|better|worse|heavier|lighter|later|earlier|in between|between)\b/iu.test(
      said.words,
    ));

/** What the other way of a condition says of itself, where that is an amount. */
export function elseOf({ cases, values }: ReadStep): Condition | undefined {
  const said = cases?.[1];
  if (!said || !/\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b/iu.test(said.words)) return undefined;
  const column = valuesOf(values, 'column')[0] ?? '';
  const isMarked = said.values.some(({ name }) => name === 'value' || name === 'op');
  const amount = /[$€£]?\d[\d.,]*k?(?:\s?(?:to|-|–|and|or)\s?\d[\d.,]*k?)?(?:\s?[%€°])?/u.exec(said.words)?.[0];
  return testOf(isMarked || !amount ? said : { ...said, values: [...said.values, { name: 'value', words: amount }] }, column);
}

function testOf({ words, values }: ReadCase, noun: string): Condition {
  // “Urgency 1”: the class is the amount.
  const given = values.map((value): ReadValue => (value.name === 'class' ? { ...value, name: 'value' } : value));
  const hasColumn = given.some(({ name }) => name === 'column') || noun === '';
  const whole = hasColumn ? given : [...given, { name: 'column' as const, words: noun }];
  const ruled = bindCondition(words);
  return conditionOf(whole, words, ruled) ?? ruled;
}

/** “Condition good, scratched or broken”, “severity high”: the word before the first class is what tells the ways apart. */
function sharedNoun(ways: readonly (ReadCase | undefined)[]): string {
  const [first, ...more] = ways;
  const name = first ? (valuesOf(first.values, 'class')[0] ?? '') : '';
  const noun = new RegExp(`^\\W*(\\p{L}{4,}(?: \\p{L}{4,})?) ${name.replaceAll(/[^\p{L}\p{N} ]/gu, '.')}\\W*$`, 'iu').exec(
    first?.words ?? '',
  )?.[1];
  const isAlone = more.every((way) => {
    const own = way ? (valuesOf(way.values, 'class')[0] ?? '') : '';
    const words = (way?.words ?? '').toLowerCase();
    return (
      own === '' || words.replaceAll(/[^\p{L}\p{N} -]/gu, '').trim() === own.toLowerCase() || words.startsWith(noun?.toLowerCase() ?? ' ')
    );
  });
  return name !== '' &&
    noun &&
    isAlone &&
    !/\b(?:with|from|for|about|have|those|some|over|under|when|that|whose|whether|anything|only|\p{L}+ly|\p{L}+ing)\b/iu.test(noun)
    ? noun.toLowerCase()
    : '';
}

/** The classes as the step before it calls them: “Complaints →” after “a complaint or a question”, “seam” after “a broken seam”. */
function sameClasses(names: readonly string[], known: readonly string[]): string[] {
  const left = new Set(known);
  const take = (name: string, isSame: (label: string) => boolean): string | undefined => {
    const found = name === '' ? undefined : [...left].find((label) => isSame(singular(label)));
    if (found !== undefined) left.delete(found);
    return found;
  };
  const exact = names.map((name) => take(name, (label) => label === singular(name)));
  const partly = names.map((name, index) => exact[index] ?? take(name, (label) => shareWord(label, singular(name))));
  const open = partly.flatMap((found, index) => (found === undefined && names[index] !== '' ? [index] : []));
  // One way and one class that are left belong together.
  const [only] = open;
  const [last] = left;
  return names.map(
    (name, index) => partly[index] ?? (open.length === 1 && left.size === 1 && index === only && last !== undefined ? last : name),
  );
}

const singular = (words: string): string =>
  words
    .toLowerCase()
    .replace(/ies$/u, 'y')
    .replace(/([^s])s$/u, '$1');

/** “not involved” is not “involved”. */
const shareWord = (label: string, name: string): boolean => {
  const isNot = (words: string): boolean => /\b(?:not|no|un\p{L}+)\b/u.test(words);
  const words = name.split(/\s+/u).filter((word) => word.length > 2);
  return (
    isNot(label) === isNot(name) &&
    words.some((word) => label.split(/\s+/u).some((one) => one === word || singular(one) === singular(word)))
  );
};

/** “Otherwise”, “all others”: the way of whatever no other way takes. */
export const isRest = (said: ReadCase | undefined): boolean =>
  said !== undefined &&
  /^\W*(?:(?:and|all|for|the|any|every(?:thing|one|body)?|some(?:thing|one|body)?)\s+)*(?:others?(?:\s+\p{L}+)?|rest|else|otherwise|remaining|anything else)(?:\s+(?:ones?|cases?|go|goes))*\W*$/iu.test(
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
