import type { JSX, ReactNode } from 'react';
import classes from './panel.module.css';

export interface PanelProps {
  readonly title?: string;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Rows that reach the border. */
  readonly flush?: boolean;
}

/** A bordered card with a heading. */
export function Panel({ title, hint, actions, children, flush }: PanelProps): JSX.Element {
  return (
    <section className={classes['panel']} data-flush={flush || undefined} aria-label={title}>
      {(title || actions) && (
        <header>
          {title && <h2>{title}</h2>}
          {hint && <span className={classes['hint']}>{hint}</span>}
          {actions}
        </header>
      )}
      <div className={classes['body']}>{children}</div>
    </section>
  );
}
