import { z } from 'zod';
import { route, Time } from './route.ts';

const Bytes = z.number();
const Days = z.int().min(1, 'At least one day.').max(36_500, 'At most 36,500 days.');

const Expiring = z.object({ runs: z.number(), bytes: Bytes });

const Rules = z.object({
  /** Null: the installation's default. */
  liveDays: Days.nullable(),
  testDays: Days.nullable(),
  /** Null: no limit. */
  budgetBytes: Bytes.nullable(),
});

export const StorageView = z.object({
  /** Journal, values and files of all runs. */
  keptBytes: Bytes,
  runs: z.number(),
  kinds: z.array(
    z.object({
      kind: z.enum(['journal', 'values', 'files', 'uploads', 'versions', 'results']),
      bytes: Bytes,
      /** Null where pieces are not counted. */
      count: z.number().nullable(),
    }),
  ),
  /** Those that keep most, most first. */
  workflows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      runs: z.number(),
      journalBytes: Bytes,
      valueBytes: Bytes,
      fileBytes: Bytes,
      /** `YYYY-MM-DD`, UTC. */
      oldestRun: z.string().nullable(),
      liveDays: z.number(),
      testDays: z.number(),
    }),
  ),
  oldestRun: z.string().nullable(),
  /** The last 30 days, UTC, oldest first: what the runs that began there keep today. */
  days: z.array(z.object({ day: z.string(), runs: z.number(), bytes: Bytes })),
  /** What will be over by then, today's included. */
  frees: z.object({ now: Expiring, in7Days: Expiring, in30Days: Expiring }),
  rules: Rules,
  defaults: z.object({ liveDays: z.number(), testDays: z.number() }),
  /** When runs whose time is over were last looked for, and what the last find was. */
  cleanedAt: Time.nullable(),
  lastCleanUp: Expiring.nullable(),
});

const DaysInQuery = z.coerce.number().int().min(1).max(36_500).optional();

export const storage = {
  get: route('settings:read')
    .route({ method: 'GET', path: '/api/v2/storage', summary: 'Who keeps how much, for how long, and what will be freed when' })
    .output(StorageView),
  save: route('settings:manage')
    .route({ method: 'PUT', path: '/api/v2/storage', summary: 'Set how long runs are kept, and how much the organisation may keep' })
    .input(
      z.strictObject({
        liveDays: Days.nullable().default(null),
        testDays: Days.nullable().default(null),
        budgetBytes: z
          .int()
          .min(1024 * 1024, 'At least 1 MB.')
          .max(2 ** 50)
          .nullable()
          .default(null),
      }),
    )
    .output(StorageView),
  preview: route('settings:read')
    .route({ method: 'GET', path: '/api/v2/storage/preview', summary: 'What would be deleted if runs were kept for so many days' })
    .input(z.strictObject({ liveDays: DaysInQuery, testDays: DaysInQuery }))
    .output(Expiring),
  cleanUp: route('settings:manage')
    .route({ method: 'POST', path: '/api/v2/storage/clean-up', summary: 'Delete the runs whose time is over, now' })
    .output(z.object({ runs: z.number(), bytes: Bytes, files: z.number() })),
};
