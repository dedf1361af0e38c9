import { z } from 'zod';
import { Json, JsonRecord, PageQuery, page, route, Time } from './route.ts';
import { ErrorView, StepStatusName } from './runs.ts';
import { RunStatusName } from './workflows.ts';

const Id = { id: z.string().max(100) };
const Sent = z.enum(['once', 'maybe', 'not_sent']);
const Decision = z.enum(['approved', 'rejected']);
const Comment = z.string().trim().max(5000);

const place = {
  id: z.string(),
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  step: z.string(),
  nodeId: z.string(),
  title: z.string(),
  createdAt: Time,
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
  comment: z.string().nullable(),
};

export const VoteView = z.object({
  /** E-mail address. */
  by: z.string(),
  decision: Decision,
  comment: z.string(),
  form: JsonRecord,
  at: Time,
});

/** How the last message to a person who is asked went. */
const MailState = z.object({
  state: z.enum(['sent', 'due', 'failed', 'no_server']),
  why: z.enum(['asked', 'reminder', 'escalation', 'delegation']),
  sentAt: Time.nullable(),
  /** Why it did not go out. */
  message: z.string().nullable(),
});

export const AskedPerson = z.object({
  email: z.string(),
  /** Of a member. */
  name: z.string().nullable(),
  decision: Decision.nullable(),
  mail: MailState.nullable(),
});

export const ApprovalView = z.object({
  ...place,
  kind: z.literal('approval'),
  message: z.string(),
  data: Json,
  /** Schema of what is filled in with a yes. */
  form: JsonRecord.nullable(),
  assignees: z.array(z.string()),
  /** The assignees with what is known of each; empty where anyone may decide. */
  asked: z.array(AskedPerson),
  votes: z.array(VoteView),
  /** Approvals that are needed, and rejections that end it. */
  quorum: z.number().int(),
  rejections: z.number().int(),
  status: z.enum(['open', 'approved', 'rejected', 'expired', 'cancelled']),
  deadlineAt: Time.nullable(),
  onTimeout: z.enum(['approve', 'reject', 'fail']),
  nextReminderAt: Time.nullable(),
  /** Who is asked too, when nobody has decided by then. */
  escalation: z.object({ at: Time, to: z.array(z.string()) }).nullable(),
  /** Whether the caller is asked, and has the right to answer. */
  mayAnswer: z.boolean(),
});

/** A step failed, or nobody knows whether it did what it should: somebody says how the run goes on. */
export const DecisionView = z.object({
  ...place,
  kind: z.literal('decision'),
  reason: z.enum(['failed', 'outcome_unknown']),
  error: ErrorView,
  attempts: z.number().int(),
  sent: Sent.nullable(),
  status: z.enum(['open', 'answered', 'cancelled']),
});
const Question = z.union([ApprovalView, DecisionView]);
/** With what the step worked with. */
const QuestionDetail = z.union([ApprovalView, DecisionView.extend({ input: Json })]);

export const approvals = {
  list: route('approval:read')
    .route({ method: 'GET', path: '/api/v2/approvals', summary: 'What waits for a person: approvals, and decisions about failed steps' })
    .input(
      z.strictObject({
        ...PageQuery,
        status: z.enum(['open', 'closed']).default('open'),
        kind: z.enum(['approval', 'decision']).optional(),
        runId: z.string().max(100).optional(),
      }),
    )
    .output(page(Question)),
  get: route('approval:read')
    .route({ method: 'GET', path: '/api/v2/approvals/{id}', summary: 'One approval or decision' })
    .input(z.strictObject(Id))
    .output(QuestionDetail),
  decide: route('approval:decide')
    .route({ method: 'POST', path: '/api/v2/approvals/{id}/decide', summary: 'Approve or reject' })
    .input(z.strictObject({ ...Id, decision: Decision, comment: Comment.optional(), form: JsonRecord.optional() }))
    .output(ApprovalView),
  delegate: route('approval:decide')
    .route({ method: 'POST', path: '/api/v2/approvals/{id}/delegate', summary: 'Pass the question on to somebody else' })
    .input(z.strictObject({ ...Id, to: z.email('This is not an e-mail address.').max(200) }))
    .output(ApprovalView),
  remind: route('approval:decide')
    .route({ method: 'POST', path: '/api/v2/approvals/{id}/remind', summary: 'Send the link again to those who have not answered' })
    .input(z.strictObject(Id))
    .output(ApprovalView),
  /** `retry`: make the step's next attempt; `accept`: go on with `output` as if it had succeeded; `fail`: let it fail. */
  resolve: route('approval:decide')
    .route({ method: 'POST', path: '/api/v2/approvals/{id}/resolve', summary: 'Say how a failed or doubtful step goes on' })
    .input(
      z.strictObject({
        ...Id,
        choice: z.enum(['retry', 'accept', 'fail']),
        /** Whether the step's outside effect happened; left out where nobody knows. */
        happened: z.boolean().optional(),
        output: Json.optional(),
        comment: Comment.optional(),
      }),
    )
    .output(DecisionView),
};

