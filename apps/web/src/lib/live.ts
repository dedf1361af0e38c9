import type { ServerMessage } from '@arches/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { ApiOutputs, RunDetail, RunSummary } from './api.ts';
import { queryClient } from './query-client.ts';
import { createSocket, type LiveSocket, type SocketState } from './socket.ts';

type RunPages = InfiniteData<ApiOutputs['runs']['list'], string>;
type RunMessage = Extract<ServerMessage, { type: 'run' }>;

let shared: LiveSocket | undefined;

/** Made on first use, so that the sign-in page opens none. */
export function liveSocket(): LiveSocket {
  if (!shared) {
    shared = createSocket(`${location.origin.replace(/^http/, 'ws')}/api/v2/events`);
    shared.listen((message) => applyMessage(queryClient, message));
    shared.onRecovered(
      () => void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'nodes' && queryKey[0] !== 'templates' }),
    );
  }
  return shared;
}

export function closeLiveSocket(): void {
  shared?.close();
  shared = undefined;
}

/** Keeps the named topics coming while the component is on the screen; query caches follow by themselves. */
export function useTopics(topics: readonly string[], onMessage?: (message: ServerMessage) => void): void {
  const key = topics.join(' ');
  useEffect(() => liveSocket().watch(key === '' ? [] : key.split(' '), onMessage), [key, onMessage]);
}

export function useSocketState(): SocketState {
  return useSyncExternalStore(
    (listener) => liveSocket().onState(listener),
    () => liveSocket().state(),
  );
}

/** Brings the caches up to one message. Exported for its tests. */
export function applyMessage(client: QueryClient, message: ServerMessage): void {
  switch (message.type) {
    case 'run':
      applyRun(client, message);
      return;
    case 'workflow':
      refreshSoon(client, 'workflow', message.workflowId);
      refreshSoon(client, 'workflows');
      return;
    case 'approvals':
      refreshSoon(client, 'approvals');
      refreshSoon(client, 'approval');
      refreshSoon(client, 'home');
      refreshSoon(client, 'effects');
      return;
    case 'ready':
    case 'error':
      return;
  }
}

function applyRun(client: QueryClient, { run, steps, seq }: RunMessage): void {
  client.setQueryData<RunDetail>(['run', run.id], (before) => (before ? mergedRun(before, run, steps, seq) : before));
  // What of its budget is spent comes with the whole run, too.
  if (client.getQueryData<RunDetail>(['run', run.id])?.budget) refreshSoon(client, 'run', run.id);
  let known = false;
  client.setQueriesData<RunPages>({ queryKey: ['runs'] }, (before) => {
    if (!before) return before;
    const pages = before.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === run.id ? run : item)) }));
    known ||= before.pages.some((page) => page.items.some((item) => item.id === run.id));
    return { ...before, pages };
  });
  if (!known) refreshSoon(client, 'runs');
  if (['succeeded', 'failed', 'cancelled', 'waiting'].includes(run.status)) {
    refreshSoon(client, 'home');
    refreshSoon(client, 'workflows');
    // The run's own output comes with the whole run only.
    refreshSoon(client, 'run', run.id);
  }
}

/** Messages may overtake the answer to a read: `seq` says which is newer. */
export function mergedRun(before: RunDetail, run: RunSummary, steps: RunDetail['steps'], seq: number): RunDetail {
  if (seq <= before.seq) return before;
  const changed = new Map(steps.map((step) => [step.id, step]));
  // Runs that steps started are told with the whole run only.
  const kept = before.steps.map((step) => {
    const next = changed.get(step.id);
    return next ? { ...next, childRunId: next.childRunId ?? step.childRunId, childRun: next.childRun ?? step.childRun } : step;
  });
  const known = new Set(before.steps.map((step) => step.id));
  return { ...before, ...run, steps: [...kept, ...steps.filter((step) => !known.has(step.id))], seq };
}

const pending = new Set<string>();

/** A busy server sends many messages a second; lists are read again at most once in 400 ms. */
function refreshSoon(client: QueryClient, ...queryKey: readonly string[]): void {
  const key = queryKey.join(' ');
  if (pending.has(key)) return;
  pending.add(key);
  setTimeout(() => {
    pending.delete(key);
    void client.invalidateQueries({ queryKey });
  }, 400);
}
