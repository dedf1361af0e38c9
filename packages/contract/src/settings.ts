import { z } from 'zod';
import { CircuitView } from './limits.ts';
import { Ok, route, Time } from './route.ts';
import { ApprovalView, DecisionView } from './approvals.ts';
import { RunSummary } from './runs.ts';

const Id = { id: z.string().max(100) };
const ProviderKind = z.enum(['openai_compatible', 'anthropic', 'ollama']);

/** US dollars a million tokens. */
const OwnPrice = z.strictObject({ inputUsd: z.number().min(0).max(1_000_000), outputUsd: z.number().min(0).max(1_000_000) });

export const ModelView = z.object({
  id: z.string(),
  kind: ProviderKind,
  name: z.string(),
  baseUrl: z.string().nullable(),
  model: z.string(),
  hasKey: z.boolean(),
  isDefault: z.boolean(),
  /** What it costs, in US dollars a million tokens: by your own word, by the list that comes with Arches, or nothing since it runs here. null: not known. */
  price: z.object({ inputUsd: z.number(), outputUsd: z.number(), source: z.enum(['own', 'list', 'local']) }).nullable(),
  createdAt: Time,
});
const ModelInput = {
  kind: ProviderKind,
  name: z.string().trim().min(1).max(120),
  baseUrl: z.url('This is not an address.').max(500).optional(),
  model: z.string().trim().min(1, 'Name the model.').max(200),
  apiKey: z.string().max(500).optional(),
};
const Check = z.union([
  z.object({ ok: z.literal(true), latencyMs: z.number(), models: z.array(z.string()).optional() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

export const models = {
  list: route('model:read')
    .route({ method: 'GET', path: '/api/v2/models', summary: 'Connected models, and what works without one' })
    .output(
      z.object({
        connected: z.boolean(),
        items: z.array(ModelView),
        withoutModel: z.array(z.object({ type: z.string(), title: z.string(), method: z.string() })),
        embedding: z.object({ model: z.string(), dimensions: z.number(), ready: z.boolean() }),
        spentUsd28d: z.number(),
      }),
    ),
  create: route('model:manage')
    .route({ method: 'POST', path: '/api/v2/models', summary: 'Connect a model', successStatus: 201 })
    .input(z.strictObject({ ...ModelInput, price: OwnPrice.optional(), isDefault: z.boolean().default(true) }))
    .output(ModelView),
  /** Tries a connection before it is saved, or a saved one by `id`. */
  check: route('model:manage')
    .route({ method: 'POST', path: '/api/v2/models/check', summary: 'Does this connection work?' })
    .input(z.union([z.strictObject({ id: z.string().max(100) }), z.strictObject(ModelInput)]))
    .output(Check),
  update: route('model:manage')
    .route({ method: 'PATCH', path: '/api/v2/models/{id}', summary: 'Change a connection' })
    .input(
      z.strictObject({
        ...Id,
        name: ModelInput.name.optional(),
        baseUrl: ModelInput.baseUrl,
        model: ModelInput.model.optional(),
        apiKey: ModelInput.apiKey,
        /** null takes your own price back. */
        price: OwnPrice.nullable().optional(),
        isDefault: z.boolean().optional(),
      }),
    )
    .output(ModelView),
  remove: route('model:manage')
    .route({ method: 'DELETE', path: '/api/v2/models/{id}', summary: 'Disconnect a model' })
    .input(z.strictObject(Id))
    .output(Ok),
};

const Mail = z.object({
  host: z.string(),
  port: z.number().int(),
  secure: z.boolean(),
  user: z.string(),
  from: z.string(),
  hasPassword: z.boolean(),
});

export const settings = {
  organization: route('settings:read')
    .route({ method: 'GET', path: '/api/v2/settings', summary: 'The organisation' })
    .output(z.object({ name: z.string(), timezone: z.string() })),
  updateOrganization: route('settings:manage')
    .route({ method: 'PATCH', path: '/api/v2/settings', summary: 'Rename the organisation, set its time zone' })
    .input(z.strictObject({ name: z.string().trim().min(1).max(120).optional(), timezone: z.string().max(60).optional() }))
    .output(z.object({ name: z.string(), timezone: z.string() })),
  mail: route('settings:read')
    .route({ method: 'GET', path: '/api/v2/settings/mail', summary: 'The mail server, without its password' })
    .output(z.object({ mail: Mail.nullable() })),
  saveMail: route('settings:manage')
    .route({ method: 'PUT', path: '/api/v2/settings/mail', summary: 'Set the mail server' })
    .input(
      z.strictObject({
        host: z.string().trim().min(1).max(253),
        port: z.number().int().min(1).max(65535),
        secure: z.boolean(),
        user: z.string().max(254).default(''),
        password: z.string().max(500).optional(),
        from: z.email().max(254),
      }),
    )
    .output(z.object({ mail: Mail })),
  removeMail: route('settings:manage')
    .route({ method: 'DELETE', path: '/api/v2/settings/mail', summary: 'Forget the mail server' })
    .output(Ok),
  testMail: route('settings:manage')
    .route({ method: 'POST', path: '/api/v2/settings/mail/test', summary: 'Send a test message to myself' })
    .output(z.object({ sentTo: z.string() })),
};

export const home = {
  get: route('session')
    .route({ method: 'GET', path: '/api/v2/home', summary: 'What Home shows' })
    .output(
      z.object({
        workflowCount: z.number().int(),
        days: z.literal(28),
        runsDone: z.number().int(),
        runsFailed: z.number().int(),
        /** Share of finished runs that ended well, 0 to 1; null without runs. */
        successRate: z.number().nullable(),
        medianSeconds: z.number().nullable(),
        spentUsd: z.number(),
        perDay: z.array(z.object({ day: z.string(), done: z.number().int(), failed: z.number().int() })),
        needsYou: z.array(
          z.union([
            z.object({ kind: z.literal('approval'), approval: ApprovalView }),
            z.object({ kind: z.literal('decision'), decision: DecisionView }),
            /** Outside writes that nobody has looked into yet. */
            z.object({ kind: z.literal('doubt'), count: z.number().int() }),
            z.object({
              kind: z.literal('failing'),
              workflowId: z.string(),
              workflowName: z.string(),
              count: z.number().int(),
              message: z.string(),
              lastRunId: z.string(),
            }),
            z.object({ kind: z.literal('circuit'), circuit: CircuitView }),
            z.object({
              kind: z.literal('trigger'),
              workflowId: z.string(),
              workflowName: z.string(),
              nodeId: z.string(),
              alert: z.enum(['quiet', 'missed', 'overdue']),
              message: z.string(),
              since: Time,
            }),
          ]),
        ),
        recentRuns: z.array(RunSummary),
      }),
    ),
};
