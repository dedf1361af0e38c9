import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type JSX, lazy, Suspense } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { isStatus, shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { runQuery } from '../../lib/queries.ts';
import { IconHistory } from '../../ui/icons.ts';
import { usePageTitle } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { shownStatus } from '../../ui/status.ts';
import { CauseBanner } from './cause-banner.tsx';
import { RunHeader } from './run-header.tsx';
import classes from './run-page.module.css';
import { RunResult } from './run-result.tsx';
import { StepDock } from './step-dock.tsx';
import { Timeline } from './timeline.tsx';

const GraphOfRun = lazy(async () => ({ default: (await import('./graph-of-run.tsx')).GraphOfRun }));

export function RunPage(): JSX.Element {
  const { runId } = useParams({ from: '/shell/runs/$runId' });
  // Places in line and next tries change without news of this run.
  const run = useQuery({ ...runQuery(runId), refetchInterval: ({ state }) => (isOnTheMove(state.data) ? 2000 : false) });
  useTopics([`run:${runId}`]);
  if (run.isPending) return <LoadingRows rows={8} label="The run is loading" />;
  if (run.isError && !run.data) {
    if (isStatus(run.error, 404)) {
      return (
        <EmptyState icon={IconHistory} title="There is no such run">
          It may have been removed, or it belongs to another organisation.
        </EmptyState>
      );
    }
    return <ErrorState title="The run could not be read" error={shownError(run.error)} onRetry={() => void run.refetch()} />;
  }
  return run.data ? <RunScreen run={run.data} /> : <LoadingRows />;
}

const people = new Set(['approval', 'decision', 'callback', 'time', 'child', 'run_paused']);
const isOnTheMove = (run: RunDetail | undefined): boolean =>
  run !== undefined && (run.status === 'queued' || run.steps.some(({ waitsFor }) => waitsFor && !people.has(waitsFor.code)));

function RunScreen({ run }: { readonly run: RunDetail }): JSX.Element {
  const search = useSearch({ from: '/shell/runs/$runId' });
  const navigate = useNavigate({ from: '/runs/$runId' });
  usePageTitle(`${run.workflowName}: ${shownStatus(run).label}`);
  const step = run.steps.find(({ id }) => id === search.step);
  const select = (id: string | undefined): void => {
    void navigate({ search: (before) => ({ ...before, step: id }), replace: true, resetScroll: false });
  };
  return (
    <div className={classes['screen']} data-dock={step !== undefined || undefined} data-ready>
      <RunHeader run={run} />
      <div className={classes['body']}>
        <div className={classes['column']}>
          <p className={classes['reader']} role="status" aria-live="polite">
            {run.workflowName}: {shownStatus(run).label}
          </p>
          <CauseBanner run={run} onSelect={select} />
          <div className={classes['views']}>
            <SegmentedControl
              size="xs"
              aria-label="View"
              value={search.view ?? 'timeline'}
              data={[
                { value: 'timeline', label: 'Timeline' },
                { value: 'graph', label: 'Graph' },
              ]}
              onChange={(view) =>
                void navigate({
                  search: (before) => ({ ...before, view: view === 'graph' ? ('graph' as const) : undefined }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          </div>
          {search.view === 'graph' ? (
            <Suspense fallback={<LoadingRows />}>
              <GraphOfRun run={run} selected={step?.nodeId} onSelect={select} />
            </Suspense>
          ) : (
            <Timeline run={run} selected={step?.id} onSelect={select} />
          )}
          {run.stepsTruncated && <p className={classes['note']}>Only the first 500 steps are shown here; the API gives them all.</p>}
          <RunResult run={run} />
        </div>
        {step && <StepDock run={run} step={step} onClose={() => select(undefined)} />}
      </div>
    </div>
  );
}
