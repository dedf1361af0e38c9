import type { NodeCard } from '@arches/kernel';
import { type JSX, useState } from 'react';
import type { StepDetail } from '../../lib/api.ts';
import { costWords, count, durationWords } from '../../lib/format.ts';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { IconCheck, IconChevronDown, IconChevronRight } from '../../ui/icons.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { entryWords, parentOf, type TreeRow } from './step-tree.ts';
import type { TimeScale } from './time-scale.ts';
import classes from './timeline.module.css';

export interface TimelineRowProps {
  readonly row: TreeRow;
  readonly scale: TimeScale;
  /** Where bars of steps under way end. */
  readonly end: number;
  readonly cards: ReadonlyMap<string, NodeCard>;
  readonly isWait: (step: StepDetail) => boolean;
  readonly selected: string | undefined;
  readonly onSelect: (stepId: string) => void;
  /** Below a row that already says which entry. */
  readonly grouped?: boolean;
}

const openAtOnce = 12;
const pageSize = 50;

export function TimelineRow(props: TimelineRowProps): JSX.Element {
  const { row, selected } = props;
  const [open, setOpen] = useState(row.children.length > 0 && row.children.length <= openAtOnce);
  const [limit, setLimit] = useState(pageSize);
  const toggle = row.children.length > 0 && (
    <button
      type="button"
      className={classes['toggle']}
      aria-expanded={open}
      aria-label={open ? 'Hide what is inside' : 'Show what is inside'}
      onClick={() => setOpen(!open)}
    >
      {open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
    </button>
  );
  return (
    <li>
      <div
        className={classes['row']}
        data-selected={(row.kind === 'step' && row.step.id === selected) || undefined}
        onClick={() => row.kind === 'step' && props.onSelect(row.step.id)}
      >
        <div className={classes['name']} style={{ paddingLeft: 12 + row.depth * 20 }}>
          {toggle}
          {row.kind === 'step' ? (
            <StepName {...props} step={row.step} />
          ) : (
            <span className={classes['entry']}>{entryWords(props.cards.get(row.containerType)?.container, row.index)}</span>
          )}
        </div>
        <div className={classes['track']}>{row.kind === 'step' && <Bar {...props} step={row.step} />}</div>
      </div>
      {open && (
        <ul className={classes['rows']} data-inner>
          {row.children.slice(0, limit).map((child) => (
            <TimelineRow
              key={child.kind === 'step' ? child.step.id : child.id}
              {...props}
              row={child}
              grouped={row.kind === 'entry' || isCut(props.cards, row.step.type)}
            />
          ))}
          {row.children.length > limit && (
            <li>
              <button type="button" className={classes['more']} onClick={() => setLimit(limit + pageSize)}>
                Show more ({row.children.length - limit} left)
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

/** The parts of a body hold different steps, so that their names say enough; the entries of a loop hold the same ones. */
function isCut(cards: ReadonlyMap<string, NodeCard>, type: string): boolean {
  const kind = cards.get(type)?.container;
  return kind === 'parallel' || kind === 'try';
}

function StepName({ step, grouped, cards, selected, onSelect }: TimelineRowProps & { readonly step: StepDetail }): JSX.Element {
  const card = cards.get(step.type);
  const entry = grouped ? undefined : parentOf(step.id)?.index;
  return (
    <>
      <CategoryTile category={card?.category ?? 'data'} icon={card?.icon ?? 'Puzzle'} size="sm" />
      <button
        type="button"
        className={classes['step']}
        data-quiet={step.status === 'skipped' || step.status === 'pending' || undefined}
        aria-pressed={step.id === selected}
        onClick={(event) => {
          event.stopPropagation();
          onSelect(step.id);
        }}
      >
        {step.name}
        {entry !== undefined && <span className={classes['entry']}> {entry + 1}</span>}
      </button>
    </>
  );
}

function Bar({ step, scale, end, isWait }: TimelineRowProps & { readonly step: StepDetail }): JSX.Element {
  if (step.startedAt === null) {
    return (
      <span className={classes['facts']} style={{ left: 0 }}>
        <StatusPill small status={step.status} />
      </span>
    );
  }
  const from = Date.parse(step.startedAt);
  const to = step.endedAt === null ? end : Date.parse(step.endedAt);
  const [left, right] = [scale.place(from), scale.place(to)];
  const tail = right > 0.76;
  const over = tail && left < 0.3;
  return (
    <>
      <span
        className={classes['bar']}
        data-tone={toneOf(step, isWait)}
        data-wait={isWait(step) || undefined}
        style={{ left: `${left * 100}%`, width: `max(3px, ${(right - left) * 100}%)` }}
        aria-hidden
      />
      <span
        className={classes['facts']}
        data-over={over || undefined}
        style={over ? { right: 6 } : tail ? { right: `calc(${(1 - left) * 100}% + 6px)` } : { left: `calc(${right * 100}% + 8px)` }}
      >
        <Outcome step={step} />
        <span>{durationWords(to - from)}</span>
        {step.costUsd ? <span>{costWords(step.costUsd)}</span> : null}
        {step.attempts > 1 && <span>{count(step.attempts, 'attempt')}</span>}
        {step.reused && <span>reused</span>}
        {step.cached && <span>used again</span>}
      </span>
    </>
  );
}

/** Done is the quiet case: a check mark whose word screen readers get. Everything else shows its word. */
function Outcome({ step }: { readonly step: StepDetail }): JSX.Element {
  if (step.waitsFor && step.status !== 'waiting') return <StatusPill small status="retrying" waitingFor={step.waitsFor.message} />;
  if (step.status !== 'succeeded' || step.warnings.length > 0)
    return <StatusPill small status={step.status} warnings={step.warnings.length} />;
  return (
    <span className={classes['done']} title="Done">
      <IconCheck size={13} stroke={2.2} aria-hidden />
      <span className={classes['reader']}>Done</span>
    </span>
  );
}

function toneOf(step: StepDetail, isWait: (step: StepDetail) => boolean): string {
  switch (step.status) {
    case 'failed':
      return 'failed';
    case 'running':
      return 'running';
    case 'waiting':
    case 'retrying':
      return 'waiting';
    case 'succeeded':
      return isWait(step) ? 'waiting' : 'done';
    case 'pending':
    case 'ready':
    case 'skipped':
    case 'cancelled':
      return 'quiet';
  }
}
