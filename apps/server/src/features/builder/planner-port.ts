import type { ApiOutputs } from '@arches/contract';
import type { JsonObject, WorkflowDocument } from '@arches/kernel';

type ProposalView = ApiOutputs['builder']['getProposal'];

/** What a planner works out; the rest of a proposal (id, status, who, when) is ours. */
export interface ProposalBody
  extends Pick<ProposalView, 'summaries' | 'steps' | 'questions' | 'openQuestions' | 'metadata' | 'explanation' | 'reply' | 'wording'> {
  readonly graph: WorkflowDocument;
}

export interface PlanInput {
  readonly orgId: string;
  readonly request: string;
  /** Answers given so far, by question id. */
  readonly answers: { readonly [questionId: string]: string };
  readonly preferences?: JsonObject;
  readonly constraints?: JsonObject;
  readonly context?: JsonObject;
  readonly signal?: AbortSignal;
}

export interface ChangeInput extends PlanInput {
  readonly document: WorkflowDocument;
}

/** Turns plain words into a document. Adapter: `builder-planner.ts` over the builder room. */
export interface Planner {
  readonly plan: (input: PlanInput) => Promise<ProposalBody>;
  readonly change: (input: ChangeInput) => Promise<ProposalBody>;
  readonly templates: () => Promise<ApiOutputs['builder']['templates']['items']>;
}
