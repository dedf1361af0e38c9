import { z } from 'zod';
import { Json, JsonRecord, PageQuery, page, route, Time, VersionNumber } from './route.ts';
import { Waiting } from './waiting.ts';
import { RunStatusName } from './workflows.ts';

const Id = { id: z.string().max(100) };
export const StepStatusName = z.enum(['pending', 'ready', 'running', 'retrying', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled']);

export const ErrorView = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean().optional(),
  details: Json.optional(),
  step: z.string().optional(),
  nodeId: z.string().optional(),
});

export const RunSummary = z.object({
  id: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  /** null for a test of a draft. */
  version: z.number().int().nullable(),
  mode: z.enum(['live', 'test']),
  status: RunStatusName,
  triggerKind: z.string(),
  createdAt: Time,
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  /** "Waiting for Dana", "Waiting until 09:00"; null when it waits for nothing. */
  waitingFor: z.string().nullable(),
  /** Why nothing happens at the moment: of a run in line its place, else the first thing that is waited for. */
  waiting: Waiting.nullable(),
  costUsd: z.number().nullable(),
  error: ErrorView.nullable(),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int(),
  startedBy: z.string().nullable(),
  /** Steps under way end, and no others begin until it is resumed. */
  paused: z.boolean(),
});

export const StepDetail = z.object({
  /** Step id; differs from nodeId inside containers: `loop[3].inner`. */
  id: z.string(),
  nodeId: z.string(),
  /** Name and type at the time of the run. */
  name: z.string(),
  type: z.string(),
  status: StepStatusName,
  attempts: z.number().int(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  input: Json,
  output: Json,
  error: ErrorView.nullable(),
  costUsd: z.number().nullable(),
  usage: JsonRecord.nullable(),
  warnings: z.array(z.string()),
  waiting: Json.nullable(),
  /** Why this step waits, in words. */
  waitsFor: Waiting.nullable(),
  retryAt: Time.nullable(),
  reused: z.boolean(),
  /** An earlier result was used again instead of running the step: of which run and step, and when it was made. */
  cached: z
    .object({
      runId: z.string(),
      step: z.string(),
      at: Time,
      /** What it did not cost, US dollars; null where nobody knows, or where it stands in for a failure. */
      savedUsd: z.number().nullable(),
      /** The step was run and failed with this, and the earlier result stands in. */
      insteadOf: ErrorView.nullable(),
    })
    .nullable(),
  /** Steps that write outside: whether it surely happened once, may have happened or not, or surely did not. */
  sent: z.enum(['once', 'maybe', 'not_sent']).nullable(),
  /** Answers to an approval so far. */
  votes: z.array(z.object({ by: z.string(), decision: z.enum(['approved', 'rejected']), comment: z.string(), form: JsonRecord, at: Time })),
  /** The run that this step started; the last one, where it started several. */
  childRunId: z.string().nullable(),
  /** Of what it started, as far as it is known. */
  childRun: z.object({ workflowName: z.string(), status: RunStatusName }).nullable(),
});

export const RunDetail = RunSummary.extend({
  input: Json,
  output: Json,
  trigger: Json,
  /** The document this run is pinned to, with its cards' sentences. */
  document: Json,
  summaries: z.record(z.string(), z.string()),
  /** At most 500; more of a container's steps come from `GET …/steps`. */
  steps: z.array(StepDetail),
  stepsTruncated: z.boolean(),
  /**
   * What this run may spend on models, with the runs that it starts; null when its workflow sets no budget. Calls that may have been paid and
   * whose cost nobody knows are part of `spentUsd` with their estimates; `reservedUsd` is for calls under way.
   */
  budget: z.object({ budgetUsd: z.number(), spentUsd: z.number(), reservedUsd: z.number() }).nullable(),
  /** The run this one repeats. */
  rerunOf: z.string().nullable(),
  /** The step of another run that waits for this one. */
  parent: z.object({ runId: z.string(), step: z.string(), workflowName: z.string(), stepName: z.string() }).nullable(),
  /** Event number up to which this answer is true; socket messages with a higher one are newer. */
  seq: z.number().int(),
});

const StartBody = z.strictObject({
  input: Json.optional(),
  mode: z.enum(['live', 'test']).default('live'),
  /** `draft` needs workflow:write; default is the live version (test mode: the draft). */
  version: z.union([z.literal('draft'), VersionNumber]).optional(),
  triggerNodeId: z.string().max(100).optional(),
});
const Started = z.object({ id: z.string(), status: RunStatusName });
const WaitQuery = z.strictObject({ wait: z.coerce.number().min(0).max(300).optional().describe('Seconds to wait for the end') });
const StartInput = z.object({
  params: z.strictObject(Id),
  query: WaitQuery,
  headers: z.object({ 'idempotency-key': z.string().max(200).optional() }).optional(),
  body: StartBody.optional(),
});

/** 202 `{id, status}`; with `?wait=` and the run finished in time 200 with the whole run. `multipart/form-data` (fields and files of the inputs) is taken on the same address. */
const started = { successStatus: 202, inputStructure: 'detailed', outputStructure: 'detailed' } as const;
const StartOutput = z.union([z.object({ status: z.literal(202), body: Started }), z.object({ status: z.literal(200), body: RunDetail })]);

export const runs = {
  start: route('run:start')
    .route({ method: 'POST', path: '/api/v2/workflows/{id}/runs', summary: 'Start a run', ...started })
    .input(StartInput)
    .output(StartOutput),
  startPipeline: route('run:start')
    .route({ method: 'POST', path: '/api/pipelines/{id}/run', summary: 'Start a run (same as the workflow route)', ...started })
    .input(StartInput)
    .output(StartOutput),
  list: route('run:read')
    .route({ method: 'GET', path: '/api/v2/runs', summary: 'Runs, newest first' })
    .input(
      z.strictObject({
        ...PageQuery,
        workflowId: z.string().max(100).optional(),
        status: RunStatusName.optional(),
        mode: z.enum(['live', 'test']).optional(),
        search: z.string().max(200).optional(),
      }),
    )
    .output(page(RunSummary)),
  get: route('run:read')
    .route({ method: 'GET', path: '/api/v2/runs/{id}', summary: 'One run with its steps' })
    .input(z.strictObject(Id))
    .output(RunDetail),
  steps: route('run:read')
    .route({ method: 'GET', path: '/api/v2/runs/{id}/steps', summary: 'Steps of one run, page by page' })
    .input(z.strictObject({ ...Id, ...PageQuery, prefix: z.string().max(300).optional() }))
    .output(page(StepDetail)),
  /** Reads a value that was too large for the run page. */
  value: route('run:read')
    .route({ method: 'GET', path: '/api/v2/runs/{id}/values/{valueId}', summary: 'A large value of a run, whole' })
    .input(z.strictObject({ ...Id, valueId: z.string().max(100) }))
    .output(Json),
  cancel: route('run:cancel')
    .route({ method: 'POST', path: '/api/v2/runs/{id}/cancel', summary: 'Ask a run to stop' })
    .input(z.strictObject({ ...Id, reason: z.string().max(500).optional() }))
    .output(z.object({ id: z.string(), status: RunStatusName })),
  rerun: route('run:start')
    .route({
      method: 'POST',
      path: '/api/v2/runs/{id}/rerun',
      summary: 'Run again, whole or from a step, with earlier results reused',
      successStatus: 202,
    })
    .input(
      z.strictObject({
        ...Id,
        fromStep: z.string().max(300).optional(),
        input: Json.optional(),
        /** Needs workflow:write. What a step is to work with instead of its rendered configuration, by step id. */
        edited: z.record(z.string().max(300), JsonRecord).optional(),
        version: z.enum(['same', 'live', 'draft']).default('same'),
      }),
    )
    .output(z.object({ id: z.string(), status: RunStatusName })),
  repeats: route('run:read')
    .route({ method: 'GET', path: '/api/v2/runs/{id}/repeats', summary: 'What a run from there would write outside again' })
    .input(z.strictObject({ ...Id, fromStep: z.string().max(300).optional() }))
    /** Names of steps that write outside, and what is known of their writing in this run. */
    .output(
      z.object({
        writes: z.array(z.object({ name: z.string(), nodeId: z.string(), sent: z.enum(['once', 'maybe', 'not_sent']).nullable() })),
      }),
    ),
};

export const FailureCause = z.object({
  workflowId: z.string(),
  workflowName: z.string(),
  code: z.string(),
  /** Where it failed; null when the run itself did. */
  nodeId: z.string().nullable(),
  stepName: z.string().nullable(),
  /** Of the newest run. */
  message: z.string(),
  runs: z.number().int(),
  newestRunId: z.string(),
  firstAt: Time,
  lastAt: Time,
  /** Names of the steps with effects outside that a retry from the failed step may do again. */
  repeats: z.array(z.string()),
});

export const failures = {
  causes: route('run:read')
    .route({ method: 'GET', path: '/api/v2/failures', summary: 'Failed runs that nobody ran again, by cause' })
    .input(z.strictObject({ workflowId: z.string().max(100).optional() }))
    .output(z.object({ items: z.array(FailureCause) })),
  retry: route('run:start')
    .route({ method: 'POST', path: '/api/v2/failures/retry', summary: 'Run all that failed of one cause again', successStatus: 202 })
    .input(
      z.strictObject({
        workflowId: z.string().max(100),
        code: z.string().max(200),
        nodeId: z.string().max(100).nullable(),
        from: z.enum(['failed_step', 'start']).default('failed_step'),
        version: z.enum(['same', 'live']).default('same'),
        after: z.string().max(100).optional(),
      }),
    )
    .output(
      z.object({
        started: z.number().int(),
        /** There are more than one call takes: call again with this as `after`. */
        next: z.string().nullable(),
        refused: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
      }),
    ),
};

export const TablePreview = z.object({
  kind: z.literal('table'),
  columns: z.array(z.string()),
  rows: z.array(z.array(Json)),
  totalRows: z.number().nullable(),
  sheets: z.array(z.string()).optional(),
});
export const TextPreview = z.object({ kind: z.literal('text'), text: z.string(), truncated: z.boolean() });
export const NoPreview = z.object({ kind: z.literal('none'), reason: z.string() });

/** `POST /api/v2/files` (multipart, field `file`) → the file as inputs take it (kind, id, name, mediaType, size), and `GET /api/v2/files/{id}` (the bytes) are plain routes. */
export const files = {
  preview: route('file:read')
    .route({ method: 'GET', path: '/api/v2/files/{id}/preview', summary: 'First rows or lines of a file' })
    .input(z.strictObject(Id))
    .output(z.union([TablePreview, TextPreview, NoPreview])),
};
