import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { homeView } from './home.ts';

export function homeRoutes(deps: AppDeps) {
  return { get: api.home.get.handler(({ context }) => homeView(deps, callerOf(context))) };
}
