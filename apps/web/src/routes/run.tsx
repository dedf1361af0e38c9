import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export interface RunSearch {
  /** The step shown in the dock. */
  readonly step?: string | undefined;
  readonly view?: 'graph' | undefined;
}

export const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$runId',
  validateSearch: (search: Record<string, unknown>): RunSearch => ({
    ...(typeof search['step'] === 'string' ? { step: search['step'] } : {}),
    ...(search['view'] === 'graph' ? { view: 'graph' as const } : {}),
  }),
  component: lazyRouteComponent(() => import('../features/run/run-page.tsx'), 'RunPage'),
});