/** What the holder of a signed link sees. Reading it decides nothing. */
export const AnswerPage = z.object({
  /** `answered`: by this person; `closed`: by others, or it is over; `not_asked`: their place was given to somebody else. */
  state: z.enum(['open', 'answered', 'closed', 'not_asked']),
  organization: z.string(),
  workflowName: z.string(),
  title: z.string(),
  /** Empty unless it is open. */
  message: z.string(),
  data: Json,
  form: JsonRecord.nullable(),
  /** Whose link it is. */
  email: z.string(),
  quorum: z.number().int(),
  approvals: z.number().int(),
  deadlineAt: Time.nullable(),
  onTimeout: z.enum(['approve', 'reject', 'fail']),
  status: ApprovalView.shape.status,
  answer: z.object({ decision: Decision, comment: z.string(), at: Time }).nullable(),
});
const Token = { token: z.string().max(600) };

/** Signed links of mails, for people who need not be members. `link_not_found`, `link_expired`. */
export const approve = {
  get: route('public')
    .route({ method: 'GET', path: '/api/v2/approve/{token}', summary: 'The question behind a signed link' })
    .input(z.strictObject(Token))
    .output(AnswerPage),
  answer: route('public')
    .route({ method: 'POST', path: '/api/v2/approve/{token}', summary: 'Answer by a signed link, once' })
    .input(z.strictObject({ ...Token, decision: Decision, comment: Comment.optional(), form: JsonRecord.optional() }))
    .output(AnswerPage),
};

/** A write to the outside that may have happened or not. */
export const EffectView = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  step: z.string(),
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  status: StepStatusName,
  runStatus: RunStatusName,
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  error: ErrorView.nullable(),
  /** The decision that the step waits for. */
  decisionId: z.string().nullable(),
  /** What somebody found out. */
  check: z.object({ happened: z.boolean(), comment: z.string(), by: z.string(), at: Time }).nullable(),
});

export const effects = {
  list: route('run:read')
    .route({ method: 'GET', path: '/api/v2/effects', summary: 'Outside writes in doubt, of the newest run first' })
    .input(
      z.strictObject({
        ...PageQuery,
        /** `maybe`: those that nobody has looked into; `checked`: those that somebody has. */
        state: z.enum(['maybe', 'checked']).default('maybe'),
        workflowId: z.string().max(100).optional(),
      }),
    )
    .output(page(EffectView)),
  get: route('run:read')
    .route({ method: 'GET', path: '/api/v2/effects/{runId}/{step}', summary: 'One outside write in doubt' })
    .input(z.strictObject({ runId: z.string().max(100), step: z.string().max(300) }))
    .output(EffectView),
  reconcile: route('approval:decide')
    .route({
      method: 'POST',
      path: '/api/v2/effects/{runId}/{step}/reconcile',
      summary: 'Say whether it happened',
      description:
        'A step that waits for this goes on: as done when it happened, with another attempt when it did not, or as “then” says. Of any other step it is noted who found out what.',
    })
    .input(
      z.strictObject({
        runId: z.string().max(100),
        step: z.string().max(300),
        happened: z.boolean(),
        then: z.enum(['retry', 'accept', 'fail']).optional(),
        output: Json.optional(),
        comment: Comment.optional(),
      }),
    )
    .output(z.object({ runId: z.string(), step: z.string(), happened: z.boolean(), resolved: z.boolean() })),
};
