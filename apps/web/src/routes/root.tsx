import { createRootRoute, Outlet } from '@tanstack/react-router';
import { CrashScreen, NotFoundScreen } from '../features/shell/error-screens.tsx';

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});
