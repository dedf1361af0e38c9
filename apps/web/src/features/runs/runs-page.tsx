import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { type RunFilter, runsQuery, workflowQuery } from '../../lib/queries.ts';
import { IconAlertTriangle, IconHistory, IconSearch, IconX } from '../../ui/icons.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { RunRows } from '../../ui/run-rows.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { FailureCauses } from './failure-causes.tsx';
import classes from './runs-page.module.css';

const statuses = [
  { value: '', label: 'Every status' },
  { value: 'queued', label: 'Queued' },
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'succeeded', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];
const modes = [
  { value: '', label: 'Live and tests' },
  { value: 'live', label: 'Live only' },
  { value: 'test', label: 'Tests only' },
];

export function RunsPage(): JSX.Element {
  const filter = useSearch({ from: '/shell/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const asked: RunFilter = {
    ...(filter.workflow ? { workflowId: filter.workflow } : {}),
    ...(filter.status ? { status: filter.status } : {}),
    ...(filter.mode ? { mode: filter.mode } : {}),
    ...(filter.search ? { search: filter.search } : {}),
  };
  const runs = useInfiniteQuery({ ...runsQuery(asked), placeholderData: keepPreviousData });
  useTopics(['runs']);
  const rows = runs.data?.pages.flatMap(({ items }) => items);
  const filtered = Object.keys(asked).length > 0;
  const set = (key: 'status' | 'mode' | 'search' | 'workflow', value: string): void => {
    void navigate({ search: (before) => ({ ...before, [key]: value === '' ? undefined : value }), replace: true });
  };
  return (
    <Page>
      <PageHeader
        title="Runs"
        actions={
          <Button component={Link} to="/runs/doubt" variant="default" size="xs" leftSection={<IconAlertTriangle size={14} />}>
            In doubt
          </Button>
        }
      >
        Everything that ran, newest first. This list follows by itself.
      </PageHeader>
      <div className={classes['filters']} role="search" aria-label="Filter runs">
        <SearchBox initial={filter.search ?? ''} onSearch={(words) => set('search', words)} />
        <NativeSelect
          aria-label="Status"
          data={statuses}
          value={filter.status ?? ''}
          onChange={(event) => set('status', event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Live or test"
          data={modes}
          value={filter.mode ?? ''}
          onChange={(event) => set('mode', event.currentTarget.value)}
        />
        {filter.workflow && <WorkflowFilter id={filter.workflow} onClear={() => set('workflow', '')} />}
      </div>
      {filter.status === 'failed' && filter.mode !== 'test' && <FailureCauses workflowId={filter.workflow} />}
      {runs.isPending && <LoadingRows rows={8} />}
      {runs.isError && !rows && (
        <ErrorState title="The runs could not be read" error={shownError(runs.error)} onRetry={() => void runs.refetch()} />
      )}
      {rows && rows.length === 0 && !filtered && (
        <EmptyState icon={IconHistory} title="Nothing has run yet">
          As soon as a workflow is tested or starts by itself, you see it here, step by step.
        </EmptyState>
      )}
      {rows && rows.length === 0 && filtered && <EmptyState icon={IconSearch} title="No run matches these filters" />}
      {rows && rows.length > 0 && <RunRows runs={rows} />}
      <LoadMore query={runs} />
    </Page>
  );
}

function SearchBox({ initial, onSearch }: { readonly initial: string; readonly onSearch: (words: string) => void }): JSX.Element {
  const [words, setWords] = useState(initial);
  const search = useDebouncedCallback(onSearch, 250);
  return (
    <TextInput
      type="search"
      aria-label="Search runs"
      placeholder="Workflow, error or run id"
      leftSection={<IconSearch size={16} />}
      className={classes['search'] ?? ''}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        search(event.currentTarget.value.trim());
      }}
    />
  );
}

function WorkflowFilter({ id, onClear }: { readonly id: string; readonly onClear: () => void }): JSX.Element {
  const { data } = useQuery(workflowQuery(id));
  return (
    <button type="button" className={classes['chip']} onClick={onClear} aria-label="Show runs of every workflow">
      {data?.name ?? 'One workflow'}
      <IconX size={14} aria-hidden />
    </button>
  );
}
