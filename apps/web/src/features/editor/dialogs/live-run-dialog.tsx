import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../../lib/api.ts';
import { InputForm } from '../../../ui/schema-form/input-form.tsx';
import { useDraft, useEditor } from '../editor-context.ts';

/** Starts the live version for real, and goes to the run. */
export function LiveRunDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { workflowId } = useEditor();
  const navigate = useNavigate();
  const { name, inputSchema } = useDraft((state) => state.detail);
  return (
    <Modal opened onClose={onClose} title={`Run “${name}”`} size="md">
      <InputForm
        schema={inputSchema}
        submit="Run"
        onCancel={onClose}
        onSubmit={async (input) => {
          const { body } = await api.runs.start({ params: { id: workflowId }, query: {}, body: { input } });
          onClose();
          await navigate({ to: '/runs/$runId', params: { runId: body.id } });
        }}
      />
    </Modal>
  );
}
