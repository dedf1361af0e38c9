import { durationSeconds } from '../language/durations.ts';
import { clockOf } from '../reading/wait-values.ts';
import type { Due } from '../recognise/due.ts';
import { camel, capital } from '../recognise/form-fields.ts';
import type { Clock, Span } from '../recognise/wait-time.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { ensureExtracted } from './form-field.ts';
import { shorten } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** A wait for a length, or for the next time of day or day that was named. What nobody can read is asked for. */
export function addWait(assembly: Assembly, { seconds, inAll, around, time, because }: Of<'wait'>): void {
  assembly.data = sinceThen(assembly);
  const clock = time?.clock;
  if (clock) {
    const ahead = clock.isEveryDay && seconds !== undefined && seconds >= 86_400 ? { seconds: nextDay(seconds, clock) } : {};
    const name = `Wait until ${shorten(time.said.replace(/^(?:wait |hold )?(?:until|till|by|at|on|before)\s+/iu, ''))}`;
    assembly.add('wait', 'flow.delay', name, { ...ahead, cron: clock.cron }, because);
    return noteClock(assembly, time.said, clock);
  }
  const isUnread = seconds === undefined || (!time && /\b(?:before|prior to|ahead of)\b/iu.test(because));
  // Something else than a time is waited for.
  if (isUnread && !time) return addGap(assembly, around ?? because, because);
  if (isUnread) return askWait(assembly, (around ?? because).replace(/[\s,;–-]+$/u, '').trim(), because);
  noteWorking(assembly, time?.span, time?.said ?? because);
  const more = inAll === undefined ? '' : ` more, ${lengthWords(inAll)} in all`;
  assembly.add('wait', 'flow.delay', `Wait ${lengthWords(seconds)}${more}`, { seconds }, because);
}

/** What was made before a wait belongs to the mails before it, and what came in may have changed. */
function sinceThen(assembly: Assembly): Assembly['data'] {
  const { report: _, ...data } = assembly.data;
  const isSent = data.made === 'text' && data.record !== undefined && assembly.last(({ type }) => type === 'email.send') !== undefined;
  const { made: __, ...rest } = data;
  return { ...(isSent ? rest : data), isOld: true };
}

/**
 * “Two days later at 9”: the first 9 o’clock after one day and 9 hours, which is past today’s 9 o’clock and not past that of the second day, whenever
 * the wait begins.
 */
function nextDay(seconds: number, { cron }: Clock): number {
  const [minute = 0, hour = 0] = cron.split(' ').map(Number);
  return seconds - 86_400 + hour * 3600 + minute * 60;
}

function addGap(assembly: Assembly, said: string, because: string): void {
  const wish = `Wait: ${shorten(said.replace(/[\s,;–-]+$/u, '').trim())}`;
  assembly.add('todo', 'placeholder', wish, { wish }, because);
  assembly.note('issue', `How long “${shorten(because)}” is could not be read. Put a “Wait” in its place, or start another workflow then.`);
}

/** Better asked than a time of our own. */
function askWait(assembly: Assembly, said: string, because: string): void {
  const words = shorten(said.replace(/^(?:(?:and|then|wait|hold(?: it)?)\s+)+/iu, '')) || because;
  const asked = assembly.answers[`wait:${words}`]?.trim() ?? '';
  const seconds = durationSeconds(asked);
  const clock = seconds === undefined ? clockOf(asked) : undefined;
  const config = seconds === undefined ? (clock ? { cron: clock.cron } : {}) : { seconds };
  const id = assembly.add('wait', 'flow.delay', `Wait: ${words}`, config, because);
  if (seconds === undefined && !clock)
    assembly.ask(8, {
      id: `wait:${words}`,
      text: `How long is “${words}”, or until when shall it wait?`,
      options: [],
      free: true,
      nodeId: id,
    });
}

