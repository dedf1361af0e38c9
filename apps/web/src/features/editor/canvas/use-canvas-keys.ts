import { findNode, type Patch, type WorkflowDocument } from '@arches/kernel';
import type { ReactFlowInstance } from '@xyflow/react';
import type { KeyboardEvent, RefObject } from 'react';
import { type Editor, useEditor } from '../editor-context.ts';
import { copiedSteps, pasted, readSteps } from '../model/copy-steps.ts';
import { nameOf, removal } from '../model/edits.ts';
import { type Direction, walked } from '../model/walk-links.ts';
import { sentenceOf } from './canvas-items.ts';
import { tidy } from './tidy.ts';
import { type CanvasScene, drawnPlaces } from './canvas-scene.ts';
import { placeForNew } from './place-for-new.ts';
import type { LinkEdgeType } from './link-edge.tsx';
import type { StepCardNode } from './step-card.tsx';

export interface CanvasKeys {
  readonly document: WorkflowDocument;
  readonly scene: CanvasScene;
  readonly readOnly: boolean;
  readonly flow: RefObject<ReactFlowInstance<StepCardNode, LinkEdgeType> | undefined>;
}

const arrows: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** Everything the canvas does by keyboard. Tab is never taken. */
export function useCanvasKeys(keys: CanvasKeys): (event: KeyboardEvent) => void {
  const editor = useEditor();
  return (event) => {
    if (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const action = actionFor(editor, keys, event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}

function actionFor(editor: Editor, keys: CanvasKeys, event: KeyboardEvent): (() => void) | undefined {
  const { view } = editor;
  const { selection } = view.getState();
  const [chosen] = selection;
  const direction = arrows[event.key];
  const control = event.ctrlKey || event.metaKey;
  if (direction && event.altKey) return keys.readOnly ? undefined : () => moveBy(editor, keys, direction);
  if (direction && !control) return () => walk(editor, keys, direction);
  if (control) return controlAction(editor, keys, event.key.toLowerCase());
  if (event.altKey) return event.shiftKey && event.code === 'KeyT' ? () => tidy(editor, keys.document) : undefined;
  switch (event.key) {
    case 'Enter':
    case ' ':
      return isButton(event.target) ? undefined : () => openStep(editor, keys.document, chosen);
    case 'Escape':
      return () => view.setState({ selection: [] });
    case '0':
      return () => void keys.flow.current?.zoomTo(1);
    case '1':
      return () => void keys.flow.current?.fitView({ padding: 0.08, maxZoom: 1 });
  }
  return keys.readOnly ? undefined : writeAction(editor, keys, event.key, chosen);
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('button') !== null;
}

function openStep({ view }: Editor, document: WorkflowDocument, chosen: string | undefined): void {
  const id = chosen ?? document.nodes[0]?.id;
  if (id === undefined) return;
  view.setState({ selection: [id], tab: 'step' });
  // The dock's first field, once it is drawn.
  requestAnimationFrame(() =>
    globalThis.document
      .querySelector<HTMLElement>('[data-step-panel] input, [data-step-panel] textarea, [data-step-panel] select')
      ?.focus(),
  );
}

function writeAction(editor: Editor, { document }: CanvasKeys, key: string, chosen: string | undefined): (() => void) | undefined {
  const { view, edit, draft, cards } = editor;
  const { selection } = view.getState();
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'n':
    case 'a':
      return () => view.setState({ picking: placeForNew(document, selection) });
    case 'c':
      return chosen === undefined ? undefined : () => view.setState({ connecting: chosen });
    case 'F2':
      return chosen === undefined ? undefined : () => view.setState({ renaming: chosen });
    case 'Delete':
    case 'Backspace':
      return selection.length === 0 ? undefined : () => void edit(removal(document, selection, cards), 'Removed');
    case 'd':
      return chosen === undefined ? undefined : () => switchOff(editor, document, selection);
    case 'p': {
      const pinned = chosen !== undefined && document.pins !== undefined && Object.hasOwn(document.pins, chosen);
      return pinned ? () => void draft.change([{ op: 'set_pin', nodeId: chosen }], { label: 'Unpinned its data' }) : undefined;
    }
    default:
      return undefined;
  }
}

export function switchOff({ draft, announce, cards }: Editor, document: WorkflowDocument, ids: readonly string[]): void {
  const nodes = ids.flatMap((id) => findNode(document, id)?.node ?? []);
  const off = !nodes.every(({ disabled }) => disabled);
  const patches = nodes.map(({ id }): Patch => ({ op: 'set_node', nodeId: id, field: 'disabled', ...(off ? { value: true } : {}) }));
  const words = `${off ? 'Switched off' : 'Switched on'} ${nodes.map((node) => nameOf(node, cards)).join(', ')}`;
  if (draft.change(patches, { label: words })) announce(words);
}

function controlAction(editor: Editor, { document, readOnly }: CanvasKeys, key: string): (() => void) | undefined {
  const { view, edit, cards } = editor;
  const { selection } = view.getState();
  if (key === 'a') return () => view.setState({ selection: document.nodes.map(({ id }) => id) });
  if (key === 'c' && selection.length > 0) return () => copy(editor, document, selection);
  if (readOnly) return undefined;
  switch (key) {
    case 'x':
      return () => {
        copy(editor, document, selection);
        edit(removal(document, selection, cards), 'Cut');
      };
    case 'v':
      return () => void paste(editor, document);
    case 'd':
      return selection.length === 0
        ? undefined
        : () => void edit(pasted(document, copiedSteps(document, selection), parentOf(document, selection), cards), 'Duplicated');
    default:
      return undefined;
  }
}

function parentOf(document: WorkflowDocument, selection: readonly string[]): string | undefined {
  return selection[0] === undefined ? undefined : findNode(document, selection[0])?.parent?.id;
}

/** Browsers without the right to read the clipboard still paste within this page. */
let lastCopied = '';

export function copy({ announce }: Editor, document: WorkflowDocument, selection: readonly string[]): void {
  lastCopied = JSON.stringify(copiedSteps(document, selection), null, 2);
  void navigator.clipboard?.writeText(lastCopied).catch(() => undefined);
  announce(`Copied ${selection.length === 1 ? 'the step' : `${selection.length} steps`}.`);
}

async function paste({ edit, announce, cards }: Editor, document: WorkflowDocument): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => lastCopied);
  const steps = readSteps(text || lastCopied);
  if (!steps) announce('There are no steps on the clipboard.');
  else edit(pasted(document, steps, undefined, cards), 'Pasted');
}

