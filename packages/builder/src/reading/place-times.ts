import { isOfBefore } from './formula-context.ts';
import { readRecurrence } from '../language/recurrence.ts';
import { type Due, duesIn } from '../recognise/due.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { secondsOf } from '../recognise/wait-time.ts';
import { chainedWaits } from './wait-chain.ts';
import { spanOf } from './wait-values.ts';
import { datedWait, type Told } from './wait-dates.ts';
import { allWishes, placeOf, withInside } from './wish-lists.ts';

interface Bound {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

/**
 * Times that are counted from a date in the data. Where one thing is at hand, a wait before its date is a wait until then; where rows are
 * looked at, a filter on a date keeps those for which it is time. A look at dates that nothing starts happens every day.
 */
export function placeTimes({ trigger: said, wishes: read }: Bound, text: string): Bound {
  const late = undone(said, read, text);
  if (late) return late;
  const { trigger, wishes } = dueOfStart(said, read);
  const hasRecord = trigger.kind === 'form' || trigger.kind === 'webhook' || trigger.kind === 'unmet';
  const placed = withBirthdays(chainedWaits(within(wishes, { hasRecord, trigger, told: { words: trigger.because } })), hasRecord);
  const isDated = !hasRecord && allWishes(placed).some((wish) => wish.kind === 'due' && isForOneDay(wish.due));
  const daily = readRecurrence('every day');
  return {
    trigger:
      isDated && trigger.kind === 'manual' && trigger.because === '' && daily
        ? { kind: 'schedule', recurrence: daily, because: '' }
        : trigger,
    wishes: placed,
  };
}

/** “If an invoice is not paid after 30 days remind them, after 45 days tell me”: every day those are looked for that have waited so long. */
function undone(trigger: Trigger, wishes: readonly Wish[], text: string): Bound | undefined {
  const dues = duesIn(text).filter(({ test }) => test === 'not_done');
  const daily = readRecurrence('every day');
  if (trigger.kind !== 'manual' || trigger.because !== '' || dues.length === 0 || !daily) return undefined;
  const places = dues.map(({ words }) => text.indexOf(words));
  const leaves = allWishes(wishes).filter((wish) => !['if', 'each', 'switch', 'wait', 'filter'].includes(wish.kind));
  const sources = leaves.filter(({ kind }) => kind === 'source' || kind === 'fetch');
  const parts = dues.flatMap((due, index): Wish[] => {
    const [from, to] = [places[index] ?? 0, places[index + 1] ?? text.length];
    const own = leaves.filter((wish) => !sources.includes(wish) && placeOf(wish, text) >= from && placeOf(wish, text) < to);
    return [
      { kind: 'due', due, because: due.words },
      ...(own.length > 0 ? [{ kind: 'each' as const, noun: due.noun, body: own, because: due.words }] : []),
    ];
  });
  return { trigger: { kind: 'schedule', recurrence: daily, because: dues[0]?.words ?? '' }, wishes: [...sources, ...parts] };
}

/** “72 hours before each tournament” starts nothing by itself: every day those are looked for whose date it is. */
function dueOfStart(trigger: Trigger, wishes: readonly Wish[]): Bound {
  const [due] = trigger.kind === 'schedule' ? duesIn(trigger.because) : [];
  const daily = readRecurrence('every day');
  if (!due || !daily || (due.test !== 'before' && due.test !== 'after')) return { trigger, wishes };
  const isRead = wishes.some(({ kind }) => kind === 'source' || kind === 'fetch');
  const own: Wish = { kind: 'due', due, because: due.words };
  const at = isRead ? wishes.findLastIndex(({ kind }) => kind === 'source' || kind === 'fetch') + 1 : 0;
  return { trigger: { ...trigger, kind: 'schedule', recurrence: daily }, wishes: [...wishes.slice(0, at), own, ...wishes.slice(at)] };
}

/** “A birthday mail to every member, from members.csv” goes out on the day. */
function withBirthdays(wishes: readonly Wish[], hasRecord: boolean): Wish[] {
  const noun = /\b(birthday|anniversary)\b/iu
    .exec(allWishes(wishes).find((wish) => wish.kind === 'email' && /\b(?:birthday|anniversary)\b/iu.test(wish.about))?.because ?? '')?.[1]
    ?.toLowerCase();
  const first = wishes.findIndex(({ kind }) => kind === 'each' || kind === 'email');
  const isTold = allWishes(wishes).some(({ kind }) => kind === 'due' || kind === 'filter' || kind === 'until' || kind === 'if');
  if (hasRecord || noun === undefined || first < 0 || isTold || !wishes.some(({ kind }) => kind === 'source' || kind === 'each'))
    return [...wishes];
  const due: Wish = { kind: 'due', due: { words: noun, noun, column: noun, test: 'anniversary', days: 0 }, because: noun };
  return [...wishes.slice(0, first), due, ...wishes.slice(first)];
}

/** “Two days before their visit” has to be looked for every day, “subscriptions that end this month” has not. */
const isForOneDay = ({ test, days }: Due): boolean =>
  test === 'not_done' || test === 'anniversary' || (test === 'before' && days > 0) || test === 'after';

interface Around {
  readonly hasRecord: boolean;
  readonly trigger: Trigger;
  readonly told: Told;
}

/** The lists inside loops have one thing at hand. */
function within(wishes: readonly Wish[], around: Around): Wish[] {
  return wishes.flatMap((wish, index): Wish | Wish[] => {
    const dated = wish.kind === 'wait' ? datedWait(wish, around.told, around.hasRecord) : undefined;
    around.told.words += ` ${wish.because}`;
    if (dated) return dated;
    const looked = wishes.slice(0, index).findLast((one) => one.kind === 'filter' && one.due);
    const same =
      wish.kind === 'filter' && !wish.due && !wish.leavesOut && looked?.kind === 'filter' ? ofSameDate(wish, looked.due) : undefined;
    if (same) return { kind: 'due', due: same, because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) };
    if (wish.kind === 'filter' && wish.due && !(around.hasRecord && around.trigger.kind !== 'form'))
      return {
        kind: 'due',
        due: seenOnce(wish.due, around.trigger),
        ...(wish.marks ? { marks: true } : {}),
        ...(wish.leavesOut ? { leavesOut: true } : {}),
        because: wish.because,
        ...(wish.at === undefined ? {} : { at: wish.at }),
      };
    const [due] = wish.kind === 'if' && !around.hasRecord && wish.otherwise.length === 0 ? duesIn(wish.because) : [];
    // “If a contract ends within 30 days” is about rows, where nothing came in.
    if (wish.kind === 'if' && due) return [{ kind: 'due', due, because: wish.because }, ...within(wish.then, around)];
    // “If they have no e-mail, call them” is asked of each row of a list.
    const isList = !around.hasRecord && wishes.slice(0, index).some(({ kind }) => kind === 'source' || kind === 'filter' || kind === 'due');
    const isChanged = wishes.slice(0, index).some(({ kind }) => kind === 'total' || kind === 'topics' || kind === 'fetch');
    if (wish.kind === 'if' && isList && !isChanged && isOfRow(wish))
      return { kind: 'each', noun: 'row', body: within([wish], { ...around, hasRecord: true }), because: wish.because };
    if (wish.kind === 'wait' || wish.kind === 'filter') return timed(wish, around);
    if (wish.kind === 'each') {
      // Each row has dates of its own, whatever the start tells of.
      const ofRows = isOfRows(wishes.slice(0, index), around.trigger);
      return { ...wish, body: within(wish.body, { ...around, hasRecord: true, ...(ofRows ? { told: { words: '' } } : {}) }) };
    }
    return withInside(wish, (list) => within(list, around));
  });
}

