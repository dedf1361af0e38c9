import { NativeSelect, NumberInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import classes from './step.module.css';

const units = [
  { seconds: 86_400, label: 'days' },
  { seconds: 3600, label: 'hours' },
  { seconds: 60, label: 'minutes' },
  { seconds: 1, label: 'seconds' },
] as const;

/** Seconds, as a number and a unit. */
export function DurationField({ path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const seconds = typeof value === 'number' ? value : undefined;
  const [unit, setUnit] = useState<number>(
    () => units.find((candidate) => seconds !== undefined && seconds !== 0 && seconds % candidate.seconds === 0)?.seconds ?? 60,
  );
  return (
    <div className={classes['pair']}>
      <NumberInput
        id={fieldId(path)}
        label={label === 'Seconds' ? 'How long' : label}
        description={description}
        withAsterisk={required}
        error={errors[path]}
        disabled={disabled}
        min={0}
        value={seconds === undefined ? '' : seconds / unit}
        onChange={(next) => onChange(next === '' ? undefined : Math.round(Number(next) * unit))}
      />
      <NativeSelect
        aria-label="Unit"
        disabled={disabled}
        value={String(unit)}
        data={units.map(({ seconds: one, label: words }) => ({ value: String(one), label: words }))}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          if (seconds !== undefined) onChange(Math.round((seconds / unit) * next));
          setUnit(next);
        }}
      />
    </div>
  );
}
