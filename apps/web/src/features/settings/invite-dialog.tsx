import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import { type GivenRole, roles } from './roles.ts';
import classes from './settings-page.module.css';
import { ShownOnce } from './shown-once.tsx';
import { useAttempt } from './use-attempt.ts';

export function InviteDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('builder');
  const [url, setUrl] = useState<string>();
  const { busy, failure, errors, run } = useAttempt();
  return (
    <Modal opened onClose={onClose} title={url ? 'Send them this link' : 'Invite somebody'}>
      {url ? (
        <Stack gap={14}>
          <p className={classes['muted']}>It is shown only now. Whoever opens it can join as {email}, once.</p>
          <ShownOnce value={url} label="Invitation link" />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void run(async () => {
              const invitation = await api.members.invite({ email: email.trim(), role });
              setUrl(new URL(invitation.url, location.origin).href);
              await client.invalidateQueries({ queryKey: ['members'] });
            });
          }}
        >
          <Stack gap={14}>
            <TextInput
              label="E-mail"
              type="email"
              data-autofocus
              value={email}
              error={errors['email']}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <NativeSelect
              label="Role"
              value={role}
              data={[...roles]}
              onChange={(event) => setRole(event.currentTarget.value as GivenRole)}
            />
            {failure && <ErrorState compact title="No invitation was made" error={failure} />}
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Make the link
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
