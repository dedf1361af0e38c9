import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { apiKeyList, makeApiKey, revokeApiKey } from './api-keys.ts';

export function apiKeyRoutes(deps: AppDeps) {
  return {
    list: api.apiKeys.list.handler(({ context }) => apiKeyList(deps, callerOf(context))),
    create: api.apiKeys.create.handler(({ input, context }) => makeApiKey(deps, callerOf(context), input)),
    remove: api.apiKeys.remove.handler(({ input, context }) => revokeApiKey(deps, callerOf(context), input)),
  };
}
