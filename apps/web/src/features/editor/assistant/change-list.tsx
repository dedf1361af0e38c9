import type { JSX } from 'react';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { useEditor } from '../editor-context.ts';
import type { ChangeRow } from '../model/change-words.ts';
import classes from './change-list.module.css';

const words = { new: '+ New', changed: '~ Changed', removed: '− Removed' } as const;

export interface ChangeListProps {
  readonly rows: readonly ChangeRow[];
  readonly onPick?: (nodeId: string) => void;
}

/** New, changed and removed steps, one row each. */
export function ChangeList({ rows, onPick }: ChangeListProps): JSX.Element {
  const { cards } = useEditor();
  return (
    <ul className={classes['rows']}>
      {rows.map(({ key, nodeId, type, name, mark, details }) => {
        const card = type === undefined ? undefined : cards.get(type);
        const content = (
          <>
            <CategoryTile
              size="sm"
              category={card?.category ?? 'flow'}
              icon={card?.icon ?? (nodeId === undefined ? 'Settings' : 'QuestionMark')}
            />
            <span className={classes['words']}>
              {name}
              {details.length > 0 && <span> {details.join(', ')}</span>}
            </span>
            <span className={classes['mark']} data-mark={mark}>
              {words[mark]}
            </span>
          </>
        );
        return (
          <li key={key}>
            {onPick && nodeId !== undefined ? (
              <button type="button" className={classes['row']} onClick={() => onPick(nodeId)}>
                {content}
              </button>
            ) : (
              <div className={classes['row']}>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
