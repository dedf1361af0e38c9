import { NativeSelect, NumberInput } from '@mantine/core';
import type { JSX } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import classes from './step.module.css';

type Choice = 'all' | 'any' | 'count';

/** `all`, `any` or a whole number, as a choice and a number; documents that came from elsewhere may hold the number as text. */
export function AllAnyCountField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const choice: Choice = value === undefined || value === 'all' ? 'all' : value === 'any' ? 'any' : 'count';
  return (
    <div className={classes['pair']}>
      <NativeSelect
        id={fieldId(path)}
        label={label}
        description={description}
        withAsterisk={required}
        error={errors[path]}
        disabled={disabled}
        value={choice}
        data={[
          { value: 'all', label: 'All of them' },
          { value: 'any', label: 'Any one of them' },
          { value: 'count', label: 'So many' },
        ]}
        onChange={(event) => {
          const next = event.currentTarget.value as Choice;
          onChange(next === 'count' ? 2 : next);
        }}
      />
      {choice === 'count' && (
        <NumberInput
          aria-label="How many"
          min={1}
          max={10_000}
          allowDecimal={false}
          disabled={disabled}
          value={Number(value)}
          onChange={(next) => onChange(next === '' ? 1 : Number(next))}
        />
      )}
    </div>
  );
}
