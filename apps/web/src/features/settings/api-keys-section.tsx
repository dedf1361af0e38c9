import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { isStatus, shownError } from '../../lib/errors.ts';
import { notifyError } from '../../lib/notify.ts';
import { apiKeysQuery } from '../../lib/queries.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { IconKey, IconPlus } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { ApiKeyDialog } from './api-key-dialog.tsx';
import { roleName } from './roles.ts';
import classes from './settings-page.module.css';

type ApiKey = ApiOutputs['apiKeys']['list']['items'][number];

export function ApiKeysSection(): JSX.Element {
  const keys = useQuery(apiKeysQuery);
  const [making, setMaking] = useState(false);
  if (keys.isPending) return <LoadingRows />;
  if (!keys.data) {
    if (isStatus(keys.error, 403)) return <EmptyState icon={IconKey} title="Your role may not manage API keys" />;
    return <ErrorState title="The API keys could not be read" error={shownError(keys.error)} onRetry={() => void keys.refetch()} />;
  }
  const create = (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <>
      <Panel title="API keys" flush actions={keys.data.items.length > 0 && create}>
        {keys.data.items.length === 0 ? (
          <EmptyState icon={IconKey} title="No API keys yet" action={create}>
            A key lets a program start runs and read results in your name, with the role you give it.
          </EmptyState>
        ) : (
          <KeyList keys={keys.data.items} />
        )}
      </Panel>
      {making && <ApiKeyDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function KeyList({ keys }: { readonly keys: readonly ApiKey[] }): JSX.Element {
  return (
    <DataList
      bare
      label="API keys"
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: 'Name',
          width: 'minmax(0, 2fr)',
          cell: ({ name, prefix }) => (
            <div className={classes['name']}>
              <strong>{name}</strong>
              <p className={classes['muted']}>
                <code>{prefix}…</code>
              </p>
            </div>
          ),
        },
        { key: 'role', title: 'Role', width: '100px', wideOnly: true, cell: ({ role }) => roleName(role) },
        {
          key: 'used',
          title: 'Last used',
          width: '110px',
          wideOnly: true,
          cell: ({ lastUsedAt }) => (lastUsedAt ? <TimeAgo at={lastUsedAt} /> : 'Never'),
        },
        {
          key: 'until',
          title: 'Ends',
          width: '110px',
          wideOnly: true,
          cell: ({ expiresAt }) => (expiresAt ? <TimeAgo at={expiresAt} /> : 'Never'),
        },
        { key: 'revoke', title: '', width: '90px', align: 'end', cell: (key) => <Revoke apiKey={key} /> },
      ]}
    />
  );
}

function Revoke({ apiKey }: { readonly apiKey: ApiKey }): JSX.Element {
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" aria-label={`Revoke ${apiKey.name}`} onClick={() => setAsks(true)}>
        Revoke
      </Button>
      {asks && (
        <ConfirmDialog
          title={`Revoke “${apiKey.name}”?`}
          confirm="Revoke"
          danger
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            try {
              await api.apiKeys.remove({ id: apiKey.id });
            } catch (error) {
              notifyError('The key was not revoked', error);
            }
            setAsks(false);
            await client.invalidateQueries({ queryKey: ['api-keys'] });
          }}
        >
          Programs that use it are refused from now on. This cannot be undone.
        </ConfirmDialog>
      )}
    </>
  );
}
