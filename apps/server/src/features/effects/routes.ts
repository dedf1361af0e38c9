import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { effectList, getEffect, reconcileEffect } from './effects.ts';

export function effectRoutes(deps: AppDeps) {
  return {
    list: api.effects.list.handler(({ input, context }) => effectList(deps, callerOf(context), input)),
    get: api.effects.get.handler(({ input, context }) => getEffect(deps, callerOf(context), input)),
    reconcile: api.effects.reconcile.handler(({ input, context }) => reconcileEffect(deps, callerOf(context), input)),
  };
}
