import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.tsx';

export interface SetupSearch {
  readonly token?: string;
}

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): SetupSearch =>
    search['token'] === undefined ? {} : { token: String(search['token']) },
  component: lazyRouteComponent(() => import('../features/auth/setup-page.tsx'), 'SetupPage'),
});
