import { queryOptions } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';

/** A published version never changes. */
export function liveVersionQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['version', id, version],
    queryFn: () => api.workflows.version({ id, version }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
