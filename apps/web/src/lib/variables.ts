import type { KnownSettings } from '@arches/kernel';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ApiOutputs, api } from './api.ts';

export type Variable = ApiOutputs['variables']['list']['items'][number];

export const variablesQuery = queryOptions({ queryKey: ['variables'], queryFn: () => api.variables.list() });
export const variableUsesQuery = queryOptions({ queryKey: ['variables', 'uses'], queryFn: () => api.variables.uses() });

/** Names that expressions may read, for checking a document; `undefined` until they are known. */
export function useKnownSettings(): KnownSettings | undefined {
  const { data } = useQuery(variablesQuery);
  return useMemo(() => data && { vars: data.items.map(({ name }) => name), env: data.env.map(({ name }) => name) }, [data]);
}
