import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import { type GivenRole, roles } from './roles.ts';
import classes from './settings-page.module.css';
import { ShownOnce } from './shown-once.tsx';
import { useAttempt } from './use-attempt.ts';

const lifetimes = [
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'No end' },
];

export function ApiKeyDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<GivenRole>('operator');
  const [days, setDays] = useState('90');
  const [key, setKey] = useState<string>();
  const { busy, failure, errors, run } = useAttempt();
  if (key) return <NewKey value={key} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="New API key">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            const created = await api.apiKeys.create({ name: name.trim(), role, ...(days === '' ? {} : { expiresInDays: Number(days) }) });
            setKey(created.key);
            await client.invalidateQueries({ queryKey: ['api-keys'] });
          });
        }}
      >
        <Stack gap={14}>
          <TextInput
            label="Name"
            description="Which program uses it."
            placeholder="e.g. Shop server"
            data-autofocus
            value={name}
            error={errors['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect label="Role" value={role} data={[...roles]} onChange={(event) => setRole(event.currentTarget.value as GivenRole)} />
          <NativeSelect label="Works for" value={days} data={lifetimes} onChange={(event) => setDays(event.currentTarget.value)} />
          {failure && <ErrorState compact title="No key was made" error={failure} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function NewKey({ value, onClose }: { readonly value: string; readonly onClose: () => void }): JSX.Element {
  const example = `curl -H 'x-api-key: ${value}' \\\n  -H 'content-type: application/json' \\\n  -d '{"input": {}}' \\\n  '${location.origin}/api/v2/workflows/WORKFLOW_ID/runs?wait=30'`;
  return (
    <Modal opened onClose={onClose} title="Copy the key now" size="lg">
      <Stack gap={14}>
        <p className={classes['muted']}>It is shown only this once. Keep it where you keep passwords.</p>
        <ShownOnce value={value} label="API key" />
        <p className={classes['muted']}>Start a workflow with it and wait up to 30 seconds for the result:</p>
        <pre className={classes['code']} tabIndex={0}>
          {example}
        </pre>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
