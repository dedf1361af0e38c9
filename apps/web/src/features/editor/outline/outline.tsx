import { findNode, topologicalOrder, type WorkflowDocument, type WorkflowGraph } from '@arches/kernel';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { type JSX, type KeyboardEvent, useMemo } from 'react';
import { count } from '../../../lib/format.ts';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { IconDotsVertical, IconLayoutGrid, IconPlus } from '../../../ui/icons.ts';
import { StatusPill } from '../../../ui/status-pill.tsx';
import type { Overlay } from '../canvas/canvas-items.ts';
import { sentenceOf } from '../canvas/canvas-items.ts';
import { placeForNew } from '../canvas/place-for-new.ts';
import { useEditor, useView } from '../editor-context.ts';
import { nameOf, portsOf } from '../model/edits.ts';
import classes from './outline.module.css';
import { StepActions } from './step-actions.tsx';
import { useOutlineKeys } from './use-outline-keys.ts';

export interface OutlineProps {
  readonly document: WorkflowDocument;
  readonly overlay: Overlay;
  readonly readOnly: boolean;
  readonly canClose: boolean;
}

export interface OutlineRow {
  readonly id: string;
  readonly level: number;
}

/** Steps in the order they run, those of containers below them. */
export function outlineRows(graph: WorkflowGraph, level = 1): OutlineRow[] {
  const ordered = topologicalOrder(graph);
  const all = [...ordered, ...graph.nodes.map(({ id }) => id).filter((id) => !ordered.includes(id))];
  return all.flatMap((id) => {
    const body = graph.nodes.find((node) => node.id === id)?.body;
    return [{ id, level }, ...(body ? outlineRows(body, level + 1) : [])];
  });
}

/** The canvas as a list: every edit is possible here, by keyboard, by screen reader and on a phone. */
export function Outline({ document, overlay, readOnly, canClose }: OutlineProps): JSX.Element {
  const { view } = useEditor();
  const selection = useView((state) => state.selection);
  const rows = useMemo(() => outlineRows(document), [document]);
  const current = rows.find(({ id }) => id === selection[0])?.id ?? rows[0]?.id;
  const onKeyDown = useOutlineKeys({ document, rows, current, readOnly });
  return (
    <div className={classes['outline']}>
      <div className={classes['tools']}>
        {!readOnly && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => view.setState({ picking: placeForNew(document, selection) })}
          >
            Add step
          </Button>
        )}
        {canClose && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconLayoutGrid size={15} />}
            onClick={() => view.setState({ outline: false })}
          >
            Show the canvas
          </Button>
        )}
      </div>
      <div
        role="tree"
        aria-label="Steps of the workflow"
        className={classes['tree']}
        onKeyDown={(event: KeyboardEvent) => onKeyDown(event)}
      >
        {rows.map((row) => (
          <TreeRow
            key={row.id}
            row={row}
            document={document}
            overlay={overlay}
            selected={selection.includes(row.id)}
            reachable={row.id === current}
            readOnly={readOnly}
          />
        ))}
      </div>
    </div>
  );
}

interface TreeRowProps {
  readonly row: OutlineRow;
  readonly document: WorkflowDocument;
  readonly overlay: Overlay;
  readonly selected: boolean;
  /** The one row that Tab leads to. */
  readonly reachable: boolean;
  readonly readOnly: boolean;
}

function TreeRow({ row: { id, level }, document, overlay, selected, reachable, readOnly }: TreeRowProps): JSX.Element | null {
  const { view, cards } = useEditor();
  const place = findNode(document, id);
  if (!place) return null;
  const { node, graph } = place;
  const card = cards.get(node.type);
  const name = nameOf(node, cards);
  const sentence = sentenceOf(document, id, cards);
  const problems = overlay.problems.get(id)?.length ?? 0;
  const before = graph.edges.filter(({ target }) => target === id).map(({ source }) => nameIn(document, source, cards));
  const goes = leadsTo(document, id, cards);
  const spoken = [
    name,
    sentence,
    before.length > 0 && `after ${before.join(' and ')}`,
    goes.length > 0 && `goes to ${goes.join(', ')}`,
    problems > 0 && `${count(problems, 'thing')} to finish`,
    node.disabled && 'switched off',
  ];
  return (
    <div
      role="treeitem"
      id={`outline-${id}`}
      aria-level={level}
      aria-selected={selected}
      aria-label={spoken.filter(Boolean).join('. ')}
      tabIndex={reachable ? 0 : -1}
      data-mark={overlay.marks.get(id)}
      className={classes['row']}
      style={{ marginLeft: (level - 1) * 22 }}
      onClick={() => view.setState({ selection: [id], tab: 'step' })}
    >
      <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'QuestionMark'} />
      <div className={classes['words']}>
        <strong>{name}</strong>
        <span>{sentence}</span>
        {goes.length > 0 && <span className={classes['goes']}>Goes to {goes.join(' · ')}</span>}
      </div>
      <RowStatus id={id} overlay={overlay} problems={problems} />
      {!readOnly && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon tabIndex={-1} aria-label={`Actions for ${name}`} data-actions={id} onClick={(event) => event.stopPropagation()}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <StepActions nodeId={id} document={document} />
        </Menu>
      )}
    </div>
  );
}

function RowStatus({
  id,
  overlay,
  problems,
}: {
  readonly id: string;
  readonly overlay: Overlay;
  readonly problems: number;
}): JSX.Element | null {
  const mark = overlay.marks.get(id);
  const facts = overlay.facts.get(id);
  if (mark) return <span className={classes['mark']}>{mark}</span>;
  if (problems > 0) return <span className={classes['todo']}>{problems} to finish</span>;
  return facts ? <StatusPill small status={facts.status} warnings={facts.warnings} /> : null;
}

/** "Yes: Ask Dana", for every link that leaves the step. */
function leadsTo(document: WorkflowDocument, id: string, cards: Parameters<typeof nameOf>[1]): string[] {
  const place = findNode(document, id);
  if (!place) return [];
  const ports = portsOf(place.node, cards);
  return place.graph.edges
    .filter(({ source }) => source === id)
    .map(({ sourcePort, target }) => {
      const label = ports.length > 1 ? ports.find(({ name }) => name === sourcePort)?.label : undefined;
      return `${label ? `${label}: ` : ''}${nameIn(document, target, cards)}`;
    });
}

function nameIn(document: WorkflowDocument, id: string, cards: Parameters<typeof nameOf>[1]): string {
  const node = findNode(document, id)?.node;
  return node ? nameOf(node, cards) : id;
}
