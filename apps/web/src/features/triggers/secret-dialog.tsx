import { Button, CopyButton, Group, Modal, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { refreshTriggers } from './refresh-triggers.ts';
import classes from './triggers.module.css';

interface SecretDialogProps {
  readonly workflowId: string;
  readonly nodeId: string;
  readonly onClose: () => void;
}

/** Sets what senders sign with: theirs, or one made here and shown once. */
export function SecretDialog({ workflowId, nodeId, onClose }: SecretDialogProps): JSX.Element {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [made, setMade] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function save(secret: string | undefined): Promise<void> {
    setBusy(true);
    try {
      const answer = await api.triggers.setSecret({ id: workflowId, nodeId, ...(secret === undefined ? {} : { secret }) });
      await refreshTriggers(client, workflowId);
      if (answer.secret !== null) return setMade(answer.secret);
      notifyDone('The secret is set. Calls must be signed with it from now on.');
      onClose();
    } catch (error) {
      notifyError('The secret was not set', error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={onClose} title="Signing secret" size="sm">
      {made === undefined ? (
        <div className={classes['dialog']}>
          <PasswordInput
            label="Secret"
            description="As the sender shows it. It is sealed, kept apart from the workflow, and never shown again."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="space-between" gap={8} mt="sm">
            <Button variant="default" loading={busy} onClick={() => void save(undefined)}>
              Make one up
            </Button>
            <Button disabled={text.length < 8} loading={busy} onClick={() => void save(text)}>
              Set the secret
            </Button>
          </Group>
        </div>
      ) : (
        <div className={classes['dialog']}>
          <p>Give this to the sender now. It is not shown again.</p>
          <p className={classes['address']}>{made}</p>
          <Group justify="flex-end" gap={8}>
            <CopyButton value={made}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>Done</Button>
          </Group>
        </div>
      )}
    </Modal>
  );
}
