import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textIn } from './search.ts';
import { shellRoute } from './shell.tsx';

export interface NewWorkflowSearch {
  readonly prompt?: string | undefined;
  /** A proposal that is being looked at; a refresh finds it again. */
  readonly proposal?: string | undefined;
}

export const newWorkflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workflows/new',
  validateSearch: (search: Record<string, unknown>): NewWorkflowSearch => ({
    prompt: textIn(search, 'prompt'),
    proposal: textIn(search, 'proposal'),
  }),
  component: lazyRouteComponent(() => import('../features/editor/new-workflow-page.tsx'), 'NewWorkflowPage'),
});
