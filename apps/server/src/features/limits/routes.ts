import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { changeLimits, circuitList, organisationLimits, tryCircuit } from './limits.ts';

export function limitRoutes(deps: AppDeps) {
  return {
    get: api.limits.get.handler(({ context }) => organisationLimits(deps, callerOf(context))),
    save: api.limits.save.handler(({ input, context }) => changeLimits(deps, callerOf(context), input)),
  };
}

export function circuitRoutes(deps: AppDeps) {
  return {
    list: api.circuits.list.handler(({ context }) => circuitList(deps, callerOf(context))),
    tryNow: api.circuits.tryNow.handler(({ input, context }) => tryCircuit(deps, callerOf(context), input)),
  };
}
