import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { shownError } from '../../lib/errors.ts';
import { useMay } from '../../lib/session.ts';
import { type Variable, variableUsesQuery, variablesQuery } from '../../lib/variables.ts';
import { DataList } from '../../ui/data-list.tsx';
import { IconDots, IconPencil, IconPlus, IconTrash, IconVariable } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { valueWords } from '../../ui/value/table-of.ts';
import classes from './settings-page.module.css';
import { DeleteVariable, VariableDialog } from './variable-dialogs.tsx';

/** Named values that workflows read, and what the operator lets them read of this server. */
export function VariablesSection(): JSX.Element {
  const variables = useQuery(variablesQuery);
  const may = useMay('workflow:write');
  const [making, setMaking] = useState(false);
  if (variables.isPending) return <LoadingRows />;
  if (!variables.data)
    return (
      <ErrorState title="The variables could not be read" error={shownError(variables.error)} onRetry={() => void variables.refetch()} />
    );
  const { items, env, most } = variables.data;
  const create = may && (
    <Button size="xs" leftSection={<IconPlus size={15} />} disabled={items.length >= most} onClick={() => setMaking(true)}>
      New variable
    </Button>
  );
  return (
    <>
      <Panel title="Variables" flush actions={items.length > 0 && create}>
        {items.length === 0 ? (
          <EmptyState icon={IconVariable} title="No variables yet" action={create}>
            A value that several workflows need, such as an address or a rate, stands here once. Steps read it as <code>vars.name</code>.
          </EmptyState>
        ) : (
          <VariableList variables={items} may={may} />
        )}
      </Panel>
      <p className={classes['muted']}>
        Variables are not secret: everybody in the organisation sees them here and in the runs that read them. Passwords and keys belong to
        connections. A run keeps the values that it began with
        {items.length >= most ? `. There are at most ${most}, and all are taken.` : '.'}
      </p>
      <Panel title="Settings of this server" flush>
        {env.length === 0 ? (
          <p className={classes['muted']} style={{ padding: '14px 16px' }}>
            None. Whoever operates Arches can let workflows read environment variables as <code>env.NAME</code>, by naming them in{' '}
            <code>ARCHES_WORKFLOW_ENV</code>.
          </p>
        ) : (
          <DataList
            bare
            label="Settings of this server"
            rows={env}
            rowKey={({ name }) => name}
            columns={[
              { key: 'name', title: 'Name', cell: ({ name }) => <code>env.{name}</code> },
              {
                key: 'value',
                title: 'Value',
                width: 'minmax(0, 2fr)',
                cell: ({ value }) => <span style={{ overflowWrap: 'anywhere' }}>{value ?? <em>not set</em>}</span>,
              },
            ]}
          />
        )}
      </Panel>
      {making && <VariableDialog taken={items.map(({ name }) => name)} onClose={() => setMaking(false)} />}
    </>
  );
}

function VariableList({ variables, may }: { readonly variables: readonly Variable[]; readonly may: boolean }): JSX.Element {
  const uses = useQuery(variableUsesQuery);
  const usedBy = (name: string): string => {
    if (!uses.data) return '…';
    const count = new Set(uses.data.items.filter((use) => use.name === name).map(({ workflowId }) => workflowId)).size;
    return count === 0 ? '—' : count === 1 ? '1 workflow' : `${count} workflows`;
  };
  return (
    <DataList
      bare
      label="Variables"
      rows={variables}
      rowKey={({ name }) => name}
      columns={[
        {
          key: 'name',
          title: 'Name',
          width: 'minmax(0, 2fr)',
          cell: ({ name, description, value }) => (
            <div className={classes['name']}>
              <strong>{name}</strong>
              <p className={classes['muted']} style={{ overflowWrap: 'anywhere' }}>
                {[valueWords(value, 120), description].filter((part) => part !== '').join(' · ')}
              </p>
            </div>
          ),
        },
        { key: 'uses', title: 'Read by', width: '110px', wideOnly: true, cell: ({ name }) => usedBy(name) },
        {
          key: 'changed',
          title: 'Changed',
          width: '170px',
          wideOnly: true,
          cell: ({ changedAt, changedBy }) => (
            <span>
              <TimeAgo at={changedAt} /> by {changedBy}
            </span>
          ),
        },
        {
          key: 'menu',
          title: '',
          width: '36px',
          align: 'end',
          cell: (variable) => may && <VariableMenu variable={variable} taken={variables.map(({ name }) => name)} />,
        },
      ]}
    />
  );
}

function VariableMenu({ variable, taken }: { readonly variable: Variable; readonly taken: readonly string[] }): JSX.Element {
  const [open, setOpen] = useState<'change' | 'delete'>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${variable.name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setOpen('change')}>
            Change…
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setOpen('delete')}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'change' && <VariableDialog variable={variable} taken={taken.filter((name) => name !== variable.name)} onClose={close} />}
      {open === 'delete' && <DeleteVariable variable={variable} onClose={close} />}
    </>
  );
}