/** “Runs out in 30 days” is seen on one day by a look every day, by one every week among the seven days up to it. */
function seenOnce(due: Due, trigger: Trigger): Due {
  const cron = trigger.kind === 'schedule' ? trigger.recurrence.cron : '';
  const isExact = (due.test === 'before' || due.test === 'after') && due.span !== undefined;
  if (isExact && due.span?.unit === 'years' && / \d+ \d+ \*$/u.test(cron)) return { ...due, by: 'yyyy' };
  if (isExact && (due.span?.unit === 'months' || due.span?.unit === 'years') && / (?:\d+|L) \* \*$/u.test(cron))
    return { ...due, by: 'yyyy-MM' };
  if (!due.isAhead) return due;
  if (/ \* \* (?:\*|1-5)$/u.test(cron) || trigger.kind === 'manual') return due;
  const isWeekly = / \* \* \d$/u.test(cron);
  return { ...due, test: 'within', ...(isWeekly && due.days > 7 ? { least: due.days - 6 } : {}) };
}

const isOfRows = (before: readonly Wish[], trigger: Trigger): boolean =>
  before.some(({ kind }) => kind === 'source' || kind === 'fetch' || kind === 'filter' || kind === 'due' || kind === 'read') ||
  (trigger.kind === 'form' && trigger.fields.some(({ type }) => type === 'file'));

