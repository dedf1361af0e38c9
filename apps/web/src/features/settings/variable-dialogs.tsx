import { Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { type Variable, variablesQuery, variableUsesQuery } from '../../lib/variables.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { VariableForm } from '../../ui/variable-form.tsx';
import classes from './settings-page.module.css';
import { useAttempt } from './use-attempt.ts';

export interface VariableDialogProps {
  /** The one to change; a new one when absent. */
  readonly variable?: Variable;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

export function VariableDialog({ variable, taken, onClose }: VariableDialogProps): JSX.Element {
  const client = useQueryClient();
  const { busy, failure, run } = useAttempt();
  const was = variable?.name;
  return (
    <Modal opened onClose={onClose} title={was === undefined ? 'New variable' : `Change “${was}”`}>
      <VariableForm
        start={variable ?? { name: '', value: '', description: '' }}
        taken={taken}
        submit="Save"
        busy={busy}
        failure={failure}
        {...(was === undefined ? {} : { note: (name: string) => name !== was && <UsedBy name={was} what="the old name" /> })}
        onSubmit={({ name, value, description }) =>
          void run(async () => {
            await api.variables.save({ name, value, description, ...(was === undefined || was === name ? {} : { was }) });
            await client.invalidateQueries({ queryKey: variablesQuery.queryKey });
            notifyDone('Saved. Runs that begin from now on have it.');
            onClose();
          })
        }
        onClose={onClose}
      />
    </Modal>
  );
}

export function DeleteVariable({
  variable: { name },
  onClose,
}: {
  readonly variable: Variable;
  readonly onClose: () => void;
}): JSX.Element {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={`Delete “${name}”?`}
      confirm="Delete"
      danger
      onClose={onClose}
      onConfirm={async () => {
        try {
          await api.variables.remove({ name });
        } catch (error) {
          notifyError('The variable was not deleted', error);
        }
        await client.invalidateQueries({ queryKey: variablesQuery.queryKey });
        onClose();
      }}
    >
      <UsedBy name={name} what="it" />
    </ConfirmDialog>
  );
}

/** Which workflows read a variable, by name, and what its going means for them. */
function UsedBy({ name, what }: { readonly name: string; readonly what: string }): JSX.Element {
  const uses = useQuery(variableUsesQuery);
  if (uses.isPending) return <p className={classes['muted']}>Looking which workflows read it…</p>;
  if (!uses.data) return <p className={classes['muted']}>Which workflows read it could not be found out. Those that do will fail there.</p>;
  const exact = uses.data.items.filter((use) => use.name === name);
  const maybe = uses.data.items.filter((use) => use.name === null && !exact.some(({ workflowId }) => workflowId === use.workflowId));
  if (exact.length + maybe.length === 0) return <p className={classes['muted']}>No workflow reads {what}.</p>;
  const live = exact.some((use) => use.live);
  return (
    <div className={classes['muted']}>
      {exact.length > 0 && (
        <p style={{ margin: 0 }}>
          {live
            ? `Published workflows read ${what}. Their runs fail at that step from now on, until they are changed:`
            : `These drafts read ${what} and must be changed:`}
        </p>
      )}
      <ul style={{ margin: '6px 0', paddingLeft: 18 }}>
        {exact.map((use) => (
          <li key={use.workflowId}>
            <Link to="/w/$workflowId" params={{ workflowId: use.workflowId }}>
              {use.workflowName}
            </Link>
            {use.live ? ' (published)' : ' (draft)'}
          </li>
        ))}
        {maybe.map((use) => (
          <li key={use.workflowId}>
            <Link to="/w/$workflowId" params={{ workflowId: use.workflowId }}>
              {use.workflowName}
            </Link>{' '}
            may read it: it picks a variable while it runs
          </li>
        ))}
      </ul>
    </div>
  );
}
