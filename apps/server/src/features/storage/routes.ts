import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { changeStorageRule, cleanUpNow, previewCleanUp, storageOverview } from './storage.ts';

export function storageRoutes(deps: AppDeps) {
  return {
    get: api.storage.get.handler(({ context }) => storageOverview(deps, callerOf(context))),
    save: api.storage.save.handler(({ input, context }) => changeStorageRule(deps, callerOf(context), input)),
    preview: api.storage.preview.handler(({ input, context }) => previewCleanUp(deps, callerOf(context), input)),
    cleanUp: api.storage.cleanUp.handler(({ context }) => cleanUpNow(deps, callerOf(context))),
  };
}
