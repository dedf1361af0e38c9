import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { approvalList, decideApproval, delegateApproval, getApproval, remindPeople, resolveDecision } from './approvals.ts';
import { answerByLink, answerPage } from './approve-by-link.ts';

export function approvalRoutes(deps: AppDeps) {
  return {
    list: api.approvals.list.handler(({ input, context }) => approvalList(deps, callerOf(context), input)),
    get: api.approvals.get.handler(({ input, context }) => getApproval(deps, callerOf(context), input)),
    decide: api.approvals.decide.handler(({ input, context }) => decideApproval(deps, callerOf(context), input)),
    delegate: api.approvals.delegate.handler(({ input, context }) => delegateApproval(deps, callerOf(context), input)),
    remind: api.approvals.remind.handler(({ input, context }) => remindPeople(deps, callerOf(context), input)),
    resolve: api.approvals.resolve.handler(({ input, context }) => resolveDecision(deps, callerOf(context), input)),
  };
}

/** For holders of signed links. */
export function approveRoutes(deps: AppDeps) {
  return {
    get: api.approve.get.handler(({ input }) => answerPage(deps, input)),
    answer: api.approve.answer.handler(({ input }) => answerByLink(deps, input)),
  };
}
