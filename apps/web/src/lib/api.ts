import { type ApiInputs, type ApiOutputs, createClient } from '@arches/sdk';

export type { ApiInputs, ApiOutputs };

/** Signed in by the session cookie. */
export const api = createClient({ baseUrl: location.origin });

export type Me = ApiOutputs['auth']['me'];
export type WorkflowSummary = ApiOutputs['workflows']['list']['items'][number];
export type WorkflowDetail = ApiOutputs['workflows']['get'];
export type RunSummary = ApiOutputs['runs']['list']['items'][number];
export type RunDetail = ApiOutputs['runs']['get'];
export type FailureCause = ApiOutputs['failures']['causes']['items'][number];
export type StepDetail = RunDetail['steps'][number];
/** What waits for a person: an approval, or a decision about a step. */
export type Question = ApiOutputs['approvals']['list']['items'][number];
export type Approval = Extract<Question, { kind: 'approval' }>;
export type Decision = Extract<Question, { kind: 'decision' }>;
export type Effect = ApiOutputs['effects']['list']['items'][number];
export type ModelView = ApiOutputs['models']['list']['items'][number];
export type ProposalView = ApiOutputs['builder']['getProposal'];
export type TriggerView = ApiOutputs['triggers']['list']['items'][number];
export type LedgerEntry = ApiOutputs['triggers']['ledger']['items'][number];
export type HomeView = ApiOutputs['home']['get'];
