import type { NodeCard, WorkflowGraph } from '@arches/kernel';
import { ActionIcon } from '@mantine/core';
import { type JSX, useMemo, useState } from 'react';
import { CategoryTile } from '../category-tile.tsx';
import { IconZoomIn, IconZoomOut } from '../icons.ts';
import { humanName } from '../schema-form/field-kind.ts';
import { StatusPill } from '../status-pill.tsx';
import { type Point, roundedPath } from './edge-path.ts';
import classes from './run-graph.module.css';
import { type SceneNode, sceneOf } from './scene.ts';

/** What a run says about one node: all its steps taken together. */
export interface NodeFacts {
  readonly status: string;
  readonly waitingFor?: string | null;
  readonly warnings?: number;
  /** Such as `1.2 s`. */
  readonly duration?: string;
  /** How often it ran, inside containers. */
  readonly times?: number;
}

export interface RunGraphProps {
  readonly graph: WorkflowGraph;
  readonly cards: ReadonlyMap<string, NodeCard>;
  readonly summaries: Readonly<Record<string, string>>;
  /** By node id; nodes without facts show no status. */
  readonly facts?: ReadonlyMap<string, NodeFacts>;
  readonly selected?: string | undefined;
  readonly onSelect?: ((nodeId: string) => void) | undefined;
}

const zooms = [0.5, 0.65, 0.8, 1, 1.2] as const;
const margin = 28;

/** A workflow as a drawing to look at: cards, links, and how a run went. Scrolls; nothing can be moved. */
export function RunGraph({ graph, cards, summaries, facts, selected, onSelect }: RunGraphProps): JSX.Element {
  const scene = useMemo(() => sceneOf(graph), [graph]);
  const [zoomAt, setZoomAt] = useState(3);
  const zoom = zooms[zoomAt] ?? 1;
  const [width, height] = [scene.width + margin * 2, scene.height + margin * 2];
  return (
    <div className={classes['frame']}>
      <div className={classes['scroll']} tabIndex={0} role="group" aria-label="Graph of the steps">
        <div className={classes['size']} style={{ width: width * zoom, height: height * zoom }}>
          <div className={classes['scene']} style={{ width, height, transform: `scale(${zoom})` }}>
            {scene.nodes
              .filter(({ container }) => container)
              .map((placed) => (
                <div key={`area-${placed.node.id}`} className={classes['area']} style={box(placed)} aria-hidden />
              ))}
            <svg className={classes['edges']} width={width} height={height} aria-hidden>
              <g transform={`translate(${margin} ${margin})`}>
                {scene.edges.map((edge) => (
                  <path key={edge.id} d={roundedPath(edge.corners)} data-taken={isTaken(facts, edge.source, edge.target) || undefined} />
                ))}
              </g>
            </svg>
            {scene.edges
              .filter(({ sourcePort }) => sourcePort !== 'out')
              .map((edge) => (
                <span key={`label-${edge.id}`} className={classes['port']} style={labelPlace(edge.corners)}>
                  {portLabel(cards, graph, edge.source, edge.sourcePort)}
                </span>
              ))}
            {scene.nodes.map((placed) => (
              <Card
                key={placed.node.id}
                placed={placed}
                card={cards.get(placed.node.type)}
                summary={summaries[placed.node.id] ?? placed.node.summary}
                facts={facts?.get(placed.node.id)}
                selected={selected === placed.node.id}
                onSelect={onSelect}
              />
            ))}
          </div>
        </div>
      </div>
      <div className={classes['zoom']}>
        <ActionIcon variant="default" aria-label="Zoom in" disabled={zoomAt >= zooms.length - 1} onClick={() => setZoomAt(zoomAt + 1)}>
          <IconZoomIn size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Zoom out" disabled={zoomAt <= 0} onClick={() => setZoomAt(zoomAt - 1)}>
          <IconZoomOut size={16} />
        </ActionIcon>
      </div>
    </div>
  );
}

function box({ x, y, width, height }: SceneNode): { left: number; top: number; width: number; height: number } {
  return { left: x + margin, top: y + margin, width, height };
}

/** Where the link turns down for the first time, so that branches are told apart where they part. */
function labelPlace(corners: readonly Point[]): { left: number; top: number } {
  const [start, second, turned] = corners;
  const place = turned ?? { x: start?.x ?? 0, y: ((start?.y ?? 0) + (second?.y ?? 0)) / 2 };
  return { left: place.x + margin, top: place.y + margin - (turned ? -2 : 10) };
}

const didRun = new Set(['running', 'retrying', 'waiting', 'succeeded', 'failed']);

function isTaken(facts: RunGraphProps['facts'], source: string, target: string): boolean {
  return didRun.has(facts?.get(source)?.status ?? '') && didRun.has(facts?.get(target)?.status ?? '');
}

function portLabel(cards: RunGraphProps['cards'], graph: WorkflowGraph, source: string, port: string): string {
  const ports = cards.get(typeOf(graph, source) ?? '')?.ports;
  const listed = ports?.kind === 'fixed' ? ports.ports : ports?.rest;
  return listed?.find(({ name }) => name === port)?.label ?? humanName(port);
}

function typeOf(graph: WorkflowGraph, id: string): string | undefined {
  for (const node of graph.nodes) {
    if (node.id === id) return node.type;
    const inside = node.body && typeOf(node.body, id);
    if (inside) return inside;
  }
  return undefined;
}

interface CardProps {
  readonly placed: SceneNode;
  readonly card: NodeCard | undefined;
  readonly summary: string | undefined;
  readonly facts: NodeFacts | undefined;
  readonly selected: boolean;
  readonly onSelect: RunGraphProps['onSelect'];
}

function Card({ placed, card, summary, facts, selected, onSelect }: CardProps): JSX.Element {
  const { node, container, x, y, width } = placed;
  const name = node.name ?? card?.title ?? humanName(node.type);
  return (
    <button
      type="button"
      className={classes['card']}
      data-container={container || undefined}
      data-quiet={facts?.status === 'skipped' || node.disabled || undefined}
      aria-pressed={selected}
      style={{ left: x + margin, top: y + margin, width, ...(container ? {} : { height: placed.height }) }}
      onClick={() => onSelect?.(node.id)}
    >
      <CategoryTile category={card?.category ?? 'data'} icon={card?.icon ?? 'Puzzle'} size="sm" />
      <span className={classes['words']}>
        <strong>{name}</strong>
        {summary && (
          <span className={classes['summary']} data-short={facts !== undefined || undefined}>
            {summary}
          </span>
        )}
        {facts && <Facts facts={facts} />}
      </span>
    </button>
  );
}

function Facts({ facts }: { readonly facts: NodeFacts }): JSX.Element {
  return (
    <span className={classes['facts']}>
      <StatusPill small status={facts.status} waitingFor={facts.waitingFor ?? null} warnings={facts.warnings ?? 0} />
      {facts.times !== undefined && facts.times > 1 && <span>{facts.times} times</span>}
      {facts.duration && <span>{facts.duration}</span>}
    </span>
  );
}
