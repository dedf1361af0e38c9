import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type Connection,
  type NodeChange,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
} from '@xyflow/react';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { type JSX, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { WorkflowDocument } from '@arches/kernel';
import { IconFocus2, IconLayoutGrid, IconListTree, IconMinus, IconPlus } from '../../../ui/icons.ts';
import { useEditor, useView } from '../editor-context.ts';
import { connection } from '../model/edits.ts';
import { canvasEdges, canvasNodes, type Overlay } from './canvas-items.ts';
import { type CanvasScene, drawnPlaces, stepCard } from './canvas-scene.ts';
import classes from './canvas.module.css';
import { LinkEdge, type LinkEdgeType } from './link-edge.tsx';
import { StepCard, type StepCardNode } from './step-card.tsx';
import { openingView, rememberedView, rememberView } from './opening-view.ts';
import { placeForNew } from './place-for-new.ts';
import { tidy } from './tidy.ts';
import { useCanvasKeys } from './use-canvas-keys.ts';

const nodeTypes = { step: StepCard };
const edgeTypes = { link: LinkEdge };

export interface CanvasProps {
  readonly document: WorkflowDocument;
  readonly scene: CanvasScene;
  readonly overlay: Overlay;
  readonly readOnly: boolean;
}

/** The drawing that people edit: one tab stop, every key of the editor, and the mouse for those who like it. */
export function Canvas({ document, scene, overlay, readOnly }: CanvasProps): JSX.Element {
  const editor = useEditor();
  const { workflowId, cards, draft, view, edit } = editor;
  const selection = useView((state) => state.selection);
  const flow = useRef<ReactFlowInstance<StepCardNode, LinkEdgeType> | undefined>(undefined);
  const frame = useRef<HTMLElement>(null);
  const [dragged, setDragged] = useState<ReadonlyMap<string, { x: number; y: number }>>(new Map());
  const projected = useMemo(() => canvasNodes(document, scene, cards, overlay), [document, scene, cards, overlay]);
  const edges = useMemo(() => canvasEdges(document, scene, cards, overlay), [document, scene, cards, overlay]);
  const nodes = useMemo(() => {
    const chosen = new Set(selection);
    return projected.map((node) => {
      const at = dragged.get(node.id);
      if (!at && !chosen.has(node.id)) return node;
      return { ...node, ...(at ? { position: at } : {}), selected: chosen.has(node.id) };
    });
  }, [projected, dragged, selection]);

  const onNodesChange = useCallback(
    (changes: readonly NodeChange<StepCardNode>[]) => {
      const moves = changes.flatMap((change) =>
        change.type === 'position' && change.position ? [[change.id, change.position] as const] : [],
      );
      if (moves.length > 0) setDragged((before) => new Map([...before, ...moves]));
      const picks = changes.filter((change) => change.type === 'select');
      if (picks.length === 0) return;
      const next = new Set(view.getState().selection);
      for (const { id, selected } of picks)
        if (selected) next.add(id);
        else next.delete(id);
      view.setState({ selection: [...next] });
    },
    [view],
  );

  const drop = (): void => {
    const changed = new Map([...dragged].filter(([id, at]) => !samePlace(scene, id, at)));
    setDragged(new Map());
    if (changed.size === 0 || readOnly) return;
    // The first move by hand keeps the others where they are drawn.
    const kept = Object.keys(document.layout ?? {}).length === 0 ? drawnPlaces(scene) : {};
    const moved = Object.fromEntries([...changed].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]));
    draft.change([{ op: 'move', positions: { ...kept, ...moved } }], { label: 'Moved' });
  };

  const connect = ({ source, target }: Connection): void => {
    const made = connection(document, source, undefined, target, cards);
    if (made) edit(made, 'Connected');
  };

  const show = useCallback(
    (id: string) => {
      const step = scene.steps.find(({ node }) => node.id === id);
      const instance = flow.current;
      const box = frame.current?.getBoundingClientRect();
      if (!step || !instance || !box) return;
      const { x, y, zoom } = instance.getViewport();
      const margin = 16;
      const across = inSight(step.left * zoom + x, step.width * zoom, box.width, margin);
      const down = inSight(step.top * zoom + y, Math.min(step.height, stepCard.height) * zoom, box.height, margin);
      if (across !== 0 || down !== 0) void instance.setViewport({ x: x + across, y: y + down, zoom });
    },
    [scene],
  );

  const [only] = selection;
  useEffect(() => {
    if (only !== undefined && selection.length === 1) show(only);
  }, [only, selection.length, show]);

  const open = useCallback(
    (instance: ReactFlowInstance<StepCardNode, LinkEdgeType>) => {
      flow.current = instance;
      const box = frame.current?.getBoundingClientRect();
      if (box) void instance.setViewport(rememberedView(workflowId, scene, box) ?? openingView(scene, box));
    },
    [scene, workflowId],
  );

  const onKeyDown = useCanvasKeys({ document, scene, readOnly, flow });
  return (
    <section
      ref={frame}
      className={classes['canvas']}
      tabIndex={0}
      aria-label="Canvas with the steps. Arrow keys walk along the links, Enter opens a step, question mark lists all keys."
      data-editor-canvas
      data-chosen={selection.length > 0 || undefined}
      onKeyDown={onKeyDown}
    >
      <ReactFlow<StepCardNode, LinkEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={open}
        onNodesChange={onNodesChange}
        onNodeDragStop={drop}
        onSelectionDragStop={drop}
        onNodeClick={() => view.setState({ tab: 'step' })}
        onPaneClick={() => view.setState({ selection: [] })}
        onMoveEnd={(event, viewport) => {
          // Moves by the program are no choice of the person.
          if (event) rememberView(workflowId, viewport);
        }}
        onConnect={connect}
        onConnectEnd={(_, state) => {
          if (!state.isValid && !state.toNode && state.fromNode && state.fromHandle?.type === 'source')
            view.setState({ picking: { kind: 'after', nodeId: state.fromNode.id } });
        }}
        isValidConnection={({ source, target }) => connection(document, source, undefined, target, cards) !== undefined}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        onlyRenderVisibleElements
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Shift', 'Control', 'Meta']}
        selectionMode={SelectionMode.Partial}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.3}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={1.2} color="var(--a-line)" />
        {document.nodes.length > 4 && (
          <MiniMap
            className={classes['map'] ?? ''}
            pannable
            zoomable
            ariaLabel="Overview of the canvas"
            nodeColor="var(--a-line-strong)"
            nodeBorderRadius={6}
            maskColor="color-mix(in srgb, var(--a-page) 55%, transparent)"
            bgColor="var(--a-surface)"
            style={{ width: 148, height: 108 }}
          />
        )}
      </ReactFlow>
      {!readOnly && (
        <div className={classes['tools']}>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={15} />}
            onClick={() => view.setState({ picking: placeForNew(document, view.getState().selection) })}
          >
            Add step
          </Button>
          <Tooltip label="Tidy up (Shift Alt T)">
            <ActionIcon aria-label="Tidy up" onClick={() => tidy(editor, document)}>
              <IconLayoutGrid size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Show as an outline">
            <ActionIcon aria-label="Show as an outline" onClick={() => view.setState({ outline: true })}>
              <IconListTree size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
      <div className={classes['zoom']}>
        <ActionIcon aria-label="Zoom in" onClick={() => void flow.current?.zoomIn()}>
          <IconPlus size={16} />
        </ActionIcon>
        <ActionIcon aria-label="Zoom out" onClick={() => void flow.current?.zoomOut()}>
          <IconMinus size={16} />
        </ActionIcon>
        <ActionIcon aria-label="Show everything" onClick={() => void flow.current?.fitView({ padding: 0.08, maxZoom: 1 })}>
          <IconFocus2 size={16} />
        </ActionIcon>
      </div>
    </section>
  );
}

/** How far to move so that a stretch is within the window: 0 when it is. */
function inSight(start: number, size: number, room: number, margin: number): number {
  if (start < margin) return margin - start;
  return Math.min(0, room - margin - (start + size));
}

function samePlace(scene: CanvasScene, id: string, at: { readonly x: number; readonly y: number }): boolean {
  const step = scene.steps.find(({ node }) => node.id === id);
  return step !== undefined && Math.abs(step.x - at.x) < 1 && Math.abs(step.y - at.y) < 1;
}
