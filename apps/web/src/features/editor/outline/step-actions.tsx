import { findNode, type WorkflowDocument } from '@arches/kernel';
import { Menu } from '@mantine/core';
import type { JSX, ReactNode } from 'react';
import { IconArrowDown, IconArrowUp, IconBan, IconCopy, IconLink, IconPencil, IconPlus, IconTrash } from '../../../ui/icons.ts';
import { switchOff } from '../canvas/use-canvas-keys.ts';
import { useEditor } from '../editor-context.ts';
import { copiedSteps, pasted } from '../model/copy-steps.ts';
import { nameOf, portsOf, removal } from '../model/edits.ts';
import { moveStep } from './move-step.ts';

export interface StepActionsProps {
  readonly nodeId: string;
  readonly document: WorkflowDocument;
}

/** Everything that can be done to one step, in a menu. */
export function StepActions({ nodeId, document }: StepActionsProps): JSX.Element | null {
  const editor = useEditor();
  const { view, edit, cards, draft } = editor;
  const place = findNode(document, nodeId);
  if (!place) return null;
  const { node, graph } = place;
  const [up, down] = [moveStep(document, nodeId, 'up', cards), moveStep(document, nodeId, 'down', cards)];
  const ports = portsOf(node, cards);
  const item = (label: string, icon: ReactNode, onClick: () => void): JSX.Element => (
    <Menu.Item key={label} leftSection={icon} onClick={onClick}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
      {ports.length > 1
        ? ports.map(({ name, label }) =>
            item(`Add a step after, branch ${label}`, <IconPlus size={15} />, () =>
              view.setState({ picking: { kind: 'after', nodeId, port: name } }),
            ),
          )
        : item('Add a step after', <IconPlus size={15} />, () => view.setState({ picking: { kind: 'after', nodeId } }))}
      {node.body && item('Add a step inside', <IconPlus size={15} />, () => view.setState({ picking: { kind: 'inside', parent: nodeId } }))}
      {item('Connect to…', <IconLink size={15} />, () => view.setState({ connecting: nodeId }))}
      {graph.edges
        .filter(({ source }) => source === nodeId)
        .map((edge) => {
          const target = graph.nodes.find(({ id }) => id === edge.target);
          const name = target ? nameOf(target, cards) : edge.target;
          return item(`Disconnect from ${name}`, <IconLink size={15} />, () => {
            draft.change([{ op: 'disconnect', edgeId: edge.id }], { label: `Disconnected ${name}` });
          });
        })}
      {up && item('Move up', <IconArrowUp size={15} />, () => void edit(up, 'Moved'))}
      {down && item('Move down', <IconArrowDown size={15} />, () => void edit(down, 'Moved'))}
      {item('Rename', <IconPencil size={15} />, () => view.setState({ renaming: nodeId }))}
      {item(
        'Duplicate',
        <IconCopy size={15} />,
        () => void edit(pasted(document, copiedSteps(document, [nodeId]), place.parent?.id, cards), 'Duplicated'),
      )}
      {item(node.disabled ? 'Switch on' : 'Switch off', <IconBan size={15} />, () => switchOff(editor, document, [nodeId]))}
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => void edit(removal(document, [nodeId], cards), 'Removed')}>
        Delete
      </Menu.Item>
    </Menu.Dropdown>
  );
}
