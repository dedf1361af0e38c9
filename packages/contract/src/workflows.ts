import { z } from 'zod';
import { Json, JsonRecord, Ok, PageQuery, page, route, Time, VersionParam } from './route.ts';

export const ProblemView = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  path: z.string(),
  nodeId: z.string().optional(),
  message: z.string(),
  /** Name of what is not there: the variable of `unknown_variable`. */
  about: z.string().optional(),
  fix: z.object({ label: z.string(), patches: z.array(Json) }).optional(),
});

export const RunStatusName = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled']);

export const WorkflowSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Version that triggers start; null while nothing is published. */
  liveVersion: z.number().int().nullable(),
  draftRevision: z.number().int(),
  /** The draft differs from the live version. */
  hasChanges: z.boolean(),
  /** How it starts, in words, such as "A form with a file" or "Every Monday at 08:00". */
  trigger: z.string(),
  stepCount: z.number().int(),
  /** Set while what starts is kept in line: who paused it, and whether runs under way are held too. */
  paused: z.object({ at: Time, by: z.string(), runs: z.enum(['finish', 'hold']) }).nullable(),
  createdAt: Time,
  updatedAt: Time,
  lastRun: z.object({ id: z.string(), status: RunStatusName, at: Time }).nullable(),
});

/** The document is a WorkflowDocument of the kernel; `summaries` are the cards' sentences by node id. */
export const WorkflowDetail = WorkflowSummary.extend({
  document: Json,
  problems: z.array(ProblemView),
  summaries: z.record(z.string(), z.string()),
  /** JSON Schema of the run's input: declared, or made from the form trigger. */
  inputSchema: JsonRecord,
  triggers: z.array(
    z.object({
      nodeId: z.string(),
      type: z.string(),
      /** Absolute address of a webhook or form, where there is one. */
      url: z.string().nullable(),
      nextAt: Time.nullable(),
      live: z.boolean(),
    }),
  ),
});

const Id = { id: z.string().max(100) };
export const VersionView = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: Time,
  publishedBy: z.string(),
  live: z.boolean(),
});

export const workflows = {
  list: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows', summary: 'Workflows, newest change first' })
    .input(z.strictObject({ ...PageQuery, search: z.string().max(200).optional() }))
    .output(page(WorkflowSummary)),
  create: route('workflow:write')
    .route({
      method: 'POST',
      path: '/api/v2/workflows',
      summary: 'Create a workflow from a document, full or plain',
      successStatus: 201,
      description:
        'The body is the document itself. It is saved as a draft even with problems, which the answer lists; a body that is no document at all is refused.',
    })
    .input(JsonRecord)
    .output(WorkflowDetail),
  get: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows/{id}', summary: 'One workflow with its draft' })
    .input(z.strictObject(Id))
    .output(WorkflowDetail),
  patch: route('workflow:write')
    .route({
      method: 'PATCH',
      path: '/api/v2/workflows/{id}',
      summary: 'Change the draft with patches',
      description:
        'Answers 409 revision_conflict when baseRevision is not the newest and the patches touch what has changed since. Repeating a clientOpId is harmless.',
    })
    .input(
      z.strictObject({
        ...Id,
        baseRevision: z.number().int().optional(),
        clientOpId: z.string().max(100).optional(),
        patches: z.array(Json).min(1).max(1000),
      }),
    )
    .output(WorkflowDetail.extend({ inverse: z.array(Json) })),
  remove: route('workflow:write')
    .route({ method: 'DELETE', path: '/api/v2/workflows/{id}', summary: 'Archive a workflow; its triggers stop, its runs stay' })
    .input(z.strictObject(Id))
    .output(Ok),
  duplicate: route('workflow:write')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/duplicate', summary: 'A copy as a new draft', successStatus: 201 })
    .input(z.strictObject(Id))
    .output(WorkflowDetail),
  validate: route('workflow:read')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/validate', summary: 'Every problem of the draft, or of a document sent along' })
    .input(z.strictObject({ ...Id, document: JsonRecord.optional() }))
    .output(z.object({ valid: z.boolean(), problems: z.array(ProblemView) })),
  publish: route('workflow:publish')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/publish', summary: 'Make the draft the live version', successStatus: 201 })
    .input(z.strictObject({ ...Id, note: z.string().max(2000).default('') }))
    .output(VersionView),
  unpublish: route('workflow:publish')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/unpublish', summary: 'Turn the triggers off' })
    .input(z.strictObject(Id))
    .output(Ok),
  pause: route('run:cancel')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/pause',
      summary: 'Keep what starts in line; runs under way finish, or are held too',
    })
    .input(z.strictObject({ ...Id, runs: z.enum(['finish', 'hold']).default('finish') }))
    .output(WorkflowSummary),
  resume: route('run:cancel')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/resume', summary: 'Let begin what stands in line, and go on what was held' })
    .input(z.strictObject(Id))
    .output(WorkflowSummary),
  forgetResults: route('workflow:write')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/cache/clear',
      summary: 'Forget the kept results of its steps, so that each is run anew; runs that used one keep it',
    })
    .input(z.strictObject(Id))
    .output(z.object({ forgotten: z.number().int() })),
  versions: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows/{id}/versions', summary: 'Published versions, newest first' })
    .input(z.strictObject(Id))
    .output(z.object({ items: z.array(VersionView) })),
  version: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows/{id}/versions/{version}', summary: 'One published version' })
    .input(z.strictObject({ ...Id, version: VersionParam }))
    .output(VersionView.extend({ document: Json, summaries: z.record(z.string(), z.string()) })),
  restore: route('workflow:write')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/versions/{version}/restore', summary: 'Copy a version back into the draft' })
    .input(z.strictObject({ ...Id, version: VersionParam }))
    .output(WorkflowDetail),
};

export const nodes = {
  list: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/nodes', summary: 'Every node type with its schemas' })
    .output(z.object({ items: z.array(Json) })),
};
