import type { WorkflowDocument } from '@arches/kernel';
import { type JSX, useMemo } from 'react';
import type { RunDetail, StepDetail } from '../../lib/api.ts';
import { durationWords } from '../../lib/format.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { type NodeFacts, RunGraph } from '../../ui/graph/run-graph.tsx';

export interface GraphOfRunProps {
  readonly run: RunDetail;
  readonly selected: string | undefined;
  readonly onSelect: (stepId: string) => void;
}

export function GraphOfRun({ run, selected, onSelect }: GraphOfRunProps): JSX.Element {
  const cards = useNodeCards();
  const facts = useMemo(() => factsOf(run.steps), [run.steps]);
  return (
    <RunGraph
      graph={run.document as WorkflowDocument}
      cards={cards}
      summaries={run.summaries}
      facts={facts}
      selected={selected}
      onSelect={(nodeId) => {
        const own = run.steps.filter((step) => step.nodeId === nodeId);
        const step = own.find(({ status }) => status === 'failed') ?? own[0];
        if (step) onSelect(step.id);
      }}
    />
  );
}

const urgency: readonly StepDetail['status'][] = [
  'failed',
  'running',
  'retrying',
  'waiting',
  'ready',
  'pending',
  'succeeded',
  'cancelled',
  'skipped',
];

/** All steps of one node as one status: the one that most needs eyes. */
function factsOf(steps: readonly StepDetail[]): ReadonlyMap<string, NodeFacts> {
  return new Map(
    [...Map.groupBy(steps, ({ nodeId }) => nodeId)].map(([nodeId, own]) => {
      const status = urgency.find((candidate) => own.some((step) => step.status === candidate)) ?? 'pending';
      const spent = own.reduce(
        (sum, { startedAt, endedAt }) => sum + (startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : 0),
        0,
      );
      const began = own.some(({ startedAt, endedAt }) => startedAt && endedAt);
      return [
        nodeId,
        {
          status,
          warnings: own.reduce((sum, { warnings }) => sum + warnings.length, 0),
          times: own.length,
          ...(began ? { duration: durationWords(spent) } : {}),
        },
      ];
    }),
  );
}
