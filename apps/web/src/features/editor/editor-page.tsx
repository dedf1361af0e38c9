import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { isStatus, shownError } from '../../lib/errors.ts';
import { nodesQuery, workflowQuery } from '../../lib/queries.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { IconRoute } from '../../ui/icons.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { EditorScreen } from './editor-screen.tsx';

const route = getRouteApi('/shell/w/$workflowId');

export function EditorPage(): JSX.Element {
  const { workflowId } = route.useParams();
  const workflow = useQuery(workflowQuery(workflowId));
  const nodes = useQuery(nodesQuery);
  const cards = useNodeCards();
  if (isStatus(workflow.error, 404)) {
    return (
      <EmptyState icon={IconRoute} title="There is no such workflow">
        It may have been removed, or it belongs to another organisation.
      </EmptyState>
    );
  }
  const error = workflow.error ?? nodes.error;
  if (error && !(workflow.data && nodes.data)) {
    return (
      <ErrorState
        title="The workflow could not be read"
        error={shownError(error)}
        onRetry={() => {
          void workflow.refetch();
          void nodes.refetch();
        }}
      />
    );
  }
  if (!workflow.data || cards.size === 0) return <LoadingRows rows={8} label="Reading the workflow" />;
  return <EditorScreen key={workflowId} detail={workflow.data} cards={cards} />;
}
