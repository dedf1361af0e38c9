import { Button } from '@mantine/core';
import { type FormEvent, type JSX, type ReactNode, useState } from 'react';
import { type ShownError, shownError } from '../../lib/errors.ts';
import { IconAlertTriangle } from '../../ui/icons.ts';
import classes from './auth-frame.module.css';

export interface AuthFormProps {
  readonly submit: string;
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
  /** The server's words for known codes, where ours are kinder. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Sends once, shows what went wrong above the button, and keeps what was typed. */
export function AuthForm({ submit, onSubmit, children, words = {} }: AuthFormProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ShownError>();
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
    } catch (caught) {
      setError(shownError(caught));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes['form']} onSubmit={(event) => void send(event)}>
      {children}
      <div role="alert">
        {error && (
          <p className={classes['wrong']}>
            <IconAlertTriangle size={16} aria-hidden />
            <span>{words[error.code] ?? error.message}</span>
          </p>
        )}
      </div>
      <Button type="submit" size="md" fullWidth loading={busy}>
        {submit}
      </Button>
    </form>
  );
}
