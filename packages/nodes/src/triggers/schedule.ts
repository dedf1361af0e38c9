import { recurrenceUnits, weekdays } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';

const time = (title: string, description: string) =>
  z
    .string()
    .max(20)
    .optional()
    .meta({ title, description, examples: ['08:00'] });

/** A rule of a schedule, as the kernel's `Recurrence`. */
export const RecurrenceRule = z.strictObject({
  every: z.int().min(1).max(1000).default(1).meta({ title: 'Every' }),
  unit: z.enum(recurrenceUnits).meta({ title: 'Unit' }),
  weekdays: z.array(z.enum(weekdays)).max(7).optional().meta({ title: 'Only on' }),
  monthDays: z
    .array(z.union([z.int().min(1).max(31), z.int().min(-31).max(-1)]))
    .max(31)
    .optional()
    .meta({ title: 'Days of the month', description: 'From 1 to 31; -1 is the last day, -2 the one before.' }),
  nth: z
    .array(z.union([z.int().min(1).max(5), z.literal(-1)]))
    .max(6)
    .optional()
    .meta({ title: 'Which of them in the month', description: 'With weekdays: 1 is the first in the month, -1 the last.' }),
  at: z.array(z.string().max(20)).max(50).optional().meta({ title: 'At', description: 'Times of day such as 08:00.' }),
  from: time('From', 'Minutes and hours: counted from this time each day.'),
  until: time('Until', 'Minutes and hours: the last time of day.'),
  startOn: z
    .string()
    .max(20)
    .optional()
    .meta({ title: 'Counted from', description: 'A date such as 2026-01-31; nothing starts before it.', format: 'date' }),
});

export const triggerSchedule = defineNode({
  type: 'trigger.schedule',
  version: 1,
  kind: 'trigger',
  category: 'trigger',
  title: 'On a schedule',
  description: 'Starts at set times, such as every Monday at 08:00.',
  icon: 'Clock',
  keywords: [
    'schedule',
    'every day',
    'every week',
    'every monday',
    'every morning',
    'every hour',
    'hourly',
    'daily',
    'weekly',
    'monthly',
    'cron',
    'at 8',
    'each night',
    'nightly',
    'first of the month',
    'timer',
    'regularly',
  ],
  outside: 'none',
  summary: 'Starts[ {cron}][ {rules}][ ({timezone})]',
  config: z
    .strictObject({
      cron: z
        .string()
        .max(200)
        .optional()
        .meta({
          title: 'When',
          description: 'Five fields: minute, hour, day of month, month, day of week.',
          'x-widget': 'cron',
          examples: ['0 8 * * 1'],
        }),
      rules: z
        .array(RecurrenceRule)
        .max(20)
        .optional()
        .meta({ title: 'Times', description: 'Rules in words; several are one schedule.', 'x-widget': 'recurrences' }),
      timezone: z
        .string()
        .max(100)
        .optional()
        .meta({ title: 'Time zone', description: 'Such as Europe/Berlin; the organisation’s when empty.', 'x-widget': 'timezone' }),
      catchUp: z
        .enum(['none', 'last', 'all'])
        .default('last')
        .meta({
          title: 'Times missed while the server was down',
          description: 'What is started when it is back. Those left out stay in the record and can be run later.',
          'x-labels': { none: 'Leave them out', last: 'Run the last one', all: 'Run each of them' },
        }),
      catchUpLimit: z
        .int()
        .min(1)
        .max(1000)
        .default(100)
        .meta({ title: 'At most', description: 'With “each of them”: the newest so many.', 'x-shown-when': { catchUp: ['all'] } }),
      jitterSeconds: z.int().min(0).max(3600).default(0).meta({
        title: 'Spread (seconds)',
        description: 'Starts by up to so many seconds later, always by the same for this schedule, so that not all start at once.',
      }),
    })
    .meta({ 'x-check': 'schedule' }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { cron: '0 8 * * 1' },
  sampleOutput: { kind: 'schedule', at: '2026-01-05T08:00:00.000Z', body: null, query: {}, headers: {}, files: {} },
});
