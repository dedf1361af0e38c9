import type { JSX } from 'react';
import classes from './skip-link.module.css';

/** First stop of the keyboard: jumps over the navigation. */
export function SkipLink(): JSX.Element {
  return (
    <a
      className={classes['skip']}
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}
    >
      Skip to the page
    </a>
  );
}
