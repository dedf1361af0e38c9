import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { workflowQuery } from '../../lib/queries.ts';
import { InputForm } from '../../ui/schema-form/input-form.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';

export interface RunDialogProps {
  readonly workflowId: string;
  readonly onClose: () => void;
}

/** Starts the live version with the input it declares, and goes to the run. */
export function RunDialog({ workflowId, onClose }: RunDialogProps): JSX.Element {
  const navigate = useNavigate();
  const workflow = useQuery(workflowQuery(workflowId));
  return (
    <Modal opened onClose={onClose} title={workflow.data ? `Run “${workflow.data.name}”` : 'Run'} size="md">
      {workflow.isPending && <LoadingRows rows={3} />}
      {workflow.isError && <ErrorState compact title="The workflow could not be read" error={shownError(workflow.error)} />}
      {workflow.data && (
        <InputForm
          schema={workflow.data.inputSchema}
          submit="Run"
          onCancel={onClose}
          onSubmit={async (input) => {
            const { body } = await api.runs.start({ params: { id: workflowId }, query: {}, body: { input } });
            onClose();
            await navigate({ to: '/runs/$runId', params: { runId: body.id } });
          }}
        />
      )}
    </Modal>
  );
}
