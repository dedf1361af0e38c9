import { z } from 'zod';
import { Json, JsonRecord, Ok, route, Time } from './route.ts';

export const Question = z.object({
  id: z.string(),
  text: z.string(),
  /** Suggestions to pick from; free text is taken as well when `free` is true. */
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  free: z.boolean(),
  nodeId: z.string().optional(),
});

/** One sentence of the plan, with the words of the request that caused it. */
export const PlanStep = z.object({
  nodeId: z.string(),
  type: z.string(),
  name: z.string(),
  sentence: z.string(),
  because: z.string().nullable(),
  change: z.enum(['new', 'changed', 'removed', 'same']),
  /** True for a wish nothing here can meet yet. */
  placeholder: z.boolean(),
  /** True where the words may well mean something else: to be looked at before the plan is kept. Proposals of earlier versions say nothing. */
  unsure: z.boolean().default(false),
});

/** Words of the request that were taken together, and what became of them. */
export const WordingPart = z.object({
  /** Stays the same for as long as the request holds these words. */
  id: z.string(),
  /** Where they begin in the text, in characters. */
  at: z.number().int(),
  words: z.string(),
  /** `doubted`: to be looked at; `gap`: no step can do it; `unused`: in no step; `left_out`: by a person. */
  state: z.enum(['read', 'doubted', 'gap', 'unused', 'left_out']),
  nodeIds: z.array(z.string()),
  /** Those of its words that no step has. */
  missing: z.array(z.string()),
  /** What they may mean instead, likeliest first. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  /** Where its step may stand instead. */
  places: z.array(z.object({ value: z.string(), label: z.string() })).default([]),
});

export const ProposalView = z.object({
  id: z.string(),
  /** null when keeping it makes a new workflow. */
  workflowId: z.string().nullable(),
  baseRevision: z.number().int().nullable(),
  status: z.enum(['open', 'kept', 'discarded']),
  request: z.string(),
  /** The document as it would be. */
  graph: Json,
  summaries: z.record(z.string(), z.string()),
  steps: z.array(PlanStep),
  /** The one that is asked, if any. */
  questions: z.array(Question),
  /** Others that may be answered as well. */
  openQuestions: z.array(Question).default([]),
  metadata: z.object({
    confidence: z.number().min(0).max(1),
    recommendations: z.array(z.string()),
    riskFactors: z.array(z.string()),
    complexity: z.enum(['simple', 'medium', 'complex']),
    estimatedCost: z.number().nullable(),
    estimatedDuration: z.number().nullable().describe('Seconds'),
    /** `built-in planner` or the model's name. */
    generationMethod: z.string(),
  }),
  explanation: z.object({ reasoning: z.string(), designDecisions: z.array(z.string()), potentialIssues: z.array(z.string()) }),
  /** What the assistant says; written from the patches. */
  reply: z.string(),
  /** The request part by part, where the built-in planner read it; a model reads it as a whole. */
  wording: z
    .object({
      text: z.string(),
      parts: z.array(WordingPart),
      /** Where no words say what starts it: how it may start instead; answered like a question. */
      start: Question.optional(),
    })
    .optional(),
  createdAt: Time,
});

const Id = { id: z.string().max(100) };
const Sentence = z.string().trim().min(3, 'Please describe in a few words what should happen.').max(8000);

export const builder = {
  generate: route('workflow:write')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/generate/enhanced',
      summary: 'A workflow proposed from plain words; nothing is saved until it is kept',
    })
    .input(
      z.strictObject({
        problemStatement: Sentence,
        preferences: JsonRecord.optional(),
        constraints: JsonRecord.optional(),
        context: JsonRecord.optional(),
      }),
    )
    .output(ProposalView),
  /** A change to an existing workflow asked for in words. */
  propose: route('workflow:write')
    .route({
      method: 'POST',
      path: '/api/v2/workflows/{id}/proposals',
      summary: 'A change to the draft proposed from plain words',
      successStatus: 201,
    })
    .input(z.strictObject({ ...Id, message: Sentence }))
    .output(ProposalView),
  openProposals: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/workflows/{id}/proposals', summary: 'Proposals nobody has decided on yet' })
    .input(z.strictObject(Id))
    .output(z.object({ items: z.array(ProposalView) })),
  getProposal: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/proposals/{id}', summary: 'One proposal' })
    .input(z.strictObject(Id))
    .output(ProposalView),
  answer: route('workflow:write')
    .route({ method: 'POST', path: '/api/v2/proposals/{id}/answer', summary: 'Answer a question; the proposal is made anew' })
    .input(z.strictObject({ ...Id, questionId: z.string().max(100), answer: z.string().max(2000) }))
    .output(ProposalView),
  correct: route('workflow:write')
    .route({
      method: 'POST',
      path: '/api/v2/proposals/{id}/parts',
      summary: 'Say what a part of the request means, say it in other words, or add words at its end; the proposal is made anew',
    })
    .input(
      z
        .strictObject({
          ...Id,
          /** Without it `words` are added to the request. */
          part: z.string().max(9000).optional(),
          /** `right`, or the value of one of the part’s choices. */
          means: z.string().max(100).optional(),
          /** The value of one of the part’s places. */
          place: z.string().max(9000).optional(),
          /** Words that take the place of the part’s. */
          words: z.string().trim().min(1, 'Please write what is meant.').max(4000).optional(),
        })
        .refine(
          ({ part, means, words, place }) =>
            [means, words, place].filter((one) => one !== undefined).length === 1 && (part !== undefined || words !== undefined),
          'Give one of these: what the part means, other words for it, its place. Without a part, give words to add.',
        ),
    )
    .output(ProposalView),
  keep: route('workflow:write')
    .route({ method: 'POST', path: '/api/v2/proposals/{id}/keep', summary: 'Apply a proposal as one change' })
    .input(z.strictObject(Id))
    .output(z.object({ workflowId: z.string(), draftRevision: z.number().int(), inverse: z.array(Json) })),
  discard: route('workflow:write')
    .route({ method: 'POST', path: '/api/v2/proposals/{id}/discard', summary: 'Drop a proposal' })
    .input(z.strictObject(Id))
    .output(Ok),
  templates: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/templates', summary: 'Ready-made workflows to start from' })
    .output(
      z.object({
        items: z.array(z.object({ id: z.string(), name: z.string(), description: z.string(), category: z.string(), sentence: z.string() })),
      }),
    ),
};
