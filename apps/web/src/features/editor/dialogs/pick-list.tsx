import { type JSX, type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { TextInput } from '@mantine/core';
import { IconSearch } from '../../../ui/icons.ts';
import classes from './pick-list.module.css';

export interface PickItem {
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly group?: string;
  /** Besides the label, what a search finds it by. */
  readonly words?: readonly string[];
  readonly icon?: ReactNode;
}

export interface PickListProps {
  readonly label: string;
  readonly items: readonly PickItem[];
  readonly onPick: (key: string) => void;
  readonly empty: string;
}

/** A search field over a list: type, arrows, Enter. */
export function PickList({ label, items, onPick, empty }: PickListProps): JSX.Element {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => matching(items, search), [items, search]);
  const active = Math.min(at, found.length - 1);
  const go = (next: number): void => {
    setAt(next);
    list.current?.querySelector(`[data-index="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') go(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') go(Math.max(active - 1, 0));
    else if (event.key === 'Enter') {
      const item = found[active];
      if (item) onPick(item.key);
    } else return;
    event.preventDefault();
  };
  return (
    <div className={classes['pick']}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
        placeholder={label}
        leftSection={<IconSearch size={15} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={listId} role="listbox" aria-label={label} className={classes['list']}>
        {found.map((item, index) => (
          <div key={item.key} role="presentation">
            {item.group !== undefined && item.group !== found[index - 1]?.group && (
              <p className={classes['group']} aria-hidden>
                {item.group}
              </p>
            )}
            <div
              id={`${listId}-${index}`}
              data-index={index}
              role="option"
              aria-selected={index === active}
              className={classes['item']}
              onMouseMove={() => setAt(index)}
              onClick={() => onPick(item.key)}
            >
              {item.icon}
              <span className={classes['words']}>
                <strong>{item.label}</strong>
                {item.description && <span>{item.description}</span>}
              </span>
            </div>
          </div>
        ))}
        {found.length === 0 && <p className={classes['none']}>{items.length === 0 ? empty : `Nothing found for “${search}”.`}</p>}
      </div>
    </div>
  );
}

/** Best first: the label begins with it, a word of it does, then keywords and descriptions. Without a search, as given. */
export function matching(items: readonly PickItem[], search: string): readonly PickItem[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return items;
  const score = ({ label, description = '', words = [] }: PickItem): number => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 4;
    if (name.split(/\s+/).some((word) => word.startsWith(wanted))) return 3;
    if (words.some((word) => word.toLowerCase().startsWith(wanted))) return 2;
    return name.includes(wanted) || description.toLowerCase().includes(wanted) || words.some((word) => word.toLowerCase().includes(wanted))
      ? 1
      : 0;
  };
  return items
    .map((item) => ({ item: { ...item, group: undefined } as unknown as PickItem, rank: score(item) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ item }) => item);
}
