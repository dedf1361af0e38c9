import { z } from 'zod';
import { Json, JsonRecord, Ok, PageQuery, page, route, Time } from './route.ts';

const Id = { id: z.string().max(100) };
const Node = { ...Id, nodeId: z.string().max(100) };

export const TriggerAlert = z.object({
  /** `quiet`: what used to come stays away. `missed`: due times passed without a run. `overdue`: a schedule is due and nothing carries it out. */
  kind: z.enum(['quiet', 'missed', 'overdue']),
  message: z.string(),
  since: Time,
  count: z.number().int(),
});

export const TriggerView = z.object({
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  /** How it starts, in words. */
  words: z.string(),
  live: z.boolean(),
  url: z.string().nullable(),
  timezone: z.string().nullable(),
  catchUp: z.enum(['none', 'last', 'all']).nullable(),
  /** By how many seconds later than due this schedule starts. */
  delaySeconds: z.number(),
  nextTimes: z.array(Time),
  lastSeenAt: Time.nullable(),
  /** Of the last seven days. */
  counts: z.object({ seen: z.number().int(), missed: z.number().int(), refused: z.number().int(), duplicates: z.number().int() }),
  /** When silence counts as unusual, and why. Null: nothing is known yet. */
  rhythm: z.object({ quietAfterSeconds: z.number(), words: z.string() }).nullable(),
  /** How senders sign; null where nobody has to. */
  signature: z.object({ scheme: z.string(), secretSetAt: Time.nullable() }).nullable(),
  alerts: z.array(TriggerAlert),
});

export const LedgerEntry = z.object({
  id: z.string(),
  kind: z.enum(['tick', 'delivery']),
  nodeId: z.string(),
  /** When it was due, or came. */
  at: Time,
  status: z.enum(['fired', 'missed', 'filled', 'started', 'duplicate', 'refused', 'redelivered']),
  /** Stable; null where nothing went wrong. */
  reason: z.string().nullable(),
  /** What happened, in a sentence. */
  words: z.string(),
  runId: z.string().nullable(),
  /** When it was started, or seen to be missed; of several the last. */
  doneAt: Time,
  count: z.number().int(),
});

const Backfilled = z.object({
  nodeId: z.string(),
  dueAt: Time,
  /** `ran`: before this call, by whatever way. `to_run`: only in a preview. `refused`: it could not be started; `message` says why. */
  status: z.enum(['ran', 'to_run', 'started', 'refused']),
  runId: z.string().nullable(),
  message: z.string().optional(),
});

export const triggers = {
  list: route('workflow:read')
    .route({
      method: 'GET',
      path: '/api/v2/workflows/{id}/triggers',
      summary: 'What starts a workflow: state, next times, last seen, gone quiet?',
    })
    .input(z.strictObject(Id))
    .output(z.object({ items: z.array(TriggerView), paused: z.boolean() })),
  ledger: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows/{id}/triggers/ledger', summary: 'What was expected and what was seen, newest first' })
    .input(
      z.strictObject({
        ...Id,
        ...PageQuery,
        nodeId: z.string().max(100).optional(),
        only: z.enum(['seen', 'missed', 'refused']).optional(),
      }),
    )
    .output(page(LedgerEntry)),
  backfill: route('run:start')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/triggers/backfill',
      summary: 'Run missed due times now, or those of a range',
      description:
        'Each due time is one run at most, whoever started it before. `trigger.at` is the due time and `trigger.backfill` is true. At most 500 in one call; `more` says that some are left. With `preview` nothing is started.',
    })
    .input(
      z.strictObject({
        ...Id,
        nodeId: z.string().max(100).optional(),
        from: z.iso.datetime({ offset: true }).optional(),
        to: z.iso.datetime({ offset: true }).optional(),
        ticks: z.array(z.string().max(100)).max(500).optional(),
        preview: z.boolean().default(false),
      }),
    )
    .output(z.object({ items: z.array(Backfilled), started: z.number().int(), toRun: z.number().int(), more: z.boolean() })),
  redeliver: route('run:start')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/triggers/deliveries/{deliveryId}/redeliver',
      summary: 'Start a run with what a delivery brought, on the live version',
      successStatus: 201,
    })
    .input(z.strictObject({ ...Id, deliveryId: z.string().max(100) }))
    .output(z.object({ runId: z.string() })),
  dismiss: route('run:start')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/triggers/{nodeId}/dismiss',
      summary: 'Put a trigger’s alerts away until something new happens',
    })
    .input(z.strictObject(Node))
    .output(Ok),
  setSecret: route('workflow:publish')
    .route({
      method: 'PUT',
      path: '/api/v2/workflows/{id}/triggers/{nodeId}/secret',
      summary: 'Set what a webhook’s senders sign with',
      description: 'Without `secret` one is made up and answered, this once.',
    })
    .input(z.strictObject({ ...Node, secret: z.string().min(8, 'A secret has eight characters at least.').max(500).optional() }))
    .output(z.object({ secret: z.string().nullable() })),
  removeSecret: route('workflow:publish')
    .route({
      method: 'DELETE',
      path: '/api/v2/workflows/{id}/triggers/{nodeId}/secret',
      summary: 'Forget a webhook’s secret; signed calls are refused from now on',
    })
    .input(z.strictObject(Node))
    .output(Ok),
};

export const schedules = {
  preview: route('workflow:read')
    .route({
      method: 'POST',
      path: '/api/v2/schedules/preview',
      summary: 'When a schedule would start next, by the server’s clock',
      description: '`config` is that of a schedule trigger. With problems there are no times.',
    })
    .input(z.strictObject({ config: JsonRecord, count: z.number().int().min(1).max(50).default(5) }))
    .output(
      z.object({
        words: z.string(),
        timezone: z.string(),
        times: z.array(Time),
        /** Each with `path`, `message` and, where there is one, `fix` with `label` and `value`. */
        problems: z.array(
          z.object({ path: z.array(Json), message: z.string(), fix: z.object({ label: z.string(), value: Json }).optional() }),
        ),
      }),
    ),
};
