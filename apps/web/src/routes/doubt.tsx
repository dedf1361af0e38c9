import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from './search.ts';
import { shellRoute } from './shell.tsx';

/** Outside writes of which nobody knows whether they happened. */
export const doubtRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/doubt',
  validateSearch: (search: Record<string, unknown>): { readonly state?: 'checked' | undefined } => ({
    state: oneOf(search, 'state', ['checked']),
  }),
  component: lazyRouteComponent(() => import('../features/effects/effects-page.tsx'), 'EffectsPage'),
});
