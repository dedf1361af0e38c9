import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, type JSX, Suspense, useState } from 'react';
import { useTopics } from '../../lib/live.ts';
import { SkipLink } from '../../ui/skip-link.tsx';
import { LoadingRows } from '../../ui/states.tsx';
import classes from './app-shell.module.css';
import { BottomBar } from './bottom-bar.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { SideNav } from './side-nav.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }));

/** Where the canvas needs the room, the navigation shrinks to a rail. */
const railPaths = /^\/(w\/|workflows\/new)/;

export function AppShell(): JSX.Element {
  const rail = useRouterState({ select: ({ location }) => railPaths.test(location.pathname) });
  const [palette, setPalette] = useState<{ readonly open: boolean; readonly used: boolean }>({ open: false, used: false });
  const [help, setHelp] = useState(false);
  useTopics(['approvals']);
  const openPalette = (): void => setPalette({ open: true, used: true });
  useShortcuts({ onPalette: openPalette, onHelp: () => setHelp(true) });
  return (
    <div className={classes['shell']} data-rail={rail || undefined}>
      <SkipLink />
      <SideNav rail={rail} onSearch={openPalette} />
      <div className={classes['column']}>
        <ConnectionBanner />
        <main id="main" tabIndex={-1} className={classes['main']} data-fixed={rail || undefined}>
          <Suspense fallback={<LoadingRows />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomBar onSearch={openPalette} />
      <Suspense>
        {palette.used && <CommandPalette opened={palette.open} onClose={() => setPalette({ open: false, used: true })} />}
      </Suspense>
      <Suspense>{help && <ShortcutHelp onClose={() => setHelp(false)} />}</Suspense>
    </div>
  );
}
