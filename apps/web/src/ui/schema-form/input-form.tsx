import type { JsonSchema } from '@arches/kernel';
import { Button, Group, JsonInput } from '@mantine/core';
import { type FormEvent, type JSX, type ReactNode, useRef, useState } from 'react';
import { fieldErrors, type ShownError, shownError } from '../../lib/errors.ts';
import { ErrorState } from '../states.tsx';
import { checkValue, type FieldErrors } from './check-value.ts';
import { initialValue, propertiesOf, resolved } from './field-kind.ts';
import { fieldId } from './field-props.ts';
import { SchemaForm } from './schema-form.tsx';

export interface InputFormProps {
  readonly schema: JsonSchema;
  readonly submit: string;
  /** Rejects with the server's error, whose wrong fields are then marked. */
  readonly onSubmit: (value: unknown) => Promise<void>;
  readonly onCancel?: () => void;
  readonly initial?: unknown;
  readonly extra?: ReactNode;
}

/** A whole form for an input schema: fields, checks, what the server refused. A schema without fields takes JSON, or nothing. */
export function InputForm({ schema, submit, onSubmit, onCancel, initial, extra }: InputFormProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const hasFields = propertiesOf(resolved(schema, schema)).length > 0;
  const [value, setValue] = useState<unknown>(() => initial ?? (hasFields ? initialValue(schema) : {}));
  const [json, setJson] = useState('');
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState(false);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    const input = hasFields ? value : parsedInput(json);
    const wrong: FieldErrors = hasFields ? checkValue(schema, input) : input === invalid ? { '': 'This is not JSON.' } : {};
    setErrors(wrong);
    const first = Object.keys(wrong)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`#${CSS.escape(fieldId(first))}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await onSubmit(input);
    } catch (error) {
      const fields = fieldErrors(error);
      setErrors(fields);
      setFailure(shownError(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form ref={form} onSubmit={(event) => void send(event)} noValidate style={{ display: 'grid', gap: 16 }}>
      {hasFields ? (
        <SchemaForm
          schema={schema}
          value={value}
          errors={errors}
          disabled={busy}
          onChange={(next) => {
            setValue(next);
            if (Object.keys(errors).length > 0) setErrors(checkValue(schema, next));
          }}
        />
      ) : (
        <JsonInput
          label="Input"
          description="This workflow declares no fields. Leave it empty, or give JSON."
          placeholder="{ }"
          autosize
          minRows={2}
          maxRows={12}
          value={json}
          onChange={setJson}
          error={errors['']}
        />
      )}
      {extra}
      {failure && <ErrorState compact title="It was not accepted" error={failure} />}
      <Group justify="flex-end" gap={8}>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
      </Group>
    </form>
  );
}

const invalid = Symbol('not JSON');

function parsedInput(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return invalid;
  }
}
