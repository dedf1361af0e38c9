import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.tsx';

/** The public page of a form trigger; its path may hold slashes. */
export const formRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/f/$',
  component: lazyRouteComponent(() => import('../features/form/form-page.tsx'), 'FormPage'),
});
