import { Menu, UnstyledButton } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import type { JSX } from 'react';
import { IconDots, IconLogout, IconSearch, IconSettings, IconSparkles } from '../../ui/icons.ts';
import classes from './bottom-bar.module.css';
import { isCurrent, mainItems } from './nav-items.ts';
import { useOpenApprovals } from './side-nav.tsx';
import { useSignOut } from './user-menu.tsx';

/** The navigation of a phone. */
export function BottomBar({ onSearch }: { readonly onSearch: () => void }): JSX.Element {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const open = useOpenApprovals();
  const leave = useSignOut();
  return (
    <nav className={classes['bar']} aria-label="Main, for small screens">
      {mainItems.map((item) => (
        <Link key={item.to} to={item.to} className={classes['item']} aria-current={isCurrent(item, path) ? 'page' : undefined}>
          <item.icon size={20} stroke={1.8} aria-hidden />
          <span>
            {item.label}
            {item.to === '/approvals' && open ? ` (${open})` : ''}
          </span>
        </Link>
      ))}
      <Menu position="top-end" width={220}>
        <Menu.Target>
          <UnstyledButton className={classes['item']}>
            <IconDots size={20} stroke={1.8} aria-hidden />
            <span>More</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSearch size={16} />} onClick={onSearch}>
            Search and commands
          </Menu.Item>
          <Menu.Item component={Link} to="/models" leftSection={<IconSparkles size={16} />}>
            AI models
          </Menu.Item>
          <Menu.Item component={Link} to="/settings/organization" leftSection={<IconSettings size={16} />}>
            Settings
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
