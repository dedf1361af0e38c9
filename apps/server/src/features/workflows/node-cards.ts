import type { Catalog, NodeCard, NodeType } from '@arches/kernel';

/** Every node type as plain data: cards without behaviour. */
export function nodeCards(catalog: Catalog): NodeCard[] {
  return catalog.list().map(cardOf);
}

function cardOf(type: NodeType): NodeCard {
  const { evaluate: _evaluate, wait: _wait, ...card } = type;
  return Object.fromEntries(Object.entries(card).filter(([, value]) => typeof value !== 'function')) as unknown as NodeCard;
}
