import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.tsx';

/** Where the links of mails lead: people who need not be members answer here. */
export const approveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approve/$token',
  component: lazyRouteComponent(() => import('../features/approve/approve-page.tsx'), 'ApprovePage'),
});