function lengthWords(seconds: number): string {
  const [amount, unit] =
    seconds % 86_400 === 0
      ? [seconds / 86_400, 'day']
      : seconds % 3600 === 0
        ? [seconds / 3600, 'hour']
        : seconds % 60 === 0
          ? [seconds / 60, 'minute']
          : [seconds, 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function noteWorking(assembly: Assembly, span: Span | undefined, said: string): void {
  if (span?.isWorking) assembly.note('issue', `“${shorten(said)}” is waited in calendar days; no step counts working days.`);
}

/** An hour that nobody said is told. */
function noteClock(assembly: Assembly, said: string, clock: Clock): void {
  if (!clock.isHourSaid)
    assembly.note('decision', `“${shorten(said)}” is taken as ${timeOfDay(clock.cron)}, because no time of day was said.`);
}

/** When a day is meant and no hour. */
const morning = '0 9 * * *';
const timeOfDay = (cron: string): string => {
  const [minute = '0', hour = '9'] = cron.split(' ');
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
};

/** One thing with a date of its own: waits until so long before or after that date, there at the time of day that was said. */
export function addUntil(assembly: Assembly, { due, clock, weekday, because }: Of<'until'>): void {
  assembly.data = sinceThen(assembly);
  const span: Span = due.span ?? spanOfDays(due.days);
  const isTimed = span.unit === 'hours' || span.unit === 'minutes';
  const { path: date, name: field } = dateField(assembly, due, isTimed);
  const sign = due.test === 'before' ? -1 : 1;
  const { amount, unit } = whole(span);
  const day =
    weekday === undefined
      ? amount === 0
        ? date
        : `dateAdd(${date}, ${sign * amount}, "${unit}")`
      : `dateAdd(${date}, -((weekday(${date}) + ${6 - weekday}) % 7 + 1), "days")`;
  const hour = clock && weekday !== undefined ? `${clock.cron.split(' ').slice(0, 2).join(' ')} * * *` : (clock?.cron ?? morning);
  assembly.add(
    'wait',
    'flow.delay',
    nameOf(due, span, { weekday, hour: isTimed ? undefined : hour }),
    { until: template(day), ...(isTimed ? {} : { cron: hour }) },
    because,
  );
  assembly.note(
    'recommendation',
    `The wait counts from the field “${field}”, ${isTimed ? 'a date and time such as 2026-05-31 14:30' : 'a date such as 2026-05-31'}. If that time is over, it does not wait.`,
  );
  if (!isTimed) noteClock(assembly, because, clock ?? { cron: morning, isHourSaid: false, isEveryDay: true });
  noteWorking(assembly, due.span, because);
  assembly.offer({ due: { noun: due.noun, column: field } });
}

const spanOfDays = (days: number): Span =>
  Number.isInteger(days)
    ? { amount: days, unit: 'days' }
    : Number.isInteger(days * 24)
      ? { amount: days * 24, unit: 'hours' }
      : { amount: Math.round(days * 1440), unit: 'minutes' };

/** “Half an hour” in minutes. */
function whole({ amount, unit }: Span): Span {
  if (Number.isInteger(amount)) return { amount, unit };
  return unit === 'hours' ? { amount: Math.round(amount * 60), unit: 'minutes' } : { amount: Math.round(amount * 24), unit: 'hours' };
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function nameOf(due: Due, span: Span, { weekday, hour }: { weekday: number | undefined; hour: string | undefined }): string {
  const { amount, unit } = whole(span);
  const length = `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
  const day =
    weekday !== undefined
      ? `${dayNames[weekday - 1] ?? ''} before the ${due.noun}`
      : amount === 0
        ? `the ${due.noun}`
        : `${length} ${due.test === 'before' ? 'before' : 'after'} the ${due.noun}`;
  const isDaily = hour === undefined || hour.endsWith(' * * *');
  return `Wait until ${day}${hour === undefined ? '' : isDaily ? `, ${timeOfDay(hour)}` : ' and then for the day'}`;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly required?: boolean;
  readonly help?: string;
}

/** Dates that stand in a paper; when the wedding is stands in none. */
const ofPapers =
  /due|expir|end|notice|cancel|renew|valid|deadline|until|terminat|deliver|start|issue|birth|return|contract|payment|invoice|policy|licen/iu;

/** What is at hand was worked out of what a form brought, or picked out of its paper. */
const isOfForm = ({ root, data }: Assembly): boolean =>
  /^nodes\.\w+\.output(?:\.fields)?$/u.test(data.record ?? '') && root.nodes.some(({ type }) => type === 'trigger.form');

/**
 * The date that is counted from: the field of the form that is called so, its only date where nothing else counts from that, else a new field. Hours
 * before something need its time of day, which a date field does not ask for.
 */
export function dateField(assembly: Assembly, due: Due, isTimed: boolean): { path: string; name: string } {
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  const { record = 'trigger.body', recordFields } = assembly.data;
  const picked = ensureExtracted(assembly, due.column.replaceAll('_', ' '), 'date', ofPapers.test(due.column));
  if (picked !== undefined) return { path: `${assembly.data.record ?? record}.${picked}`, name: picked };
  // “End date = start + months … 8 weeks before the return”: the date that was worked out.
  const result = recordFields.at(-1) ?? '';
  if (isOfForm(assembly) && !record.endsWith('.fields') && /date|day/iu.test(result)) return { path: `${record}.${result}`, name: result };
  const own = ownDate(due, recordFields);
  // What was made of the form’s answers has no date of its own.
  const isOfAnswers = record === 'input' || isOfForm(assembly);
  if (!node || record === 'item' || !isOfAnswers || (record !== 'input' && recordFields.includes(own) && isDated(own)))
    return { path: `${record}.${own}`, name: own };
  const fields = (node.config['fields'] ?? []) as Field[];
  const { dateFields } = assembly.root;
  const known = dateFields.get(due.noun) ?? fieldCalled(due, fields) ?? onlyDate(due, fields, [...dateFields.values()]);
  const name = known ?? camel(due.column);
  dateFields.set(due.noun, name);
  const typed = isTimed ? { type: 'text', help: 'Date and time, such as 2026-05-31 14:30.' } : { type: 'date' };
  const label = capital(due.column.replaceAll('_', ' '));
  const asked = fields.map((field) =>
    field.name === name && (field.type !== 'date' || isTimed) ? { ...field, ...typed, required: true } : field,
  );
  if (!known) {
    asked.push({ name, label, ...typed, required: true });
    assembly.note('decision', `The form asks for the ${due.column.replaceAll('_', ' ')}, because a step counts from it.`);
  }
  assembly.root.nodes[index] = { ...node, config: { ...node.config, fields: asked } };
  return { path: `input.${name}`, name };
}

/** The value that is called so, else the only date there is. */
function ownDate({ noun, column }: Due, fields: readonly string[]): string {
  const telling = noun.split(/[^\p{L}]+/u).filter((word) => word.length > 2 && !/^(?:the|date|day|time|first|last|next)$/u.test(word));
  const called = fields.find((name) => telling.some((word) => name.toLowerCase().includes(word.replace(/(?:ing|s|e)$/u, '').slice(0, 7))));
  const dates = fields.filter(isDated);
  return called ?? (dates.length === 1 && dates[0] ? dates[0] : fieldName(column, []));
}

const isDated = (name: string): boolean =>
  /date|day|until|deadline|due|expiry|start|end|time|departure|arrival|valid|on$|from/iu.test(name);

/** “Ready on”, “wedding date”, “until”: the field that shares a telling word with what is counted from. */
function fieldCalled(due: Due, fields: readonly Field[]): string | undefined {
  const wanted = due.noun.split(/[^\p{L}]+/u).filter((word) => word.length > 3 && !/^(?:date|time|first|last|next)$/u.test(word));
  const isCalled = ({ name, label }: Field): boolean =>
    wanted.some((word) => `${name} ${label}`.toLowerCase().includes(word.replace(/(?:ing|s|e)$/u, '').slice(0, 7)));
  const dates = fields.filter(({ type }) => type === 'date');
  return (
    dates.find(isCalled) ??
    fields.find(
      (field) =>
        field.type === 'text' &&
        isCalled(field) &&
        /\b(?:date|day|on|until|when|start|end|deadline|departure|arrival|time)\b/iu.test(field.label),
    )
  )?.name;
}

/** A date that no other wait counts from. */
function onlyDate({ noun }: Due, fields: readonly Field[], taken: readonly string[]): string | undefined {
  const dates = fields.filter(({ type, name }) => type === 'date' && !taken.includes(name));
  const [first] = dates;
  const isPlain = noun === 'date' || dates.length === 1;
  return first && isPlain && !/^(?:birth|date ?of ?birth|born)/iu.test(first.name) ? first.name : undefined;
}
