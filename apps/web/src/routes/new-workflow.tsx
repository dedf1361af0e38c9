import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export interface NewWorkflowSearch {
  readonly prompt?: string;
}

export const newWorkflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workflows/new',
  validateSearch: (search: Record<string, unknown>): NewWorkflowSearch =>
    typeof search['prompt'] === 'string' ? { prompt: search['prompt'] } : {},
  component: lazyRouteComponent(() => import('../features/editor/new-workflow-page.tsx'), 'NewWorkflowPage'),
});
