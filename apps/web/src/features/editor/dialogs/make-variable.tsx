import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api } from '../../../lib/api.ts';
import { type ShownError, shownError } from '../../../lib/errors.ts';
import { variablesQuery } from '../../../lib/variables.ts';
import { VariableForm } from '../../../ui/variable-form.tsx';
import { useEditor } from '../editor-context.ts';

/** Makes the variable that a step reads and that is not there. */
export function MakeVariable({ name, onClose }: { readonly name: string; readonly onClose: () => void }): JSX.Element {
  const { announce } = useEditor();
  const client = useQueryClient();
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={`Make the variable “${name}”`}>
      <VariableForm
        start={{ name, value: '', description: '' }}
        fixedName
        taken={[]}
        submit="Make it"
        busy={busy}
        failure={failure}
        onSubmit={(input) => {
          setBusy(true);
          api.variables
            .save(input)
            .then(async () => {
              await client.invalidateQueries({ queryKey: variablesQuery.queryKey });
              announce(`The variable ${name} is there.`);
              onClose();
            })
            .catch((error: unknown) => {
              setFailure(shownError(error));
              setBusy(false);
            });
        }}
        onClose={onClose}
      />
    </Modal>
  );
}
