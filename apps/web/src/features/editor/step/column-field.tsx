import { Autocomplete, TagsInput } from '@mantine/core';
import type { JSX } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { useKnownColumns } from './step-context.ts';

const hint = 'Run a test to choose from the columns there are.';

/** A column's name, with those of the last test to choose from. */
export function ColumnField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const columns = useKnownColumns();
  return (
    <Autocomplete
      id={fieldId(path)}
      label={label}
      description={columns.length === 0 ? [description, hint].filter(Boolean).join(' ') : description}
      withAsterisk={required}
      error={errors[path]}
      disabled={disabled}
      data={[...columns]}
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}

export function ColumnsField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const columns = useKnownColumns();
  const chosen = Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? [value] : [];
  return (
    <TagsInput
      id={fieldId(path)}
      label={label}
      description={columns.length === 0 ? [description, hint].filter(Boolean).join(' ') : description}
      withAsterisk={required}
      error={errors[path]}
      disabled={disabled}
      data={[...columns]}
      value={chosen}
      onChange={(next) => onChange(next.length === 0 ? undefined : next)}
    />
  );
}
