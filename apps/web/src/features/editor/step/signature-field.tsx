import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { triggersQuery } from '../../../lib/queries.ts';
import { useEditor } from '../editor-context.ts';
import { useStepInDock } from './step-context.ts';
import classes from './step.module.css';

/** Who may call a webhook, and where its secret is set: that is no part of the workflow. */
export function SignatureField({ value, standard }: { readonly value: unknown; readonly standard: ReactNode }): JSX.Element {
  const { workflowId } = useEditor();
  const { node } = useStepInDock();
  const isSigned = typeof value === 'string' && value !== 'none';
  const { data } = useQuery({ ...triggersQuery(workflowId), enabled: isSigned });
  const known = data?.items.find(({ nodeId }) => nodeId === node.id)?.signature;
  return (
    <div className={classes['stack']}>
      {standard}
      {isSigned && (
        <p className={classes['muted']}>
          {known?.secretSetAt ? 'Its secret is set. ' : 'It needs a secret, which is kept apart from the workflow. '}
          <Anchor component={Link} to={`/w/${workflowId}/triggers`} size="xs">
            {known?.secretSetAt ? 'Change it' : 'Set it'} under Triggers
          </Anchor>
        </p>
      )}
    </div>
  );
}
