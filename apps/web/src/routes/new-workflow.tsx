import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textIn } from './search.ts';
import { shellRoute } from './shell.tsx';

export interface NewWorkflowSearch {
  readonly prompt?: string | undefined;
}

export const newWorkflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workflows/new',
  validateSearch: (search: Record<string, unknown>): NewWorkflowSearch => ({ prompt: textIn(search, 'prompt') }),
  component: lazyRouteComponent(() => import('../features/editor/new-workflow-page.tsx'), 'NewWorkflowPage'),
});
