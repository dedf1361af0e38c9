import { scheduleTicks, zoneTime } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';

/** A date, or a date and time, that names no zone. */
const local = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/u;

export const flowDelay = defineNode({
  type: 'flow.delay',
  version: 1,
  kind: 'wait',
  category: 'flow',
  title: 'Wait',
  description: 'Waits for a time, until a date, or for the next time of day; nothing runs meanwhile, and a restart does not shorten it.',
  icon: 'Hourglass',
  keywords: [
    'wait',
    'delay',
    'pause',
    'after',
    'later',
    'minutes',
    'hours',
    'days',
    'sleep',
    'until',
    'date',
    'before',
    'on friday',
    'at 8',
  ],
  outside: 'none',
  summary: 'Waits[ {seconds}][ until {until}][ for the next of: {cron}][ ({timezone})]',
  config: z
    .strictObject({
      seconds: z
        .number()
        .min(0)
        .max(315_360_000)
        .optional()
        .meta({ title: 'Seconds', description: 'Up to ten years.', 'x-widget': 'duration' }),
      until: z
        .string()
        .max(2000)
        .optional()
        .meta({
          title: 'Until',
          description: 'A date such as 2026-05-31 or a moment such as 2026-05-31T08:30. One that is over is not waited for.',
          examples: ['2026-05-31', '{{ dateAdd(input.date, -2, "days") }}'],
        }),
      cron: z
        .string()
        .max(200)
        .optional()
        .meta({
          title: 'Then for the next',
          description: 'Five fields: minute, hour, day of month, month, day of week. With a date, the first such time from that date on.',
          'x-widget': 'cron',
          examples: ['0 12 * * 5'],
        }),
      timezone: z.string().max(100).optional().meta({
        title: 'Time zone',
        description: 'Such as Europe/Berlin; that of the workflow, else of the organisation, when empty.',
        'x-widget': 'timezone',
      }),
    })
    .meta({ 'x-check': 'wait' }),
  output: z.object({ waitedSeconds: z.number() }),
  sampleConfig: { seconds: 60 },
  sampleOutput: { waitedSeconds: 60 },
  wait: ({ seconds = 0, until, cron, timezone }, context) => {
    const { now } = context;
    const zone = isBlank(timezone) ? context.timezone : timezone;
    const from = (isBlank(until) ? now : momentOf(until, zone)) + Math.round(seconds * 1000);
    // A tick at that very moment counts.
    const moment = isBlank(cron)
      ? from
      : (scheduleTicks({ cron }, zone)
          .after(new Date(from - 1))
          ?.getTime() ?? from);
    return { kind: 'time', durationMs: Math.max(0, moment - now) };
  },
});

const isBlank = (text: string | undefined): text is undefined => text === undefined || text.trim() === '';

function momentOf(text: string, zone: string): number {
  const match = local.exec(text.trim());
  if (!match) {
    const moment = Date.parse(text);
    if (Number.isNaN(moment)) throw new Error(`“${text.slice(0, 40)}” is no date to wait for. Write 2026-05-31 or 2026-05-31T08:30.`);
    return moment;
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return zoneTime(zone).firstInstantOf(Date.UTC(year, month - 1, day, hour, minute, second));
}
