import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { type JSX, memo } from 'react';
import { type Point, roundedPath } from '../../../ui/graph/edge-path.ts';
import { IconPlus } from '../../../ui/icons.ts';
import { useEditor } from '../editor-context.ts';
import { elbow } from './canvas-scene.ts';
import classes from './link-edge.module.css';

export interface LinkEdgeData extends Record<string, unknown> {
  readonly corners: readonly Point[];
  readonly label: string;
  readonly mark: 'new' | 'removed' | undefined;
  readonly taken: boolean;
  readonly canAdd: boolean;
}
export type LinkEdgeType = Edge<LinkEdgeData, 'link'>;

/** A link with its branch's name and a button that puts a step in between. */
export const LinkEdge = memo(function LinkEdge({
  id,
  data,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
}: EdgeProps<LinkEdgeType>): JSX.Element {
  const { view } = useEditor();
  const points = shownCorners(data?.corners ?? [], { x: sourceX, y: sourceY }, { x: targetX, y: targetY });
  const [label, plus] = [data?.label ? labelPlace(points) : undefined, plusPlace(points)];
  return (
    <>
      <BaseEdge
        id={id}
        path={roundedPath(points)}
        interactionWidth={18}
        className={classes['path'] ?? ''}
        data-mark={data?.mark}
        data-taken={data?.taken || undefined}
        data-selected={selected || undefined}
      />
      <EdgeLabelRenderer>
        {label && (
          <span className={classes['label']} style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}>
            {data?.label}
          </span>
        )}
        {data?.canAdd && (
          <button
            type="button"
            tabIndex={-1}
            aria-label="Add a step here"
            className={`${classes['plus']} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${plus.x}px, ${plus.y}px)` }}
            onClick={() => view.setState({ picking: { kind: 'edge', edgeId: id } })}
          >
            <IconPlus size={12} stroke={2.2} aria-hidden />
          </button>
        )}
      </EdgeLabelRenderer>
    </>
  );
});

/** The laid-out way, unless an end is being dragged elsewhere. */
function shownCorners(laidOut: readonly Point[], start: Point, end: Point): readonly Point[] {
  const [first, last] = [laidOut[0], laidOut.at(-1)];
  const near = (a: Point | undefined, b: Point): boolean => a !== undefined && Math.abs(a.x - b.x) < 2 && Math.abs(a.y - b.y) < 8;
  return near(first, start) && near(last, end) ? laidOut : elbow(start, end);
}

/** Right after the first turn: near the step that branches, so that branches which meet again keep their names apart. */
function labelPlace(points: readonly Point[]): Point {
  const [start, next] = [points[0], points[1]];
  if (!start || !next) return { x: 0, y: 0 };
  const [turn, after] = [points[2], points[3]];
  if (!turn || !after) return { x: start.x, y: start.y + Math.max(18, (next.y - start.y) / 2) };
  return { x: turn.x, y: turn.y + Math.min(13, (after.y - turn.y) / 2) };
}

/** On the first stretch down, out of the label's way. */
function plusPlace(points: readonly Point[]): Point {
  const [start, next] = [points[0], points[1]];
  if (!start || !next) return { x: 0, y: 0 };
  return points.length === 2 ? { x: start.x, y: (start.y + next.y) / 2 } : { x: (next.x + (points[2]?.x ?? next.x)) / 2, y: next.y };
}
