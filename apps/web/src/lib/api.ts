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
export type Approval = ApiOutputs['approvals']['get'];
export type ModelView = ApiOutputs['models']['list']['items'][number];
export type ProposalView = ApiOutputs['builder']['getProposal'];
export type TriggerView = ApiOutputs['triggers']['list']['items'][number];
export type LedgerEntry = ApiOutputs['triggers']['ledger']['items'][number];
export type HomeView = ApiOutputs['home']['get'];
