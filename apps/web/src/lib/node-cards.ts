import type { NodeCard } from '@arches/kernel';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { nodesQuery } from './queries.ts';

/** Node types by name; empty until they are read. */
export function useNodeCards(): ReadonlyMap<string, NodeCard> {
  const { data } = useQuery(nodesQuery);
  return useMemo(() => new Map(((data?.items ?? []) as readonly NodeCard[]).map((card) => [card.type, card])), [data]);
}
