import { z } from 'zod';
import { defineNode } from '../define-node.ts';

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
  summary: 'Starts {cron|at a time to choose}[ ({timezone})]',
  config: z.strictObject({
    cron: z
      .string()
      .max(200)
      .regex(/^\s*\S+(?:\s+\S+){4}\s*$/u, 'Five fields are needed: minute, hour, day of month, month, day of week.')
      .meta({
        title: 'When',
        description: 'Five fields: minute, hour, day of month, month, day of week.',
        'x-widget': 'cron',
        examples: ['0 8 * * 1'],
      }),
    timezone: z.string().optional().meta({ title: 'Time zone', description: 'Such as Europe/Berlin; the organisation’s when empty.' }),
  }),
  output: z.record(z.string(), z.unknown()),
  sampleConfig: { cron: '0 8 * * 1' },
  sampleOutput: { kind: 'schedule', at: '2026-01-05T08:00:00.000Z', body: null, query: {}, headers: {}, files: {} },
});
