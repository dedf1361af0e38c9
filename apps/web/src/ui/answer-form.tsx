import type { JsonSchema } from '@arches/kernel';
import { Button, Textarea } from '@mantine/core';
import { type JSX, type ReactNode, useState } from 'react';
import { fieldErrors, type ShownError, shownError } from '../lib/errors.ts';
import classes from './answer-form.module.css';
import { IconCheck, IconX } from './icons.ts';
import { checkValue, type FieldErrors } from './schema-form/check-value.ts';
import { initialValue } from './schema-form/field-kind.ts';
import { SchemaForm } from './schema-form/schema-form.tsx';
import { ErrorState } from './states.tsx';

export interface Answer {
  readonly decision: 'approved' | 'rejected';
  readonly comment?: string;
  readonly form?: Record<string, unknown>;
}

export interface AnswerFormProps {
  readonly form: JsonSchema | null;
  /** Rejects with the server's error, whose wrong fields are then marked. */
  readonly onAnswer: (answer: Answer) => Promise<void>;
  /** What else may be done instead of answering. */
  readonly others?: ReactNode;
  /** What was said before, when an answer is changed. */
  readonly before?: { readonly comment: string; readonly form: Record<string, unknown> } | undefined;
}

/** Two large buttons; the form's fields are only demanded for a yes. */
export function AnswerForm({ form: schema, onAnswer, others, before }: AnswerFormProps): JSX.Element {
  const [comment, setComment] = useState(before?.comment ?? '');
  const [form, setForm] = useState<unknown>(() => (schema ? { ...(initialValue(schema) as object), ...before?.form } : undefined));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState<Answer['decision']>();

  async function answer(decision: Answer['decision']): Promise<void> {
    setFailure(undefined);
    const wrong = schema && decision === 'approved' ? checkValue(schema, form) : {};
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(decision);
    try {
      await onAnswer({
        decision,
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
        ...(schema && form ? { form: form as Record<string, unknown> } : {}),
      });
    } catch (error) {
      setErrors(fieldErrors(error));
      setFailure(shownError(error));
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <form className={classes['form']} onSubmit={(event) => event.preventDefault()} noValidate>
      {schema && <SchemaForm schema={schema} value={form} errors={errors} onChange={setForm} disabled={busy !== undefined} />}
      <Textarea
        label="Comment"
        description="Optional. Later steps and the history keep it."
        autosize
        minRows={2}
        maxLength={5000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {failure && <ErrorState compact title="The answer was not taken" error={failure} />}
      <div className={classes['buttons']}>
        {others && <div className={classes['others']}>{others}</div>}
        <Button
          variant="default"
          size="md"
          leftSection={<IconX size={18} />}
          loading={busy === 'rejected'}
          disabled={busy !== undefined}
          onClick={() => void answer('rejected')}
        >
          Reject
        </Button>
        <Button
          size="md"
          leftSection={<IconCheck size={18} />}
          loading={busy === 'approved'}
          disabled={busy !== undefined}
          onClick={() => void answer('approved')}
        >
          Approve
        </Button>
      </div>
    </form>
  );
}
