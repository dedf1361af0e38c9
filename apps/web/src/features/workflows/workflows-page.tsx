import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { workflowsQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconPlus, IconRoute2, IconSearch } from '../../ui/icons.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { WorkflowRows } from './workflow-rows.tsx';

export function WorkflowsPage(): JSX.Element {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 200);
  const workflows = useInfiniteQuery({ ...workflowsQuery(asked || undefined), placeholderData: keepPreviousData });
  const may = useMay('workflow:write');
  useTopics(['runs']);
  const rows = workflows.data?.pages.flatMap(({ items }) => items);
  const create = may && (
    <Button component={Link} to="/workflows/new" leftSection={<IconPlus size={16} />}>
      New workflow
    </Button>
  );
  return (
    <Page>
      <PageHeader title="Workflows" actions={create}>
        What runs by itself, and what you are still working on.
      </PageHeader>
      {(rows === undefined || rows.length > 0 || search !== '') && (
        <TextInput
          type="search"
          aria-label="Search workflows"
          placeholder="Search by name"
          maw={340}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {workflows.isPending && <LoadingRows />}
      {workflows.isError && !rows && (
        <ErrorState title="The workflows could not be read" error={shownError(workflows.error)} onRetry={() => void workflows.refetch()} />
      )}
      {rows && rows.length === 0 && asked === '' && (
        <EmptyState icon={IconRoute2} title="No workflows yet" action={create || undefined}>
          Describe one in a sentence, and Arches draws it. For example: “When I upload a CSV of customer feedback, group the complaints by
          topic, count them and give me an Excel report”.
        </EmptyState>
      )}
      {rows && rows.length === 0 && asked !== '' && <EmptyState icon={IconSearch} title={`No workflow is called “${asked}”`} />}
      {rows && rows.length > 0 && <WorkflowRows rows={rows} />}
      <LoadMore query={workflows} />
    </Page>
  );
}
