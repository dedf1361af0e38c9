import { Button, Radio, Textarea } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type ShownError, shownError } from '../lib/errors.ts';
import classes from './decision-choices.module.css';
import { ErrorState } from './states.tsx';

export interface Choice {
  readonly choice: 'retry' | 'accept' | 'fail';
  readonly happened?: boolean;
  readonly output?: unknown;
  readonly comment?: string;
}

export interface DecisionChoicesProps {
  readonly reason: 'failed' | 'outcome_unknown';
  /** Whether the step may have written outside already. */
  readonly mayHaveSent: boolean;
  /** Rejects with the server's error, which is shown. */
  readonly onChoose: (choice: Choice) => Promise<void>;
}

interface Option {
  readonly key: string;
  readonly label: string;
  readonly words: string;
  readonly button: string;
  readonly choice: Choice;
}

const failed: readonly Option[] = [
  {
    key: 'retry',
    label: 'Try again',
    words: 'Makes the next attempt now, with the same input.',
    button: 'Try again',
    choice: { choice: 'retry' },
  },
  {
    key: 'accept',
    label: 'Count it as done',
    words: 'The run goes on as if it had worked, with the output that you give.',
    button: 'Count it as done',
    choice: { choice: 'accept' },
  },
  {
    key: 'fail',
    label: 'Let it fail',
    words: 'The run takes its error branch where one is drawn, and ends as failed otherwise.',
    button: 'Let it fail',
    choice: { choice: 'fail' },
  },
];

const doubtful: readonly Option[] = [
  {
    key: 'happened',
    label: 'It happened',
    words: 'You found it on the other side. The run goes on with the output that you give; nothing is sent again.',
    button: 'It happened: go on',
    choice: { choice: 'accept', happened: true },
  },
  {
    key: 'not',
    label: 'It did not: send it now',
    words: 'You looked, and it is not there. The next attempt is made now.',
    button: 'Send it now',
    choice: { choice: 'retry', happened: false },
  },
  {
    key: 'fail',
    label: 'Give up',
    words: 'Nobody knows. The step fails, and stays listed as in doubt.',
    button: 'Give up',
    choice: { choice: 'fail' },
  },
];

/** How a failed or doubtful step goes on: one choice, said in full before it is made. */
export function DecisionChoices({ reason, mayHaveSent, onChoose }: DecisionChoicesProps): JSX.Element {
  const options = reason === 'failed' ? failed : doubtful;
  const [key, setKey] = useState<string>();
  const [output, setOutput] = useState('');
  const [comment, setComment] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState(false);
  const chosen = options.find((option) => option.key === key);

  async function send(option: Option): Promise<void> {
    setFailure(undefined);
    const given = option.choice.choice === 'accept' ? parsed(output) : { ok: true as const, value: undefined };
    setWrong(given.ok ? undefined : 'This is not JSON. Put text into quotation marks.');
    if (!given.ok) return;
    setBusy(true);
    try {
      await onChoose({
        ...option.choice,
        ...(given.value === undefined ? {} : { output: given.value }),
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
      });
    } catch (error) {
      setFailure(shownError(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) void send(chosen);
      }}
    >
      <Radio.Group
        label={reason === 'failed' ? 'How does it go on?' : 'Did it happen?'}
        value={key ?? null}
        onChange={setKey}
        classNames={{ label: classes['question'] ?? '' }}
      >
        <div className={classes['options']}>
          {options.map((option) => (
            <Radio.Card key={option.key} value={option.key} className={classes['option'] ?? ''} disabled={busy}>
              <Radio.Indicator />
              <span>
                <strong>{option.label}</strong>
                <span className={classes['words']}>{option.words}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {chosen?.key === 'retry' && mayHaveSent && (
        <p className={classes['warning']}>An earlier attempt may have gone through. If it did, trying again does it twice.</p>
      )}
      {chosen?.choice.choice === 'accept' && (
        <Textarea
          label="Output"
          description="JSON that later steps read, such as { &quot;id&quot;: 7 }. Leave it empty to give nothing."
          autosize
          minRows={2}
          maxRows={12}
          value={output}
          error={wrong}
          spellCheck={false}
          classNames={{ input: classes['mono'] ?? '' }}
          onChange={(event) => {
            setOutput(event.currentTarget.value);
            setWrong(undefined);
          }}
        />
      )}
      {chosen && (
        <Textarea
          label="Comment"
          description="Optional. The history keeps it."
          autosize
          minRows={1}
          maxLength={5000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      )}
      {failure && <ErrorState compact title="It was not taken" error={failure} />}
      {chosen && (
        <div className={classes['send']}>
          <Button type="submit" loading={busy} {...(chosen.key === 'fail' ? { color: 'red.9' } : {})}>
            {chosen.button}
          </Button>
        </div>
      )}
    </form>
  );
}

function parsed(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
