import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export const triggersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/w/$workflowId/triggers',
  component: lazyRouteComponent(() => import('../features/triggers/triggers-page.tsx'), 'TriggersPage'),
});
