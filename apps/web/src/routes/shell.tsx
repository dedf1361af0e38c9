import { createRoute, redirect } from '@tanstack/react-router';
import { AppShell } from '../features/shell/app-shell.tsx';
import { CrashScreen, NotFoundScreen } from '../features/shell/error-screens.tsx';
import { api } from '../lib/api.ts';
import { currentMe } from '../lib/session.ts';
import { rootRoute } from './root.tsx';

/** Every screen for people who are signed in. A new installation leads to set-up, anyone else to the sign-in page and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: AppShell,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
  beforeLoad: async ({ location }) => {
    if (await currentMe()) return;
    const { needed } = await api.auth.setupStatus({});
    if (needed) throw redirect({ to: '/setup' });
    const next = location.href === '/' ? undefined : location.href;
    throw redirect({ to: '/login', search: { next } });
  },
});
