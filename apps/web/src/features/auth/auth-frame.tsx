import type { JSX, ReactNode } from 'react';
import { Logo } from '../../ui/logo.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';
import classes from './auth-frame.module.css';

export interface AuthFrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The card that sign-in, set-up and invitations share. */
export function AuthFrame({ title, lead, children }: AuthFrameProps): JSX.Element {
  usePageTitle(title);
  return (
    <main className={classes['page']}>
      <div className={classes['column']}>
        <p className={classes['brand']}>
          <Logo size={32} />
          <span>Arches</span>
        </p>
        <div className={classes['card']}>
          <h1>{title}</h1>
          {lead && <p className={classes['lead']}>{lead}</p>}
          {children}
        </div>
      </div>
    </main>
  );
}
