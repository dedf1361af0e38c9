import { type JSX, useEffect, useState } from 'react';
import { useSocketState } from '../../lib/live.ts';
import { IconPlugConnectedX } from '../../ui/icons.ts';
import classes from './connection-banner.module.css';

/** A short loss is nobody's business; after three seconds we say so. */
export function ConnectionBanner(): JSX.Element {
  const lost = useSocketState() === 'lost';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? 3000 : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <p className={classes['banner']}>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>The connection to Arches is lost. What you see may be old; we keep trying.</span>
        </p>
      )}
    </div>
  );
}
