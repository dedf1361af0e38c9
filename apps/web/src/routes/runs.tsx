import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, textIn } from './search.ts';
import { shellRoute } from './shell.tsx';

export const runStatuses = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const;

/** The list's filters live in the address, so that a view can be shared. */
export interface RunsSearch {
  readonly status?: (typeof runStatuses)[number] | undefined;
  readonly workflow?: string | undefined;
  readonly mode?: 'live' | 'test' | undefined;
  readonly search?: string | undefined;
}

export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  validateSearch: (search: Record<string, unknown>): RunsSearch => ({
    status: oneOf(search, 'status', runStatuses),
    mode: oneOf(search, 'mode', ['live', 'test']),
    workflow: textIn(search, 'workflow'),
    search: textIn(search, 'search'),
  }),
  component: lazyRouteComponent(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
});
