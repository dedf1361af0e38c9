import { validateDocument } from '@arches/kernel';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useMemo } from 'react';
import type { WorkflowDocument } from '@arches/kernel';
import { Button } from '@mantine/core';
import { useTopics } from '../../lib/live.ts';
import { runQuery } from '../../lib/queries.ts';
import { useKnownSettings } from '../../lib/variables.ts';
import { IconRoute } from '../../ui/icons.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Canvas } from './canvas/canvas.tsx';
import { canvasScene } from './canvas/canvas-scene.ts';
import { useDocument, useEditor, useView } from './editor-context.ts';
import { changeRows } from './model/change-words.ts';
import { ghostDocument } from './model/ghost.ts';
import { cardFacts } from './model/run-facts.ts';
import { Outline } from './outline/outline.tsx';
import { ProblemsList } from './problems-list.tsx';
import classes from './workspace.module.css';

/** The canvas or the outline, with what the last test, the checks and a proposal say laid over it. */
export function Workspace(): JSX.Element {
  const { cards, catalog, mayWrite, view } = useEditor();
  const document = useDocument();
  const proposal = useView((state) => state.proposal);
  const outline = useView((state) => state.outline);
  const runId = useView((state) => state.runId);
  const small = useMediaQuery('(max-width: 700px)') ?? false;
  useTopics(runId === undefined ? [] : [`run:${runId}`]);
  const run = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  const facts = useMemo(() => cardFacts(run.data?.steps ?? []), [run.data?.steps]);
  const proposed = proposal?.graph as WorkflowDocument | undefined;
  const shown = useMemo(() => (proposed ? ghostDocument(document, proposed) : document), [document, proposed]);
  const marks = useMemo(
    () =>
      new Map(
        (proposed ? changeRows(document, proposed, cards) : []).flatMap(({ nodeId, mark }) =>
          nodeId === undefined ? [] : [[nodeId, mark] as const],
        ),
      ),
    [document, proposed, cards],
  );
  const checked = useDeferredValue(document);
  const known = useKnownSettings();
  const problems = useMemo(() => validateDocument(checked, catalog, known), [checked, catalog, known]);
  const byNode = useMemo(
    () =>
      Map.groupBy(
        problems.filter(({ nodeId }) => nodeId !== undefined),
        ({ nodeId }) => nodeId ?? '',
      ),
    [problems],
  );
  const scene = useMemo(() => canvasScene(shown), [shown]);
  const readOnly = !mayWrite || proposal !== undefined;
  const overlay = useMemo(
    () => ({ facts: proposed ? new Map() : facts, problems: proposed ? new Map() : byNode, marks, canAdd: !readOnly }),
    [facts, byNode, marks, proposed, readOnly],
  );
  return (
    <div className={classes['workspace']} data-editor-workspace>
      {shown.nodes.length === 0 ? (
        <EmptyState
          icon={IconRoute}
          title="Nothing happens yet"
          action={mayWrite && <Button onClick={() => view.setState({ picking: { kind: 'start' } })}>Choose how it starts</Button>}
        >
          Tell the assistant what should happen, or begin with the step that starts it.
        </EmptyState>
      ) : outline || small ? (
        <Outline document={shown} overlay={overlay} readOnly={readOnly} canClose={!small} />
      ) : (
        <Canvas document={shown} scene={scene} overlay={overlay} readOnly={readOnly} />
      )}
      {shown.nodes.length > 0 && !proposal && <ProblemsList problems={problems} />}
      {proposal && (
        <p className={classes['ghost']}>
          This is a proposal. <span>Nothing has changed yet.</span>
        </p>
      )}
    </div>
  );
}
