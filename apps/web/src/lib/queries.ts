import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type ApiInputs, api } from './api.ts';
import { isStatus } from './errors.ts';

/** Every read of the product by name. Keys start with the noun that the socket refreshes. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => api.auth.me(), staleTime: 60_000 });
export const homeQuery = queryOptions({ queryKey: ['home'], queryFn: () => api.home.get() });
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => api.builder.templates(),
  staleTime: Number.POSITIVE_INFINITY,
});
export const nodesQuery = queryOptions({ queryKey: ['nodes'], queryFn: () => api.nodes.list(), staleTime: Number.POSITIVE_INFINITY });
export const membersQuery = queryOptions({ queryKey: ['members'], queryFn: () => api.members.list() });
export const apiKeysQuery = queryOptions({ queryKey: ['api-keys'], queryFn: () => api.apiKeys.list() });
export const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: () => api.models.list() });
export const organizationQuery = queryOptions({ queryKey: ['settings', 'organization'], queryFn: () => api.settings.organization() });
export const limitsQuery = queryOptions({ queryKey: ['limits'], queryFn: () => api.limits.get() });
export const circuitsQuery = queryOptions({ queryKey: ['circuits'], queryFn: () => api.circuits.list() });
export const mailQuery = queryOptions({ queryKey: ['settings', 'mail'], queryFn: () => api.settings.mail() });

export function workflowsQuery(search?: string) {
  return infiniteQueryOptions({
    queryKey: ['workflows', { search: search ?? '' }],
    queryFn: ({ pageParam }) =>
      api.workflows.list({ limit: 50, ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
}

export function workflowQuery(id: string) {
  return queryOptions({ queryKey: ['workflow', id], queryFn: () => api.workflows.get({ id }) });
}

export function triggersQuery(workflowId: string) {
  return queryOptions({
    queryKey: ['triggers', workflowId],
    queryFn: () => api.triggers.list({ id: workflowId }),
    refetchInterval: 30_000,
  });
}

export type LedgerFilter = Pick<ApiInputs['triggers']['ledger'], 'nodeId' | 'only' | 'limit'>;

export function ledgerQuery(workflowId: string, filter: LedgerFilter) {
  return infiniteQueryOptions({
    queryKey: ['triggers', workflowId, 'ledger', filter],
    queryFn: ({ pageParam }) => api.triggers.ledger({ id: workflowId, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** When a schedule that is being written would start next. */
export function schedulePreviewQuery(config: Record<string, unknown>) {
  return queryOptions({ queryKey: ['schedule', config], queryFn: () => api.schedules.preview({ config, count: 5 }), staleTime: 30_000 });
}

export type RunFilter = Pick<ApiInputs['runs']['list'], 'workflowId' | 'status' | 'mode' | 'search'>;

export function runsQuery(filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ['runs', filter],
    queryFn: ({ pageParam }) => api.runs.list({ limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** Failed runs that nobody ran again, by cause. */
export function failureCausesQuery(workflowId: string | undefined) {
  return queryOptions({
    queryKey: ['runs', 'causes', workflowId ?? null],
    queryFn: () => api.failures.causes(workflowId === undefined ? {} : { workflowId }),
  });
}

export function runQuery(id: string) {
  return queryOptions({ queryKey: ['run', id], queryFn: () => api.runs.get({ id }) });
}

/** A value above the limit that rows hold, whole. It never changes. */
export function valueQuery(runId: string, valueId: string) {
  return queryOptions({
    queryKey: ['value', runId, valueId],
    queryFn: () => api.runs.value({ id: runId, valueId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function filePreviewQuery(id: string) {
  return queryOptions({ queryKey: ['file', id, 'preview'], queryFn: () => api.files.preview({ id }), staleTime: Number.POSITIVE_INFINITY });
}

export function approvalsQuery(status: 'open' | 'closed') {
  return infiniteQueryOptions({
    queryKey: ['approvals', status],
    queryFn: ({ pageParam }) => api.approvals.list({ status, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** What one run asks people at the moment. */
export function questionsOfRunQuery(runId: string) {
  return queryOptions({ queryKey: ['approvals', 'run', runId], queryFn: () => api.approvals.list({ runId, limit: 200 }) });
}

/** Outside writes in doubt. */
export function effectsQuery(state: 'maybe' | 'checked') {
  return infiniteQueryOptions({
    queryKey: ['effects', state],
    queryFn: ({ pageParam }) => api.effects.list({ state, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** One of them; `null` for a step that is in no doubt. */
export function effectQuery(runId: string, step: string) {
  return queryOptions({
    queryKey: ['effects', runId, step],
    queryFn: async () => {
      try {
        return await api.effects.get({ runId, step });
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
  });
}

/** What a run from there would write outside again. */
export function repeatsQuery(runId: string, fromStep: string | undefined) {
  return queryOptions({
    queryKey: ['run', runId, 'repeats', fromStep ?? ''],
    queryFn: () => api.runs.repeats({ id: runId, ...(fromStep === undefined ? {} : { fromStep }) }),
    staleTime: 30_000,
  });
}

export function approvalQuery(id: string) {
  return queryOptions({ queryKey: ['approval', id], queryFn: () => api.approvals.get({ id }) });
}
