import { findNode, topologicalOrder, type WorkflowDocument, type WorkflowGraph } from '@arches/kernel';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { type JSX, type KeyboardEvent, useMemo, useRef } from 'react';
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
  const { view, cards } = useEditor();
  const selection = useView((state) => state.selection);
  const tree = useRef<HTMLDivElement>(null);
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
        ref={tree}
        role="tree"
        aria-label="Steps of the workflow"
        className={classes['tree']}
        onKeyDown={(event: KeyboardEvent) => onKeyDown(event)}
      >
        {rows.map(({ id, level }) => {
          const place = findNode(document, id);
          if (!place) return null;
          const { node, graph } = place;
          const card = cards.get(node.type);
          const facts = overlay.facts.get(id);
          const problems = overlay.problems.get(id)?.length ?? 0;
          const mark = overlay.marks.get(id);
          const before = graph.edges.filter(({ target }) => target === id).map(({ source }) => nameIn(document, source, cards));
          const after = graph.edges.filter(({ source }) => source === id);
          const ports = portsOf(node, cards);
          const goes = after.map(({ sourcePort, target }) => {
            const label = ports.length > 1 ? ports.find(({ name }) => name === sourcePort)?.label : undefined;
            return `${label ? `${label}: ` : ''}${nameIn(document, target, cards)}`;
          });
          return (
            <div
              key={id}
              role="treeitem"
              id={`outline-${id}`}
              aria-level={level}
              aria-selected={selection.includes(id)}
              aria-label={[
                nameOf(node, cards),
                sentenceOf(document, id, cards),
                before.length > 0 ? `after ${before.join(' and ')}` : '',
                goes.length > 0 ? `goes to ${goes.join(', ')}` : '',
                problems > 0 ? `${problems} things to finish` : '',
                node.disabled ? 'switched off' : '',
              ]
                .filter(Boolean)
                .join('. ')}
              tabIndex={id === current ? 0 : -1}
              data-outline-row={id}
              data-mark={mark}
              className={classes['row']}
              style={{ marginLeft: (level - 1) * 22 }}
              onClick={() => view.setState({ selection: [id], tab: 'step' })}
            >
              <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'QuestionMark'} />
              <div className={classes['words']}>
                <strong>{nameOf(node, cards)}</strong>
                <span>{sentenceOf(document, id, cards)}</span>
                {goes.length > 0 && <span className={classes['goes']}>Goes to {goes.join(' · ')}</span>}
              </div>
              {mark ? (
                <span className={classes['mark']}>{mark}</span>
              ) : problems > 0 ? (
                <span className={classes['todo']}>{problems === 1 ? '1 to finish' : `${problems} to finish`}</span>
              ) : facts ? (
                <StatusPill small status={facts.status} warnings={facts.warnings} />
              ) : null}
              {!readOnly && (
                <Menu position="bottom-end" withinPortal>
                  <Menu.Target>
                    <ActionIcon
                      tabIndex={-1}
                      aria-label={`Actions for ${nameOf(node, cards)}`}
                      data-actions={id}
                      onClick={(event) => event.stopPropagation()}
                    >
                      <IconDotsVertical size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <StepActions nodeId={id} document={document} />
                </Menu>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function nameIn(document: WorkflowDocument, id: string, cards: Parameters<typeof nameOf>[1]): string {
  const node = findNode(document, id)?.node;
  return node ? nameOf(node, cards) : id;
}
