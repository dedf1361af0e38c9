import { JsonInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type FieldProps, fieldId } from './field-props.ts';
import classes from './schema-form.module.css';

/** Any value, written as JSON; words that are no JSON are taken as text. */
export function JsonField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const [text, setText] = useState(() => shownText(value));
  return (
    <JsonInput
      id={fieldId(path)}
      label={label}
      description={description}
      withAsterisk={required}
      error={errors[path]}
      disabled={disabled}
      autosize
      minRows={2}
      maxRows={14}
      className={classes['mono'] ?? ''}
      value={text}
      onChange={(next) => {
        setText(next);
        onChange(parsedValue(next));
      }}
    />
  );
}

function shownText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function parsedValue(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
