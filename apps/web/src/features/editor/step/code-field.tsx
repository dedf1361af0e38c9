import { Textarea } from '@mantine/core';
import type { JSX } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import classes from './step.module.css';

/** Code in a plain field of fixed width. Tab leaves it, as everywhere. */
export function CodeField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  return (
    <Textarea
      id={fieldId(path)}
      className={classes['mono'] ?? ''}
      label={label}
      description={description}
      withAsterisk={required}
      error={errors[path]}
      disabled={disabled}
      autosize
      minRows={8}
      maxRows={24}
      spellCheck={false}
      autoCapitalize="off"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}
