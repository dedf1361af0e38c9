import { z } from 'zod';
import { Time } from './route.ts';

/** Why something waits: a stable code, and a sentence with figures that is true when it is told. */
export const Waiting = z.object({
  code: z
    .string()
    .describe(
      'workflow_paused, workflow_concurrency, workflow_rate, organisation_concurrency, organisation_rate, server_concurrency, starting, host_concurrency, host_rate, server_busy, same_result, circuit_open, retry, time, approval, callback, decision, child, run_paused',
    ),
  message: z.string(),
  /** Place in line, 1 being next. */
  position: z.number().int().optional(),
  /** Places there are. */
  limit: z.number().optional(),
  /** When it goes on by itself. */
  until: Time.optional(),
});
