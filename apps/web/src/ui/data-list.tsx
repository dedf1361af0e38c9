import type { CSSProperties, JSX, ReactNode } from 'react';
import classes from './data-list.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Such as `120px` or `2fr`. */
  readonly width?: string;
  readonly align?: 'end';
  /** Left out on a phone. */
  readonly wideOnly?: boolean;
}

export interface DataListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly onOpen?: (row: Row) => void;
  /** Inside a panel, which has the border. */
  readonly bare?: boolean;
}

/** A dense list of rows. The first cell holds the row's link, which the keyboard and screen readers use; the mouse may hit anywhere. */
export function DataList<Row>({ label, rows, rowKey, columns, onOpen, bare }: DataListProps<Row>): JSX.Element {
  const template = columns.map(({ width }) => width ?? 'minmax(0, 1fr)').join(' ');
  const narrow = columns
    .filter(({ wideOnly }) => !wideOnly)
    .map((_, index) => (index === 0 ? 'minmax(0, 1fr)' : 'auto'))
    .join(' ');
  return (
    <div
      className={classes['list']}
      data-bare={bare || undefined}
      role="table"
      aria-label={label}
      style={{ '--columns': template, '--columns-narrow': narrow } as CSSProperties}
    >
      <div role="row" className={classes['head']}>
        {columns.map(({ key, title, align, wideOnly }) => (
          <span key={key} role="columnheader" data-align={align} data-wide={wideOnly || undefined}>
            {title}
          </span>
        ))}
      </div>
      {rows.map((row) => (
        <div
          key={rowKey(row)}
          role="row"
          className={classes['row']}
          data-opens={onOpen !== undefined || undefined}
          onClick={(event) => {
            const target = event.target as HTMLElement;
            if (!event.defaultPrevented && event.currentTarget.contains(target) && !target.closest('a, button, input, [role="menu"]'))
              onOpen?.(row);
          }}
        >
          {columns.map(({ key, cell, align, wideOnly }) => (
            <div key={key} role="cell" data-align={align} data-wide={wideOnly || undefined}>
              {cell(row)}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
