import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';
import { withInside } from './wish-lists.ts';

/** “Only when the charge is above 40 kg … above 100 kg”: a later amount in the same unit, of which nobody says what it is of, is of the same thing. */
export function ofSameMeasure(wishes: readonly Wish[]): Wish[] {
  const named = new Map<string, string>();
  const visit = (list: readonly Wish[]): Wish[] =>
    list.map((wish) => {
      const condition = wish.kind === 'if' || wish.kind === 'filter' ? wish.condition : undefined;
      const own = condition && typeof condition.value === 'number' ? remembered(condition, named) : condition;
      const next: Wish = own !== undefined && own !== condition ? ({ ...wish, condition: own } as Wish) : wish;
      return withInside(next, visit);
    });
  return visit(wishes);
}

function remembered(condition: Condition, named: Map<string, string>): Condition {
  const unit = unitIn(condition.words);
  const isOpen = condition.isGuessed === true || condition.isOfUnit === true;
  const known = named.get(unit);
  if (!isOpen) named.set(unit, condition.subject);
  if (!isOpen || known === undefined || condition.test === 'equals' || (unit === '' && !alone.test(condition.words))) return condition;
  const { isGuessed: _, isOfUnit: __, ...rest } = condition;
  return { ...rest, subject: known };
}

/** “Over 25”, “if it is below 3”: nothing but the comparison. */
const alone =
  /^(?:(?:if|when|it['’]?s?|is|are|that['’]?s|but|and|or|only|even|those|ones|the|over|above|below|under|more|less|fewer|higher|lower|than|at|least|most|up|to|from|goes|gets|drops?|stays?|still)\s+|[<>=≤≥]\s*)*[\d.,]+k?\W*$/iu;

/** “%”, “kg”, “€”; empty for a number alone. */
const unitIn = (words: string): string =>
  /[%€$£°]/u.exec(words)?.[0] ?? /\d\s?([\p{L}²³/]+)/u.exec(words)?.[1]?.toLowerCase().replace(/s$/u, '') ?? '';
