import { Button, Textarea } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type ShownError, shownError } from '../lib/errors.ts';
import classes from './check-form.module.css';
import { ErrorState } from './states.tsx';

export interface CheckFormProps {
  /** Rejects with the server's error. */
  readonly onCheck: (found: { readonly happened: boolean; readonly comment: string }) => Promise<void>;
  readonly onCancel?: () => void;
}

/** What somebody found out about an outside write whose step is over. */
export function CheckForm({ onCheck, onCancel }: CheckFormProps): JSX.Element {
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState<boolean>();
  const [failure, setFailure] = useState<ShownError>();
  async function check(happened: boolean): Promise<void> {
    setBusy(happened);
    setFailure(undefined);
    try {
      await onCheck({ happened, comment: comment.trim() });
    } catch (error) {
      setFailure(shownError(error));
    } finally {
      setBusy(undefined);
    }
  }
  return (
    <form className={classes['form']} onSubmit={(event) => event.preventDefault()}>
      <p className={classes['words']}>Look on the other side, then note what you found. It changes nothing but this list.</p>
      <Textarea
        label="Note"
        placeholder="Where you looked, and what you saw"
        autosize
        minRows={1}
        maxLength={5000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {failure && <ErrorState compact title="It was not noted" error={failure} />}
      <div className={classes['buttons']}>
        {onCancel && (
          <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button size="xs" variant="default" loading={busy === false} disabled={busy !== undefined} onClick={() => void check(false)}>
          It did not happen
        </Button>
        <Button size="xs" variant="default" loading={busy === true} disabled={busy !== undefined} onClick={() => void check(true)}>
          It happened
        </Button>
      </div>
    </form>
  );
}
