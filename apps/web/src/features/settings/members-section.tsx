import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { notifyError } from '../../lib/notify.ts';
import { membersQuery } from '../../lib/queries.ts';
import { useMay, useMe } from '../../lib/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { IconDots, IconTrash, IconUserPlus } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { roleName } from './roles.ts';
import classes from './settings-page.module.css';

type Members = ApiOutputs['members']['list'];
type Member = Members['items'][number];

export function MembersSection(): JSX.Element {
  const members = useQuery(membersQuery);
  const may = useMay('member:manage');
  const [inviting, setInviting] = useState(false);
  if (members.isPending) return <LoadingRows />;
  if (!members.data)
    return <ErrorState title="The members could not be read" error={shownError(members.error)} onRetry={() => void members.refetch()} />;
  return (
    <>
      <Panel
        title={members.data.items.length === 1 ? 'One member' : `${members.data.items.length} members`}
        flush
        actions={
          may && (
            <Button size="xs" leftSection={<IconUserPlus size={15} />} onClick={() => setInviting(true)}>
              Invite
            </Button>
          )
        }
      >
        <DataList
          bare
          label="Members"
          rows={members.data.items}
          rowKey={({ userId }) => userId}
          columns={[
            {
              key: 'name',
              title: 'Name',
              width: 'minmax(0, 2fr)',
              cell: (member) => (
                <div className={classes['name']}>
                  <strong>{member.name}</strong>
                  <p className={classes['muted']}>{member.email}</p>
                </div>
              ),
            },
            { key: 'role', title: 'Role', width: '150px', cell: (member) => <RoleCell member={member} may={may} /> },
            { key: 'joined', title: 'Joined', width: '110px', wideOnly: true, cell: ({ joinedAt }) => <TimeAgo at={joinedAt} /> },
            { key: 'menu', title: '', width: '36px', align: 'end', cell: (member) => may && <MemberMenu member={member} /> },
          ]}
        />
      </Panel>
      {members.data.invitations.length > 0 && <Invitations invitations={members.data.invitations} may={may} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

function RoleCell({ member, may }: { readonly member: Member; readonly may: boolean }): JSX.Element {
  const client = useQueryClient();
  const me = useMe();
  if (!may || member.userId === me.user.id) return <span>{roleName(member.role)}</span>;
  const set = async (role: string): Promise<void> => {
    try {
      await api.members.setRole({ userId: member.userId, role: role as Member['role'] });
    } catch (error) {
      notifyError('The role was not changed', error);
    }
    await client.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <NativeSelect
      size="xs"
      aria-label={`Role of ${member.name}`}
      value={member.role}
      data={['owner', 'admin', 'builder', 'operator', 'viewer'].map((value) => ({ value, label: roleName(value) }))}
      onChange={(event) => void set(event.currentTarget.value)}
    />
  );
}

function MemberMenu({ member }: { readonly member: Member }): JSX.Element {
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${member.name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setAsks(true)}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks && (
        <ConfirmDialog
          title={`Remove ${member.name}?`}
          confirm="Remove"
          danger
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            try {
              await api.members.remove({ userId: member.userId });
            } catch (error) {
              notifyError('The member was not removed', error);
            }
            setAsks(false);
            await client.invalidateQueries({ queryKey: ['members'] });
          }}
        >
          They are signed out at once. Workflows they made stay.
        </ConfirmDialog>
      )}
    </>
  );
}

function Invitations({ invitations, may }: { readonly invitations: Members['invitations']; readonly may: boolean }): JSX.Element {
  const client = useQueryClient();
  const withdraw = async (id: string): Promise<void> => {
    try {
      await api.members.revokeInvite({ id });
    } catch (error) {
      notifyError('The invitation was not withdrawn', error);
    }
    await client.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <Panel title="Open invitations" flush>
      <DataList
        bare
        label="Open invitations"
        rows={invitations}
        rowKey={({ id }) => id}
        columns={[
          { key: 'email', title: 'E-mail', width: 'minmax(0, 2fr)', cell: ({ email }) => email },
          { key: 'role', title: 'Role', width: '120px', wideOnly: true, cell: ({ role }) => roleName(role) },
          { key: 'until', title: 'Works until', width: '130px', wideOnly: true, cell: ({ expiresAt }) => <TimeAgo at={expiresAt} /> },
          {
            key: 'withdraw',
            title: '',
            width: '100px',
            align: 'end',
            cell: ({ id, email }) =>
              may && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Withdraw the invitation of ${email}`}
                  onClick={() => void withdraw(id)}
                >
                  Withdraw
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}
