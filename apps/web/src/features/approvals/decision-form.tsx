import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type Approval, api } from '../../lib/api.ts';
import { fieldErrors, isStatus, type ShownError, shownError } from '../../lib/errors.ts';
import { notifyDone } from '../../lib/notify.ts';
import { IconCheck, IconX } from '../../ui/icons.ts';
import { checkValue, type FieldErrors } from '../../ui/schema-form/check-value.ts';
import { initialValue } from '../../ui/schema-form/field-kind.ts';
import { SchemaForm } from '../../ui/schema-form/schema-form.tsx';
import { ErrorState } from '../../ui/states.tsx';
import classes from './approval-page.module.css';

type Decision = 'approved' | 'rejected';

/** Two large buttons; the form's fields are only demanded for a yes. */
export function DecisionForm({ approval }: { readonly approval: Approval }): JSX.Element {
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const [form, setForm] = useState<unknown>(() => (approval.form ? initialValue(approval.form) : undefined));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState<Decision>();

  async function decide(decision: Decision): Promise<void> {
    setFailure(undefined);
    const wrong = approval.form && decision === 'approved' ? checkValue(approval.form, form) : {};
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(decision);
    try {
      const decided = await api.approvals.decide({
        id: approval.id,
        decision,
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
        ...(approval.form && form ? { form: form as Record<string, unknown> } : {}),
      });
      client.setQueryData(['approval', approval.id], decided);
      void client.invalidateQueries({ queryKey: ['approvals'] });
      void client.invalidateQueries({ queryKey: ['home'] });
      notifyDone(decision === 'approved' ? 'Approved. The run goes on.' : 'Rejected.');
    } catch (error) {
      setErrors(fieldErrors(error));
      setFailure(shownError(error));
      // Somebody else was faster: show what they decided.
      if (isStatus(error, 409)) void client.invalidateQueries({ queryKey: ['approval', approval.id] });
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <form className={classes['decision']} onSubmit={(event) => event.preventDefault()} noValidate>
      {approval.form && <SchemaForm schema={approval.form} value={form} errors={errors} onChange={setForm} disabled={busy !== undefined} />}
      <Textarea
        label="Comment"
        description="Optional. Later steps and the history keep it."
        autosize
        minRows={2}
        maxLength={5000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {failure && <ErrorState compact title="The decision was not taken" error={failure} />}
      <div className={classes['buttons']}>
        <Button
          variant="default"
          size="md"
          leftSection={<IconX size={18} />}
          loading={busy === 'rejected'}
          disabled={busy !== undefined}
          onClick={() => void decide('rejected')}
        >
          Reject
        </Button>
        <Button
          size="md"
          leftSection={<IconCheck size={18} />}
          loading={busy === 'approved'}
          disabled={busy !== undefined}
          onClick={() => void decide('approved')}
        >
          Approve
        </Button>
      </div>
    </form>
  );
}
