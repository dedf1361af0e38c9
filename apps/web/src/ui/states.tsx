import { Button, CopyButton, Skeleton } from '@mantine/core';
import { type ComponentType, type JSX, type ReactNode, useEffect, useState } from 'react';
import { IconAlertTriangle, IconCheck, IconCopy, IconRefresh } from './icons.ts';
import classes from './states.module.css';

export interface EmptyStateProps {
  readonly icon?: ComponentType<{ size?: number; stroke?: number }>;
  readonly title: string;
  readonly children?: ReactNode;
  /** One primary action. */
  readonly action?: ReactNode;
}

/** One sentence, one action, and a working example where there is one. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps): JSX.Element {
  return (
    <div className={classes['empty']}>
      {Icon && (
        <span className={classes['tile']} aria-hidden>
          <Icon size={22} stroke={1.6} />
        </span>
      )}
      <p className={classes['title']}>{title}</p>
      {children && <div className={classes['words']}>{children}</div>}
      {action}
    </div>
  );
}

export interface ErrorStateProps {
  /** What the screen was doing: "The runs could not be read." */
  readonly title: string;
  readonly error: { readonly code: string; readonly message: string; readonly traceId?: string; readonly details?: unknown };
  readonly onRetry?: (() => void) | undefined;
  readonly compact?: boolean;
}

export function ErrorState({ title, error, onRetry, compact }: ErrorStateProps): JSX.Element {
  const details = JSON.stringify({ ...error, at: new Date().toISOString(), page: location.pathname }, null, 2);
  return (
    <div className={classes['error']} role="alert" data-compact={compact || undefined}>
      <IconAlertTriangle aria-hidden size={20} stroke={1.8} />
      <div className={classes['errorBody']}>
        <p className={classes['title']}>{title}</p>
        <p className={classes['words']}>{error.message}</p>
        <div className={classes['actions']}>
          {onRetry && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              Try again
            </Button>
          )}
          <CopyButton value={details}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy details for support'}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    </div>
  );
}

/** True once `waitMs` have passed: what loads faster shows no skeleton at all. */
export function useSlow(waitMs = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), waitMs);
    return () => clearTimeout(timer);
  }, [waitMs]);
  return slow;
}

export interface LoadingRowsProps {
  readonly rows?: number;
  readonly height?: number;
  readonly label?: string;
}

export function LoadingRows({ rows = 6, height = 20, label = 'Loading' }: LoadingRowsProps): JSX.Element {
  const slow = useSlow();
  return (
    <div className={classes['loading']} aria-busy role="status" aria-label={label}>
      {slow &&
        Array.from({ length: rows }, (_, index) => (
          <Skeleton key={index} height={height} radius={6} width={`${94 - ((index * 17) % 40)}%`} />
        ))}
    </div>
  );
}
