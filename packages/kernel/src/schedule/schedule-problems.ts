import { nearest } from '../document/nearest.ts';
import type { JsonObject } from '../json.ts';
import { recurrenceProblems, type ScheduleProblem } from './recurrence-problems.ts';
import { scheduleOfConfig } from './recurrence.ts';
import { scheduleTicks } from './schedule.ts';
import { isTimezone, timezoneNames } from './zone-time.ts';

/** When "never" is looked for: any moment does, since calendars repeat. */
const reference = new Date(Date.UTC(2024, 0, 1));

export function scheduleProblems(config: JsonObject): ScheduleProblem[] {
  const { timezone, cron } = config;
  const problems: ScheduleProblem[] = [];
  const spec = scheduleOfConfig(config);
  if (spec.cron === undefined && spec.rules === undefined)
    problems.push({ path: ['rules'], message: 'needs a time: a cron expression or at least one rule. Fill one in.', isMissing: true });
  const isZoneGiven = typeof timezone === 'string' && timezone !== '';
  if (isZoneGiven && !isTimezone(timezone)) problems.push(timezoneProblem(timezone));
  const zone = isZoneGiven && isTimezone(timezone) ? timezone : 'UTC';
  if (typeof cron === 'string' && spec.cron !== undefined) problems.push(...cronProblems(spec.cron));
  spec.rules?.forEach((rule, index) => {
    const path = ['rules', Array.isArray(config['rules']) ? config['rules'].indexOf(rule) : index];
    const found = recurrenceProblems(rule);
    problems.push(...found.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
    if (found.length > 0 || scheduleTicks({ rules: [rule] }, zone).after(reference)) return;
    problems.push({
      path,
      message: 'has a rule that never comes to pass.',
      fix: { label: 'Use the last day of the month', value: { ...rule, monthDays: [-1] } },
    });
  });
  return problems;
}

export function timezoneProblem(name: string): ScheduleProblem {
  const names = timezoneNames();
  const meant = nearest(name, names) ?? nearest(name.split('/').at(-1) ?? '', names);
  return {
    path: ['timezone'],
    message: `“${name}” is no time zone. Use a name such as ${meant ?? 'Europe/Berlin'}.`,
    ...(meant === undefined ? {} : { fix: { label: `Use “${meant}”`, value: meant } }),
  };
}

const fields = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12 },
  { name: 'weekday', min: 0, max: 7 },
] as const;

const nicknames: { readonly [name: string]: string } = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

function cronProblems(cron: string): ScheduleProblem[] {
  const parts = cron.split(/\s+/u);
  if (parts.length !== fields.length) {
    const meant = nicknames[cron.toLowerCase()] ?? (parts.length === 6 ? parts.slice(1).join(' ') : undefined);
    const counted = `has ${parts.length} field${parts.length === 1 ? '' : 's'} in “${cron}”, but five are needed: minute, hour, day of month, month, weekday.`;
    return [cronProblem(counted, meant)];
  }
  try {
    if (scheduleTicks({ cron }, 'UTC').after(reference)) return [];
  } catch (cause) {
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    return [cronProblem(outOfRange(parts) ?? `cannot read “${cron}”: ${inner}`, clamped(parts))];
  }
  const [minute = '', hour = '', , month = '', weekday = ''] = parts;
  return [cronProblem(`has a date in “${cron}” that no year has, so it would never start.`, [minute, hour, 'L', month, weekday].join(' '))];
}

/** @param meant offered if it is a schedule itself */
function cronProblem(message: string, meant: string | undefined): ScheduleProblem {
  const isGood = meant !== undefined && isCron(meant);
  return { path: ['cron'], message, ...(isGood ? { fix: { label: `Use “${meant}”`, value: meant } } : {}) };
}

function isCron(cron: string): boolean {
  try {
    return scheduleTicks({ cron }, 'UTC').after(reference) !== undefined;
  } catch {
    return false;
  }
}

function outOfRange(parts: readonly string[]): string | undefined {
  for (const [index, { name, min, max }] of fields.entries()) {
    const wrong = numbersOf(parts[index] ?? '').find((number) => number < min || number > max);
    if (wrong !== undefined) return `has ${wrong} as ${name}, which goes from ${min} to ${max}.`;
  }
  return undefined;
}

/** The same fields with each number brought into its range. */
function clamped(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const { min, max } = fields[index] ?? { min: 0, max: 0 };
      return part.replaceAll(/(?<!\/)\b\d+\b/gu, (digits) =>
        String(Number(digits) === max + 1 && min === 0 ? 0 : Math.min(max, Math.max(min, Number(digits)))),
      );
    })
    .join(' ');
}

function numbersOf(part: string): number[] {
  return [...part.matchAll(/(?<!\/)\b\d+\b/gu)].map(([digits]) => Number(digits));
}
