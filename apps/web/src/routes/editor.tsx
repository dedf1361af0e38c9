import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell.tsx';

export interface EditorSearch {
  /** The selected step. */
  readonly step?: string;
  /** Tab of the dock. */
  readonly panel?: string;
  /** A run whose values are laid over the cards. */
  readonly run?: string;
  /** The limits are shown at once. */
  readonly limits?: 'open';
}

export const editorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/w/$workflowId',
  validateSearch: (search: Record<string, unknown>): EditorSearch => ({
    ...(typeof search['step'] === 'string' ? { step: search['step'] } : {}),
    ...(typeof search['panel'] === 'string' ? { panel: search['panel'] } : {}),
    ...(typeof search['run'] === 'string' ? { run: search['run'] } : {}),
    ...(search['limits'] === 'open' ? { limits: 'open' } : {}),
  }),
  component: lazyRouteComponent(() => import('../features/editor/editor-page.tsx'), 'EditorPage'),
});
