import { Button, TextInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { api, type ProposalView } from '../../../lib/api.ts';
import { notifyError } from '../../../lib/notify.ts';
import classes from './assistant.module.css';

export interface QuestionBoxProps {
  readonly proposal: ProposalView;
  readonly question: ProposalView['questions'][number];
  readonly onAnswered: (next: ProposalView) => void;
}

/** The one thing that is not clear, with what to pick from. The plan is made anew with the answer. */
export function QuestionBox({ proposal, question, onAnswered }: QuestionBoxProps): JSX.Element {
  const [busy, setBusy] = useState<string>();
  const [text, setText] = useState('');
  const answer = async (value: string): Promise<void> => {
    setBusy(value);
    try {
      onAnswered(await api.builder.answer({ id: proposal.id, questionId: question.id, answer: value }));
    } catch (error) {
      notifyError('The answer was not taken', error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <section className={classes['question']} aria-label="A question">
      <p>{question.text}</p>
      <div className={classes['ideas']}>
        {question.options.map(({ value, label }) => (
          <Button
            key={value}
            size="compact-sm"
            variant="default"
            loading={busy === value}
            disabled={busy !== undefined}
            onClick={() => void answer(value)}
          >
            {label}
          </Button>
        ))}
      </div>
      {question.free && (
        <form
          className={classes['free']}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') void answer(text.trim());
          }}
        >
          <TextInput
            aria-label="Your answer"
            placeholder={question.options.length > 0 ? 'Or write it' : 'Your answer'}
            size="xs"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default" disabled={text.trim() === '' || busy !== undefined}>
            Answer
          </Button>
        </form>
      )}
    </section>
  );
}
