import type { JSX, ReactNode } from 'react';
import { useEffect } from 'react';
import classes from './page-header.module.css';

export interface PageHeaderProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** The page's one `h1`, a sentence under it, actions to the right. Also names the browser tab. */
export function PageHeader({ title, children, actions }: PageHeaderProps): JSX.Element {
  usePageTitle(title);
  return (
    <header className={classes['header']}>
      <div className={classes['words']}>
        <h1>{title}</h1>
        {children && <p>{children}</p>}
      </div>
      {actions && <div className={classes['actions']}>{actions}</div>}
    </header>
  );
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Arches`;
  }, [title]);
}

/** The page's frame: one width, one rhythm. */
export function Page({ children, narrow }: { readonly children: ReactNode; readonly narrow?: boolean }): JSX.Element {
  return (
    <div className={classes['page']} data-narrow={narrow || undefined}>
      {children}
    </div>
  );
}
