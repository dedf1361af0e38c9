import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { notifyError } from '../../lib/notify.ts';
import { signOut, useMe } from '../../lib/session.ts';
import { Panel } from '../../ui/panel.tsx';
import { roleName } from './roles.ts';
import classes from './settings-page.module.css';

export function AccountSection(): JSX.Element {
  const { user, role, organization } = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      await navigate({ to: '/login' });
    } catch (error) {
      notifyError('You are still signed in', error);
    }
  };
  return (
    <>
      <Panel title="You">
        <p style={{ margin: 0, fontWeight: 600 }}>{user.name}</p>
        <p className={classes['muted']}>{user.email}</p>
        <p className={classes['muted']} style={{ marginBottom: 14 }}>
          {roleName(role)} of {organization.name}
        </p>
        <Button variant="default" onClick={() => void leave()}>
          Sign out
        </Button>
      </Panel>
      <Panel title="Theme">
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          data={[
            { value: 'auto', label: 'Like the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(next) => setColorScheme(next === 'light' || next === 'dark' ? next : 'auto')}
        />
      </Panel>
    </>
  );
}
