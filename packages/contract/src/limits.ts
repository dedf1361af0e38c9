import { z } from 'zod';
import { route, Time } from './route.ts';

const Count = z.int().min(1, 'At least 1.').max(1_000_000);
export const Rate = z.strictObject({ count: Count, perSeconds: z.int().min(1).max(86_400) });

export const RunLimitView = z.strictObject({
  /** Live runs of the organisation at work at once; those that wait for people or times do not count. */
  concurrency: Count.nullable().default(null),
  /** Live runs that begin in any stretch of so many seconds. */
  rate: Rate.nullable().default(null),
});

export const ServiceLimitView = z.strictObject({
  service: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(300)
    .regex(/^(host:\S+|mail:default|model:default)$/, 'Name a host as host:api.example.com, or mail:default or model:default.'),
  /** Calls at once. */
  concurrency: Count.nullable().default(null),
  perSecond: z.number().positive().max(100_000).nullable().default(null),
});

const LimitsBody = z.strictObject({ runs: RunLimitView, services: z.array(ServiceLimitView).max(200) });

export const limits = {
  get: route('settings:read')
    .route({ method: 'GET', path: '/api/v2/limits', summary: 'What the organisation allows its runs, and asks of outside services' })
    .output(LimitsBody),
  save: route('settings:manage')
    .route({ method: 'PUT', path: '/api/v2/limits', summary: 'Set the limits; runs over them are accepted and stand in line' })
    .input(
      z.strictObject({
        runs: RunLimitView.default({ concurrency: null, rate: null }),
        services: z.array(ServiceLimitView).max(200).default([]),
      }),
    )
    .output(LimitsBody),
};

export const CircuitView = z.object({
  /** The service: `host:api.example.com`. */
  id: z.string(),
  /** In words. */
  name: z.string(),
  /** `open`: left alone until `nextTryAt`. `half_open`: one call is out to see. `closed`: it has failed lately, and is still called. */
  state: z.enum(['closed', 'open', 'half_open']),
  failures: z.number().int(),
  openedAt: Time.nullable(),
  nextTryAt: Time.nullable(),
  waitingSteps: z.number().int(),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const circuits = {
  list: route('run:read')
    .route({ method: 'GET', path: '/api/v2/circuits', summary: 'Outside services that have failed lately, and those left alone for it' })
    .output(z.object({ items: z.array(CircuitView) })),
  tryNow: route('run:start')
    .route({ method: 'POST', path: '/api/v2/circuits/{id}/try', summary: 'Try a service now instead of later' })
    .input(z.strictObject({ id: z.string().max(400) }))
    .output(CircuitView),
};
