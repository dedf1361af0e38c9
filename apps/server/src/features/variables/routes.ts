import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { changeVariable, removeVariable, variableList, variableUses } from './variables.ts';

export function variableRoutes(deps: AppDeps) {
  return {
    list: api.variables.list.handler(({ context }) => variableList(deps, callerOf(context))),
    uses: api.variables.uses.handler(({ context }) => variableUses(deps, callerOf(context))),
    save: api.variables.save.handler(({ input, context }) => changeVariable(deps, callerOf(context), input)),
    remove: api.variables.remove.handler(({ input, context }) => removeVariable(deps, callerOf(context), input)),
  };
}
