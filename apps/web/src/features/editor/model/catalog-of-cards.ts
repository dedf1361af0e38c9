import type { Catalog, NodeCard } from '@arches/kernel';

/** The server's cards as the kernel's validation reads them; evaluation stays on the server. */
export function catalogOfCards(cards: ReadonlyMap<string, NodeCard>): Catalog {
  return {
    get: (type, version) => {
      const card = cards.get(type);
      return card && (version === undefined || version === card.version) ? card : undefined;
    },
    list: () => [...cards.values()],
  };
}
