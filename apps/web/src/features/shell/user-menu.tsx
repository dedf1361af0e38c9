import { Menu, UnstyledButton } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { notifyError } from '../../lib/notify.ts';
import { signOut, useMe } from '../../lib/session.ts';
import { IconLogout, IconUser } from '../../ui/icons.ts';
import classes from './user-menu.module.css';

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
      await navigate({ to: '/login' });
    } catch (error) {
      notifyError('You are still signed in', error);
    }
  };
}

export function UserMenu({ rail }: { readonly rail: boolean }): JSX.Element {
  const { user } = useMe();
  const leave = useSignOut();
  return (
    <Menu position={rail ? 'right-end' : 'top-start'} width={220}>
      <Menu.Target>
        <UnstyledButton className={classes['user']} aria-label={`${user.name}: account menu`}>
          <span className={classes['avatar']} aria-hidden>
            {initials(user.name)}
          </span>
          {!rail && <span className={classes['name']}>{user.name}</span>}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings/account" leftSection={<IconUser size={16} />}>
          Account and theme
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
