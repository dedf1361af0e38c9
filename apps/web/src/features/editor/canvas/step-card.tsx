import { type NodeCard, PLACEHOLDER, type Problem, type WorkflowNode } from '@arches/kernel';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { type JSX, memo } from 'react';
import { count } from '../../../lib/format.ts';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { IconAlertCircle, IconBan, IconPin, IconPlus } from '../../../ui/icons.ts';
import { StatusPill } from '../../../ui/status-pill.tsx';
import { useEditor } from '../editor-context.ts';
import type { ChangeMark } from '../model/change-words.ts';
import type { CardFacts } from '../model/run-facts.ts';
import classes from './step-card.module.css';

export interface StepCardData extends Record<string, unknown> {
  readonly node: WorkflowNode;
  readonly card: NodeCard | undefined;
  readonly summary: string;
  readonly facts: CardFacts | undefined;
  readonly problems: readonly Problem[] | undefined;
  readonly mark: ChangeMark | undefined;
  readonly pinned: boolean;
  readonly frame: boolean;
  readonly canAdd: boolean;
}
export type StepCardNode = Node<StepCardData, 'step'>;

const markWords = { new: '+ New', changed: '~ Changed', removed: '− Removed' } as const;

/** One step on the canvas. Its size is fixed, so that cards outside the window need not be measured. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepCardNode>): JSX.Element {
  const { node, card, summary, facts, mark, frame, canAdd } = data;
  const { view } = useEditor();
  const placeholder = node.type === PLACEHOLDER;
  const title = node.name || card?.title || node.type;
  const isTrigger = card?.kind === 'trigger';
  return (
    <div
      className={classes['card']}
      data-frame={frame || undefined}
      data-selected={selected || undefined}
      data-mark={mark}
      data-placeholder={placeholder || undefined}
      data-off={node.disabled || undefined}
      data-status={facts?.status}
    >
      {!isTrigger && <Handle type="target" position={Position.Top} className={classes['handle'] ?? ''} />}
      <div className={classes['head']}>
        <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'QuestionMark'} />
        <div className={classes['words']}>
          <p className={classes['title']} title={title}>
            {title}
          </p>
          <p className={classes['summary']} title={summary}>
            {summary}
          </p>
        </div>
      </div>
      {!frame && <StatusLine data={data} />}
      {node.body && canAdd && (node.body.nodes.length === 0 || hasParts(card)) && (
        <button
          type="button"
          tabIndex={-1}
          className={`${classes['inside']} nodrag`}
          onClick={() => view.setState({ picking: { kind: 'inside', parent: node.id } })}
        >
          <IconPlus size={12} stroke={2} aria-hidden /> Step inside
        </button>
      )}
      <Handle type="source" position={Position.Bottom} className={classes['handle'] ?? ''} />
    </div>
  );
});

/** Its body is of parts that no link joins, so that a further one cannot be added after a step. */
function hasParts(card: NodeCard | undefined): boolean {
  return card?.container === 'parallel' || card?.container === 'try';
}

/** The one thing that matters most about a step now: a proposal's mark, what is missing, or how the last test went. */
function StatusLine({ data }: { readonly data: StepCardData }): JSX.Element {
  return (
    <div className={classes['line']}>
      <StatusWords data={data} />
      {data.pinned && (
        <span className={classes['pin']} title="Tests use pinned data">
          <IconPin size={12} stroke={2} aria-label="Pinned data" />
        </span>
      )}
    </div>
  );
}

function StatusWords({ data: { node, card, facts, problems, mark } }: { readonly data: StepCardData }): JSX.Element {
  if (mark) {
    return (
      <span className={classes['mark']} data-mark={mark}>
        {markWords[mark]}
      </span>
    );
  }
  if (node.type === PLACEHOLDER) return <Todo words="Needs a decision" />;
  if (node.disabled) {
    return (
      <span className={classes['quiet']}>
        <IconBan size={12} stroke={2} aria-hidden /> Switched off
      </span>
    );
  }
  if (problems) return <Todo words={`${count(problems.length, 'thing')} to finish`} title={problems[0]?.message} />;
  if (!facts) return <span className={classes['quiet']}>{card?.kind === 'trigger' ? 'Start' : card?.title}</span>;
  return (
    <>
      <StatusPill small status={facts.status} warnings={facts.warnings} />
      <span className={classes['value']} title={facts.line}>
        {facts.line}
      </span>
    </>
  );
}

function Todo({ words, title }: { readonly words: string; readonly title?: string | undefined }): JSX.Element {
  return (
    <span className={classes['todo']} title={title}>
      <IconAlertCircle size={12} stroke={2} aria-hidden /> {words}
    </span>
  );
}
