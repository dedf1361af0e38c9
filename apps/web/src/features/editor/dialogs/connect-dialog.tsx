import { findNode } from '@arches/kernel';
import { Modal, NativeSelect } from '@mantine/core';
import { type JSX, useState } from 'react';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { sentenceOf } from '../canvas/canvas-items.ts';
import { useDocument, useEditor, useView } from '../editor-context.ts';
import { connection, nameOf, portsOf, possibleTargets } from '../model/edits.ts';
import { PickList } from './pick-list.tsx';

/** A link without dragging: from which branch, to which step. */
export function ConnectDialog(): JSX.Element | null {
  const { view } = useEditor();
  const from = useView((state) => state.connecting);
  const document = useDocument();
  const node = from === undefined ? undefined : findNode(document, from)?.node;
  if (!node) return null;
  return (
    <Modal opened onClose={() => view.setState({ connecting: undefined })} title="Connect to…" size="md" yOffset="10vh" centered={false}>
      <Targets key={node.id} nodeId={node.id} />
    </Modal>
  );
}

function Targets({ nodeId }: { readonly nodeId: string }): JSX.Element | null {
  const { cards, view, edit } = useEditor();
  const document = useDocument();
  const place = findNode(document, nodeId);
  const ports = place ? portsOf(place.node, cards) : [];
  const free = ports.find(({ name }) => !place?.graph.edges.some(({ source, sourcePort }) => source === nodeId && sourcePort === name));
  const [port, setPort] = useState(free?.name ?? ports[0]?.name ?? 'out');
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      {ports.length > 1 && (
        <NativeSelect
          label="Branch"
          value={port}
          onChange={(event) => setPort(event.currentTarget.value)}
          data={ports.map(({ name, label }) => ({ value: name, label: label || name }))}
        />
      )}
      <PickList
        label="Search for the step it leads to"
        empty="There is no step it could lead to: a link never leads back. Add a step first."
        items={possibleTargets(document, nodeId, cards).map((target) => {
          const card = cards.get(target.type);
          return {
            key: target.id,
            label: nameOf(target, cards),
            description: sentenceOf(document, target.id, cards),
            icon: <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'Puzzle'} />,
          };
        })}
        onPick={(target) => {
          view.setState({ connecting: undefined });
          edit(connection(document, nodeId, port, target, cards), 'Connected');
        }}
      />
    </div>
  );
}