function walk({ view, announce, cards }: Editor, { document, scene }: CanvasKeys, direction: Direction): void {
  const xOf = (id: string): number => scene.steps.find(({ node }) => node.id === id)?.left ?? 0;
  const next = walked(document, view.getState().selection[0], direction, xOf);
  const node = next === undefined ? undefined : findNode(document, next)?.node;
  if (!node) return;
  view.setState({ selection: [node.id] });
  announce(`${nameOf(node, cards)}. ${sentenceOf(document, node.id, cards)}`);
}

const stepBy = { up: [0, -18], down: [0, 18], left: [-18, 0], right: [18, 0] } as const;

function moveBy({ view, draft }: Editor, { document, scene }: CanvasKeys, direction: Direction): void {
  const [dx, dy] = stepBy[direction];
  const places = { ...drawnPlaces(scene), ...document.layout };
  const moved = Object.fromEntries(
    view.getState().selection.flatMap((id) => (places[id] ? [[id, { x: places[id].x + dx, y: places[id].y + dy }]] : [])),
  );
  if (Object.keys(moved).length === 0) return;
  const kept = Object.keys(document.layout ?? {}).length === 0 ? drawnPlaces(scene) : {};
  draft.change([{ op: 'move', positions: { ...kept, ...moved } }], { label: 'Moved', key: 'move by keys' });
}
