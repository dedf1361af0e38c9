import { readRecurrence } from '../language/recurrence.ts';
import { type Due, duesIn } from '../recognise/due.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { isMe, isStranger } from '../assemble/recipients.ts';
import { allWishes, inEveryList, insideOf, overlaps } from './places.ts';

interface Planned {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

/**
 * Times that are counted from a date in the data. With one thing at hand they are a wait until that date; else a daily look at rows, of which
 * those are kept whose date says that it is time.
 */
export function placeDates({ trigger, wishes }: Planned, text: string): Planned {
  const all = duesIn(text);
  const isState = all.some(
    ({ test, words }) => test !== 'before' && test !== 'after' && (trigger.because === '' || inClauseOf(trigger, words, text)),
  );
  const isOfDate = all.some(
    ({ words }) =>
      trigger.kind !== 'schedule' &&
      trigger.because !== '' &&
      !/^\W*(?:when|if|once|after|as soon)/iu.test(trigger.because) &&
      overlapping(trigger.because, words, text),
  );
  const hasRecord =
    !isState && !isOfDate && (trigger.kind === 'form' || trigger.kind === 'webhook' || (trigger.kind === 'unmet' && !isTable(trigger)));
  const dues = all.filter(
    (due) => !isPlainWait(due, trigger, hasRecord) && (hasRecord ? due.test === 'before' || due.test === 'after' : true),
  );
  if (dues.length === 0) return { trigger, wishes };
  const [first] = dues;
  const starts = !hasRecord && trigger.kind !== 'schedule' ? regularly(first) : undefined;
  const placed = dues.reduce<readonly Wish[]>((list, due) => outOfLoops(place(list, due, hasRecord, text)), wishes);
  return {
    trigger: starts ?? trigger,
    wishes: hasRecord
      ? placed
      : onceEach(withLoops(placed.filter((wish) => wish.kind !== 'filter' || wish.condition !== undefined)), starts ?? trigger),
  };
}

/** The state of rows, said where the start is said: “when books are overdue by more than 14 days” is no event. */
function inClauseOf({ because }: Trigger, words: string, text: string): boolean {
  const at = text.indexOf(because);
  const due = text.indexOf(words);
  return (
    at >= 0 &&
    due >= 0 &&
    due < at + because.length + 40 &&
    at < due + words.length &&
    !/[,;:.]\s/u.test(text.slice(Math.min(at, due), Math.max(at, due)))
  );
}

function overlapping(a: string, b: string, text: string): boolean {
  const at = text.indexOf(a);
  const other = text.indexOf(b);
  return at >= 0 && other >= 0 && at < other + b.length + 12 && other < at + a.length;
}

const isTable = ({ because }: Trigger): boolean => !/\b(?:e-?mail|mail|inbox)/iu.test(because);

/** “A week after the visit”, where the visit is what starts it, is counted from the start. */
function isPlainWait({ test, noun, words }: Due, trigger: Trigger, hasRecord: boolean): boolean {
  if (!hasRecord) return false;
  if (test === 'within' || test === 'this_month' || test === 'anniversary' || test === 'longer_than') return true;
  if (test !== 'after') return test === 'not_done';
  const said = trigger.because.toLowerCase();
  return (
    said === '' ||
    said.includes(words.toLowerCase()) ||
    noun
      .toLowerCase()
      .split(/\s+/u)
      .some((word) => word.length > 3 && said.includes(word.replace(/s$/u, '')))
  );
}

/** Once a month for what is due in a month, else every day. */
function regularly(due: Due | undefined): Trigger | undefined {
  const recurrence = readRecurrence(due?.test === 'this_month' ? 'every month' : 'every day');
  return recurrence && { kind: 'schedule', recurrence, because: due?.words ?? '' };
}

/** In place of the wait, filter or condition that its words were read as; else before what its sentence asks for. */
function place(wishes: readonly Wish[], due: Due, hasRecord: boolean, text: string): Wish[] {
  const isOf = (wish: Wish): boolean => overlaps(wish, due.words, text);
  const own: Wish = { kind: hasRecord ? 'until' : 'due', due, because: due.words, at: text.indexOf(due.words) };
  const isTime = (wish: Wish): boolean =>
    ['wait', 'filter', 'calculate', 'read'].includes(wish.kind) || (wish.kind === 'if' && wish.otherwise.length === 0);
  const found = allWishes(wishes).find((wish) => isOf(wish) && isTime(wish));
  let isDone = false;
  const once = (): Wish[] => (isDone ? [] : ((isDone = true), [own]));
  if (found)
    return inEveryList(wishes, (list) =>
      list.flatMap((wish) => (!isOf(wish) || !isTime(wish) ? [wish] : wish.kind === 'if' ? [...once(), ...wish.then] : once())),
    );
  const target = allWishes(wishes).find((wish) => isOf(wish) && insideOf(wish).length === 0);
  const all = inEveryList(wishes, (list) => list.flatMap((wish) => (target && same(wish, target) ? [...once(), wish] : [wish])));
  return isDone ? all : [own, ...all];
}

/** The rows are chosen before each of them is worked on. */
function outOfLoops(wishes: readonly Wish[]): Wish[] {
  return wishes.flatMap((wish): Wish[] => {
    if (wish.kind !== 'each') return [wish];
    const dues = wish.body.filter(({ kind }) => kind === 'due');
    return dues.length === 0 ? [wish] : [...dues, { ...wish, body: wish.body.filter(({ kind }) => kind !== 'due') }];
  });
}

const same = (a: Wish, b: Wish): boolean => a.because === b.because && a.kind === b.kind;

/** What is done when it is time is done for each row; the next such time begins anew from all rows. */
function withLoops(wishes: readonly Wish[]): Wish[] {
  const result: Wish[] = [];
  let open: Wish[] | undefined;
  let isList = false;
  let isOfDay = false;
  const close = (): void => {
    if (open && open.length > 0) result.push({ kind: 'each', noun: 'row', body: open, because: open[0]?.because ?? '' });
    open = undefined;
  };
  for (const wish of wishes) {
    if (wish.kind === 'due') {
      close();
      result.push(wish);
      open = [];
      isList = wish.due.isList === true || wish.due.test !== 'not_done';
      isOfDay = wish.due.isList === true;
    } else if (open && isForEach(wish, { isList, isOfDay })) open.push(wish);
    else {
      close();
      result.push(wish);
    }
  }
  close();
  return again(result);
}

/** Where it looks every day, each row gets its mail on one day and not on all that follow. */
function onceEach(wishes: readonly Wish[], trigger: Trigger): Wish[] {
  if (trigger.kind !== 'schedule' || !/^\S+ \S+ \* \* \*$/u.test(trigger.recurrence.cron)) return [...wishes];
  return wishes.map((wish, index): Wish => {
    if (wish.kind !== 'due' || wishes[index + 1]?.kind !== 'each' || wish.due.isList) return wish;
    const test = wish.due.test === 'within' ? 'before' : wish.due.test === 'longer_than' ? 'after' : wish.due.test;
    return { ...wish, due: { ...wish.due, test } };
  });
}

/** “… and again after 10 days” asks for the same once more. */
function again(wishes: readonly Wish[]): Wish[] {
  const loop = wishes.find(({ kind }) => kind === 'each');
  return wishes.flatMap((wish, index) => (loop && wish.kind === 'due' && wishes[index + 1]?.kind === 'due' ? [wish, loop] : [wish]));
}

/** Mail to somebody, what comes before it in a loop, and what no step does. A list for the person who asks is one mail. */
function isForEach(wish: Wish, { isList, isOfDay }: { isList: boolean; isOfDay: boolean }): boolean {
  if (wish.kind === 'email' && isList && wish.to.length === 0 && wish.person !== undefined && isMe(wish.person)) return false;
  // A list for somebody who is known is one mail.
  if (
    wish.kind === 'email' &&
    isOfDay &&
    (wish.to.length > 0 || wish.person === undefined || isMe(wish.person) || !isStranger(wish.person))
  )
    return false;
  if (wish.kind === 'email') return !/\b(?:list|overview|all|how many|number of|summary|appointments|bookings|orders)\b/iu.test(wish.about);
  return ['generate', 'wait', 'template'].includes(wish.kind) || (wish.kind === 'unmet' && wish.service !== 'a table');
}
