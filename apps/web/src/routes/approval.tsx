import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export const approvalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals/$approvalId',
  component: lazyRouteComponent(() => import('../features/approvals/approval-page.tsx'), 'ApprovalPage'),
});
