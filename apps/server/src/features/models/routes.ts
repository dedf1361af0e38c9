import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { changeModel, connectModel, disconnectModel, modelList, tryModel } from './models.ts';

export function modelRoutes(deps: AppDeps) {
  const { modelsDir } = deps.config;
  return {
    list: api.models.list.handler(({ context }) => modelList({ ...deps, modelsDir }, callerOf(context))),
    create: api.models.create.handler(({ input, context }) => connectModel(deps, callerOf(context), input)),
    check: api.models.check.handler(({ input, context }) => tryModel(deps, callerOf(context), input)),
    update: api.models.update.handler(({ input, context }) => changeModel(deps, callerOf(context), input)),
    remove: api.models.remove.handler(({ input, context }) => disconnectModel(deps, callerOf(context), input)),
  };
}
