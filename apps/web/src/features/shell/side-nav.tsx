import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import type { JSX } from 'react';
import { approvalsQuery } from '../../lib/queries.ts';
import { useMe } from '../../lib/session.ts';
import { IconSearch } from '../../ui/icons.ts';
import { Logo } from '../../ui/logo.tsx';
import { buildItems, isCurrent, mainItems, type NavItem } from './nav-items.ts';
import classes from './side-nav.module.css';
import { ThemeToggle } from './theme-toggle.tsx';
import { UserMenu } from './user-menu.tsx';

export interface SideNavProps {
  readonly rail: boolean;
  readonly onSearch: () => void;
}

export function useOpenApprovals(): string | undefined {
  const { data } = useInfiniteQuery(approvalsQuery('open'));
  const first = data?.pages[0];
  if (!first || first.items.length === 0) return undefined;
  return first.nextCursor ? `${first.items.length}+` : String(first.items.length);
}

export function SideNav({ rail, onSearch }: SideNavProps): JSX.Element {
  const { organization } = useMe();
  const open = useOpenApprovals();
  return (
    <nav className={classes['nav']} aria-label="Main" data-rail={rail || undefined}>
      <Link to="/" className={classes['brand']} aria-label={`${organization.name}: Home`}>
        <Logo size={28} />
        {!rail && <span className={classes['organization']}>{organization.name}</span>}
      </Link>
      <Tooltip label="Search (Ctrl K)" position="right" disabled={!rail}>
        <UnstyledButton className={classes['search']} onClick={onSearch} aria-label="Search and commands">
          <IconSearch size={17} stroke={1.8} aria-hidden />
          {!rail && (
            <>
              <span>Search</span>
              <Kbd size="xs">Ctrl K</Kbd>
            </>
          )}
        </UnstyledButton>
      </Tooltip>
      <NavList items={mainItems} rail={rail} badges={{ '/approvals': open }} />
      {!rail && <p className={classes['group']}>Build and manage</p>}
      <NavList items={buildItems} rail={rail} badges={{}} />
      <div className={classes['foot']}>
        <UserMenu rail={rail} />
        <ThemeToggle />
      </div>
    </nav>
  );
}

interface NavListProps {
  readonly items: readonly NavItem[];
  readonly rail: boolean;
  readonly badges: Readonly<Record<string, string | undefined>>;
}

function NavList({ items, rail, badges }: NavListProps): JSX.Element {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <ul className={classes['list']}>
      {items.map((item) => {
        const badge = badges[item.to];
        const current = isCurrent(item, path);
        return (
          <li key={item.to}>
            <Tooltip label={item.label} position="right" disabled={!rail}>
              <Link
                to={item.to}
                className={classes['item']}
                aria-current={current ? 'page' : undefined}
                aria-label={rail ? item.label : undefined}
              >
                <item.icon size={18} stroke={1.8} aria-hidden />
                {!rail && <span className={classes['label']}>{item.label}</span>}
                {badge && !rail && (
                  <span className={classes['count']}>
                    {badge}
                    <span className={classes['reader']}> waiting</span>
                  </span>
                )}
                {badge && rail && <span className={classes['dot']} aria-hidden />}
              </Link>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
