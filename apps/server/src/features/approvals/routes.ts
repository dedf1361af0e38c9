import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { approvalList, decideApproval, getApproval } from './approvals.ts';

export function approvalRoutes(deps: AppDeps) {
  return {
    list: api.approvals.list.handler(({ input, context }) => approvalList(deps, callerOf(context), input)),
    get: api.approvals.get.handler(({ input, context }) => getApproval(deps, callerOf(context), input)),
    decide: api.approvals.decide.handler(({ input, context }) => decideApproval(deps, callerOf(context), input)),
  };
}
