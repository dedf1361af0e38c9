import type { NodeCategory } from '@arches/kernel';
import { Modal } from '@mantine/core';
import { type JSX, useMemo } from 'react';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { useDocument, useEditor, useView } from '../editor-context.ts';
import { newStep } from '../model/edits.ts';
import { PickList } from './pick-list.tsx';

const groups: Readonly<Record<NodeCategory, string>> = {
  trigger: 'Starts',
  data: 'Data and files',
  flow: 'Ways and waits',
  ai: 'AI',
  connect: 'Other systems',
};
const order: readonly NodeCategory[] = ['trigger', 'data', 'ai', 'flow', 'connect'];

/** Every step there is, by what people call it. A step to start with comes first where there is none yet. */
export function StepPicker(): JSX.Element | null {
  const { cards, view, edit } = useEditor();
  const place = useView((state) => state.picking);
  const document = useDocument();
  const items = useMemo(() => {
    const first = place?.kind === 'start';
    const shown = [...cards.values()].filter(({ kind }) => place?.kind === 'start' || kind !== 'trigger');
    const rank = (category: NodeCategory): number =>
      (first ? 0 : 1) * order.indexOf(category) + (first && category !== 'trigger' ? 1 + order.indexOf(category) : 0);
    return shown
      .toSorted((a, b) => rank(a.category) - rank(b.category))
      .map(({ type, title, description, category, icon, keywords }) => ({
        key: type,
        label: title,
        description,
        group: groups[category],
        words: keywords,
        icon: <CategoryTile category={category} icon={icon} />,
      }));
  }, [cards, place?.kind]);
  if (!place) return null;
  const close = (): void => view.setState({ picking: undefined });
  return (
    <Modal
      opened
      onClose={close}
      title={place.kind === 'start' ? 'How does it start?' : 'Add a step'}
      size="md"
      yOffset="10vh"
      centered={false}
    >
      <PickList
        label="Search for a step"
        items={items}
        empty="No steps were found on this server."
        onPick={(type) => {
          const card = cards.get(type);
          close();
          if (!card) return;
          if (edit(newStep(document, card, place, cards), `Added ${card.title}`)) view.setState({ tab: 'step' });
        }}
      />
    </Modal>
  );
}
