import { type JSX, useMemo, useState } from 'react';
import type { WorkflowDocument, WorkflowGraph } from '@arches/kernel';
import type { RunDetail, StepDetail } from '../../lib/api.ts';
import { durationWords } from '../../lib/format.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { useNow } from '../../ui/time.tsx';
import { isOver } from './run-actions.ts';
import { stepTree } from './step-tree.ts';
import { type Interval, scaleTicks, timeScale } from './time-scale.ts';
import classes from './timeline.module.css';
import { TimelineRow } from './timeline-row.tsx';

export interface TimelineProps {
  readonly run: RunDetail;
  readonly selected: string | undefined;
  readonly onSelect: (stepId: string) => void;
}

/** Steps as a tree on the left, their time as bars on the right. Long waits are drawn narrow unless asked otherwise. */
export function Timeline({ run, selected, onSelect }: TimelineProps): JSX.Element {
  const [toScale, setToScale] = useState(false);
  const cards = useNodeCards();
  const now = useNow(!isOver(run.status));
  const rows = useMemo(() => stepTree(run.steps, documentOrder(run.document)), [run.steps, run.document]);
  const isWait = ({ type, waiting }: StepDetail): boolean => waiting !== null || (cards.get(type)?.kind ?? guessedKind(type)) === 'wait';
  const isContainer = ({ type }: StepDetail): boolean => (cards.get(type)?.kind ?? guessedKind(type)) === 'container';
  const end = run.endedAt === null ? Math.max(now, lastMoment(run)) : Date.parse(run.endedAt);
  const start = Math.min(
    Date.parse(run.startedAt ?? run.createdAt),
    ...run.steps.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt)] : [])),
  );
  const working = run.steps.filter((step) => !isWait(step) && !isContainer(step)).flatMap((step) => intervalOf(step, end));
  const scale = timeScale({ from: start, to: end }, working, toScale);
  const squeezed = scale.segments.filter((segment) => segment.squeezed);
  return (
    <section aria-label="Timeline">
      {(squeezed.length > 0 || toScale) && (
        <p className={classes['note']}>
          {toScale ? 'Time is to scale · ' : 'Waiting time is squeezed · '}
          <button type="button" onClick={() => setToScale(!toScale)}>
            {toScale ? 'squeeze the waiting' : 'show to scale'}
          </button>
        </p>
      )}
      <div className={classes['head']} aria-hidden>
        <span>Step</span>
        <span className={classes['axis']}>
          {scaleTicks(scale).map(({ x, at }) => (
            <span key={at} style={{ left: `${x * 100}%` }}>
              {at === 0 ? '0' : durationWords(at)}
            </span>
          ))}
          {squeezed.slice(0, 3).map(({ x0, from, to }) => (
            <span key={from} className={classes['gap']} style={{ left: `${x0 * 100}%` }}>
              +{durationWords(to - from)}
            </span>
          ))}
        </span>
      </div>
      <ul className={classes['rows']}>
        {rows.map((row) => (
          <TimelineRow
            key={row.kind === 'step' ? row.step.id : row.id}
            row={row}
            scale={scale}
            end={end}
            cards={cards}
            isWait={isWait}
            selected={selected}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </section>
  );
}

/** Until the node types are read. */
function guessedKind(type: string): 'wait' | 'container' | undefined {
  if (['flow.for_each', 'flow.while', 'flow.parallel', 'flow.try'].includes(type)) return 'container';
  return ['flow.delay', 'flow.approval', 'flow.run_workflow'].includes(type) ? 'wait' : undefined;
}

function intervalOf({ startedAt, endedAt }: StepDetail, end: number): Interval[] {
  if (startedAt === null) return [];
  return [{ from: Date.parse(startedAt), to: endedAt === null ? end : Date.parse(endedAt) }];
}

/** The server's clock may be ahead of ours. */
function lastMoment(run: RunDetail): number {
  return Math.max(
    0,
    ...run.steps.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt].flatMap((time) => (time ? [Date.parse(time)] : []))),
  );
}

function documentOrder(document: unknown): string[] {
  const walk = (graph: WorkflowGraph): string[] => graph.nodes.flatMap((node) => [node.id, ...(node.body ? walk(node.body) : [])]);
  const graph = document as WorkflowDocument | null;
  return graph && Array.isArray(graph.nodes) ? walk(graph) : [];
}