/** “… and if it is 7 days or less”, said of the date that the rows were just looked at for. */
function ofSameDate(wish: Extract<Wish, { kind: 'filter' }>, last: Due | undefined): Due | undefined {
  const span =
    last && /^\W*(?:(?:and|if|when|those|but|where)\s+)*(?:it|that|this)(?:['’]s|\s+is)?\b/iu.test(wish.because)
      ? spanOf(wish.because)
      : undefined;
  if (!last || !span) return undefined;
  const isMore = /\b(?:more than|over|longer|at least)\b/iu.test(wish.because);
  const test = isMore
    ? ('longer_than' as const)
    : last.test === 'longer_than' || last.test === 'after'
      ? ('recent' as const)
      : ('within' as const);
  return {
    words: wish.because,
    noun: last.noun,
    column: last.column,
    test,
    days: secondsOf(span) / 86_400,
    ...(span.unit === 'days' ? {} : { span }),
  };
}

/** Of a field that each row has of its own. */
const isOfRow = ({ condition: { test, subject, words } }: Extract<Wish, { kind: 'if' }>): boolean =>
  (test === 'unread' && /\b(?:they|he or she)\b/iu.test(words)) ||
  (subject !== '' && /^(?:empty|filled|equals|contains)$/u.test(test) && !/\b(?:any|none|there (?:is|are)|some)\b/iu.test(words));

/** A wait or filter that no value says the time of. */
function timed(wish: Extract<Wish, { kind: 'wait' | 'filter' }>, { hasRecord, trigger }: Around): Wish {
  if (wish.kind === 'filter' && isOfBefore(wish.because)) return wish;
  const [due] = duesIn(wish.because).length > 0 || wish.kind !== 'wait' ? duesIn(wish.because) : duesIn(wish.around ?? '');
  const at = wish.at === undefined ? {} : { at: wish.at };
  if (wish.kind === 'wait' && wish.time) return wish;
  if (!due) return beforeItEnds(wish, hasRecord) ?? wish;
  if (wish.kind === 'filter')
    return hasRecord && trigger.kind !== 'form'
      ? wish
      : {
          kind: 'due',
          due,
          ...(wish.marks ? { marks: true } : {}),
          ...(wish.leavesOut ? { leavesOut: true } : {}),
          because: wish.because,
          ...at,
        };
  if (due.test === 'before' && hasRecord) return { kind: 'until', due, because: wish.because, ...at };
  if (due.test === 'after' && hasRecord && namesDate(due)) return { kind: 'until', due, because: wish.because, ...at };
  return hasRecord ? wish : { kind: 'due', due, because: wish.because, ...at };
}

/** “90 days before it ends”: the date is that of what is at hand. */
function beforeItEnds(wish: Extract<Wish, { kind: 'wait' | 'filter' }>, hasRecord: boolean): Wish | undefined {
  const said = wish.kind === 'wait' ? `${wish.because} ${wish.around ?? ''}` : '';
  const after = /\b(?:before|prior to|ahead of)\b\s*(?:(?:the|their|his|her|its|each|every|an?|our|that|your)\s+)?([^,.;:!?]*)/iu.exec(
    said,
  )?.[1];
  if (wish.kind !== 'wait' || wish.seconds === undefined || after === undefined || !hasRecord) return undefined;
  const verb = /\b(ends?|expir\w*|runs? out|due|starts?|begins?)\b/iu.exec(after)?.[1] ?? '';
  const named = after
    .trim()
    .split(/\s+/u)
    .slice(0, 2)
    .join(' ')
    .replace(/\s+(?:and|then|i|we|they|to|is|are)$/iu, '');
  const isNamed = /^[a-z]{3,}(?: [a-z]+)?$/iu.test(named) && !/^(?:it|they|that|this|then|and|the)\b/iu.test(named);
  const noun = /^(?:start|begin)/iu.test(verb)
    ? 'start date'
    : /due/iu.test(verb)
      ? 'due date'
      : /expir/iu.test(verb)
        ? 'expiry date'
        : /^(?:end|run)/iu.test(verb)
          ? 'end date'
          : isNamed
            ? named.toLowerCase()
            : 'date';
  const column = /date$|day$/u.test(noun) ? noun.replaceAll(' ', '_') : `${noun.split(' ').at(-1)}_date`;
  const due: Due = { words: wish.because, noun, column, test: 'before', days: Math.round((wish.seconds / 86_400) * 1440) / 1440 };
  return { kind: 'until', due, because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) };
}

/** “after their start date”, not “after the order”. */
const namesDate = ({ noun }: Due): boolean =>
  /\b(?:date|day|start|end|deadline|birthday|wedding|event|appointment|trip|course|stay)\b/iu.test(noun);
