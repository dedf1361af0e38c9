import type { NodeCard, WorkflowNode } from '@arches/kernel';
import { useQuery } from '@tanstack/react-query';
import { createContext, use, useMemo } from 'react';
import { runQuery } from '../../../lib/queries.ts';
import { variablesQuery } from '../../../lib/variables.ts';
import { useDocument, useEditor, useView } from '../editor-context.ts';
import { type EarlierValue, earlierValues, knownColumns, type Outputs } from '../model/earlier-values.ts';
import { settingValues } from '../model/setting-values.ts';

export interface StepInDock {
  readonly node: WorkflowNode;
  readonly card: NodeCard | undefined;
  readonly outputs: Outputs;
}

export const StepContext = createContext<StepInDock | undefined>(undefined);

export function useStepInDock(): StepInDock {
  const step = use(StepContext);
  if (!step) throw new Error('Fields of a step work inside the Step tab only.');
  return step;
}

/** What each step gave in the last test. */
export function useOutputs(): Outputs {
  const runId = useView((state) => state.runId);
  const { data } = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  return useMemo(
    () =>
      new Map(
        (data?.steps ?? [])
          .filter(({ status, id, nodeId }) => status === 'succeeded' && id === nodeId)
          .map(({ nodeId, output }) => [nodeId, output]),
      ),
    [data?.steps],
  );
}

export function useEarlierValues(): readonly EarlierValue[] {
  const { cards } = useEditor();
  const { node, outputs } = useStepInDock();
  const document = useDocument();
  const { data: settings } = useQuery(variablesQuery);
  return useMemo(
    () => [...earlierValues(document, node.id, cards, outputs), ...(settings ? settingValues(settings) : [])],
    [document, node.id, cards, outputs, settings],
  );
}

export function useKnownColumns(): readonly string[] {
  const { cards } = useEditor();
  const { node, outputs } = useStepInDock();
  const document = useDocument();
  return useMemo(() => knownColumns(document, node.id, cards, outputs), [document, node.id, cards, outputs]);
}
