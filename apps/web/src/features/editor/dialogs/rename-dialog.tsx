import { findNode } from '@arches/kernel';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { useDocument, useEditor, useView } from '../editor-context.ts';
import { nameOf } from '../model/edits.ts';

export function RenameDialog(): JSX.Element | null {
  const { view, cards } = useEditor();
  const id = useView((state) => state.renaming);
  const document = useDocument();
  const node = id === undefined ? undefined : findNode(document, id)?.node;
  if (!node) return null;
  return (
    <Modal opened onClose={() => view.setState({ renaming: undefined })} title="Rename the step" size="sm">
      <NameForm key={node.id} nodeId={node.id} before={nameOf(node, cards)} />
    </Modal>
  );
}

function NameForm({ nodeId, before }: { readonly nodeId: string; readonly before: string }): JSX.Element {
  const { draft, view, announce } = useEditor();
  const [name, setName] = useState(before);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const value = name.trim();
        view.setState({ renaming: undefined });
        if (value === before) return;
        draft.change([{ op: 'set_node', nodeId, field: 'name', ...(value === '' ? {} : { value }) }], { label: `Renamed ${before}` });
        announce(`Renamed to ${value}.`);
      }}
    >
      <TextInput
        label="Name"
        data-autofocus
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group justify="flex-end" gap={8} mt="md">
        <Button variant="default" onClick={() => view.setState({ renaming: undefined })}>
          Cancel
        </Button>
        <Button type="submit">Rename</Button>
      </Group>
    </form>
  );
}
