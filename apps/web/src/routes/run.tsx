import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, textIn } from './search.ts';
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
    step: textIn(search, 'step'),
    view: oneOf(search, 'view', ['graph']),
  }),
  component: lazyRouteComponent(() => import('../features/run/run-page.tsx'), 'RunPage'),
});
