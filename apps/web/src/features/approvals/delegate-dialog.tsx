import { Autocomplete, Button, Group, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type Approval, api } from '../../lib/api.ts';
import { type ShownError, shownError } from '../../lib/errors.ts';
import { notifyDone } from '../../lib/notify.ts';
import { membersQuery } from '../../lib/queries.ts';
import { ErrorState } from '../../ui/states.tsx';
import classes from './approval-page.module.css';

/** Gives one's own place to a member, or to anybody with an address. */
export function DelegateDialog({ approval, onClose }: { readonly approval: Approval; readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const members = useQuery(membersQuery);
  const [to, setTo] = useState('');
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState(false);
  const asked = new Set(approval.asked.map(({ email }) => email.toLowerCase()));
  const choices = (members.data?.items ?? []).map(({ email }) => email).filter((email) => !asked.has(email.toLowerCase()));

  async function pass(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const after = await api.approvals.delegate({ id: approval.id, to: to.trim() });
      client.setQueryData(['approval', approval.id], after);
      void client.invalidateQueries({ queryKey: ['approvals'] });
      void client.invalidateQueries({ queryKey: ['home'] });
      notifyDone(`${to.trim()} is asked in your place now.`);
      onClose();
    } catch (error) {
      setFailure(shownError(error));
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title="Pass it on" centered>
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault();
          void pass();
        }}
      >
        <p className={classes['quiet']}>
          Somebody else answers in your place, and sees what you see here. They get a link by e-mail. What you answered so far is forgotten.
        </p>
        <Autocomplete
          label="Who"
          description="A member, or any e-mail address."
          placeholder="dana@example.org"
          type="email"
          data={choices}
          limit={20}
          value={to}
          data-autofocus
          onChange={setTo}
        />
        {failure && <ErrorState compact title="It was not passed on" error={failure} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!to.includes('@')}>
            Pass it on
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
