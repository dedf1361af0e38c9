import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { answerQuestion, correctPart, discard, generate, getProposal, keep, openProposals, propose } from './proposals.ts';

export function builderRoutes(deps: AppDeps) {
  return {
    generate: api.builder.generate.handler(({ input, context, signal }) => generate(deps, callerOf(context), input, signal)),
    propose: api.builder.propose.handler(({ input, context, signal }) => propose(deps, callerOf(context), input, signal)),
    openProposals: api.builder.openProposals.handler(({ input, context }) => openProposals(deps, callerOf(context), input)),
    getProposal: api.builder.getProposal.handler(({ input, context }) => getProposal(deps, callerOf(context), input)),
    answer: api.builder.answer.handler(({ input, context, signal }) => answerQuestion(deps, callerOf(context), input, signal)),
    correct: api.builder.correct.handler(({ input, context, signal }) => correctPart(deps, callerOf(context), input, signal)),
    keep: api.builder.keep.handler(({ input, context }) => keep(deps, callerOf(context), input)),
    discard: api.builder.discard.handler(({ input, context }) => discard(deps, callerOf(context), input)),
    templates: api.builder.templates.handler(async () => ({ items: await deps.planner.templates() })),
  };
}
