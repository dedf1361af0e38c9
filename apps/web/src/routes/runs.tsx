import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export const runStatuses = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const;

/** The list's filters live in the address, so that a view can be shared. */
export interface RunsSearch {
  readonly status?: (typeof runStatuses)[number];
  readonly workflow?: string;
  readonly mode?: 'live' | 'test';
  readonly search?: string;
}

export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  validateSearch: (search: Record<string, unknown>): RunsSearch => {
    const status = runStatuses.find((name) => name === search['status']);
    const mode = (['live', 'test'] as const).find((name) => name === search['mode']);
    return {
      ...(status ? { status } : {}),
      ...(mode ? { mode } : {}),
      ...(typeof search['workflow'] === 'string' ? { workflow: search['workflow'] } : {}),
      ...(typeof search['search'] === 'string' ? { search: search['search'] } : {}),
    };
  },
  component: lazyRouteComponent(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
});
