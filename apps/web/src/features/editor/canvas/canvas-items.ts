import { findNode, type NodeCard, type Problem, summarize, type WorkflowDocument } from '@arches/kernel';
import { Position } from '@xyflow/react';
import type { ChangeMark } from '../model/change-words.ts';
import { nameOf, portsOf } from '../model/edits.ts';
import type { CardFacts } from '../model/run-facts.ts';
import type { CanvasScene } from './canvas-scene.ts';
import type { LinkEdgeType } from './link-edge.tsx';
import type { StepCardNode } from './step-card.tsx';

export interface Overlay {
  readonly facts: ReadonlyMap<string, CardFacts>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly marks: ReadonlyMap<string, ChangeMark>;
  readonly canAdd: boolean;
}

export function sentenceOf(document: WorkflowDocument, nodeId: string, cards: ReadonlyMap<string, NodeCard>): string {
  const node = findNode(document, nodeId)?.node;
  if (!node) return '';
  if (node.summary) return node.summary;
  const card = cards.get(node.type);
  const called = (id: string): string | undefined => {
    const other = findNode(document, id)?.node;
    return other && nameOf(other, cards);
  };
  return card ? summarize(card, node.config, { nameOf: called }) : `Arches does not know this kind of step: ${node.type}.`;
}

/** Nodes with their size and handles given, so that those outside the window are never mounted. */
export function canvasNodes(
  document: WorkflowDocument,
  scene: CanvasScene,
  cards: ReadonlyMap<string, NodeCard>,
  overlay: Overlay,
): StepCardNode[] {
  return scene.steps.map(({ node, parent, x, y, width, height, frame }) => {
    const card = cards.get(node.type);
    const target = { type: 'target' as const, position: Position.Top, x: width / 2 - 5, y: -5, width: 10, height: 10 };
    const source = { type: 'source' as const, position: Position.Bottom, x: width / 2 - 5, y: height - 5, width: 10, height: 10 };
    return {
      id: node.id,
      type: 'step',
      position: { x, y },
      ...(parent === undefined ? {} : { parentId: parent, draggable: false }),
      width,
      height,
      measured: { width, height },
      handles: card?.kind === 'trigger' ? [source] : [target, source],
      zIndex: frame ? 0 : 1,
      data: {
        node,
        card,
        summary: sentenceOf(document, node.id, cards),
        facts: overlay.facts.get(node.id),
        problems: overlay.problems.get(node.id),
        mark: overlay.marks.get(node.id),
        pinned: document.pins !== undefined && Object.hasOwn(document.pins, node.id),
        frame,
        canAdd: overlay.canAdd,
      },
    };
  });
}

const didRun = new Set(['running', 'retrying', 'waiting', 'succeeded', 'failed']);

export function canvasEdges(
  document: WorkflowDocument,
  scene: CanvasScene,
  cards: ReadonlyMap<string, NodeCard>,
  overlay: Overlay,
): LinkEdgeType[] {
  return scene.links.map(({ edge, corners }) => {
    const source = findNode(document, edge.source)?.node;
    const ports = source ? portsOf(source, cards) : [];
    const label =
      ports.length > 1 || edge.sourcePort !== 'out' ? (ports.find(({ name }) => name === edge.sourcePort)?.label ?? edge.sourcePort) : '';
    const [from, to] = [overlay.marks.get(edge.source), overlay.marks.get(edge.target)];
    const mark = from === 'removed' || to === 'removed' ? 'removed' : from === 'new' || to === 'new' ? 'new' : undefined;
    const ran = (id: string): boolean => didRun.has(overlay.facts.get(id)?.status ?? '');
    return {
      id: edge.id,
      type: 'link',
      source: edge.source,
      target: edge.target,
      zIndex: 1,
      data: { corners, label, mark, taken: ran(edge.source) && ran(edge.target), canAdd: overlay.canAdd },
    };
  });
}
