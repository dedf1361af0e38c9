import { timezoneNames } from '@arches/kernel';
import { Autocomplete } from '@mantine/core';
import type { JSX } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';

/** A time zone by its name; anything may be typed, and what is no zone is told among the step's problems. */
export function TimezoneField({ path, label, description, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  return (
    <Autocomplete
      id={fieldId(path)}
      label={label}
      description={description}
      error={errors[path]}
      disabled={disabled}
      data={[...timezoneNames()]}
      limit={40}
      placeholder="Europe/Berlin"
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}
