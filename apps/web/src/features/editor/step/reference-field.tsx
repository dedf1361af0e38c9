import { Button, NativeSelect } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { useEarlierValues } from './step-context.ts';
import { TextWithValues } from './text-with-values.tsx';
import classes from './step.module.css';

export interface ReferenceFieldProps extends FieldProps {
  readonly kind: 'list' | 'file';
}

/** A list or a file from an earlier step, chosen in words; anything else as an expression. */
export function ReferenceField({ kind, ...props }: ReferenceFieldProps): JSX.Element {
  const { path, label, description, required, value, onChange, errors, disabled } = props;
  const values = useEarlierValues().filter(
    (candidate) => candidate.kind === kind || (kind === 'file' && candidate.kind === 'list' && candidate.label.includes('file')),
  );
  const bare = typeof value === 'string' ? /^\s*\{\{\s*(.*?)\s*\}\}\s*$/.exec(value)?.[1] : undefined;
  const known = values.some(({ expression }) => expression === bare);
  const [own, setOwn] = useState(value !== undefined && value !== '' && !known);
  if (own) {
    return (
      <div className={classes['stack']}>
        <TextWithValues {...props} long={false} />
        <div>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setOwn(false)}>
            Choose from a list instead
          </Button>
        </div>
      </div>
    );
  }
  return (
    <NativeSelect
      id={fieldId(path)}
      label={label}
      description={description}
      withAsterisk={required}
      error={errors[path]}
      disabled={disabled}
      value={known ? bare : ''}
      data={[
        { value: '', label: required ? 'Please choose' : 'What the step before gives' },
        ...values.map(({ expression, label: words }) => ({ value: expression, label: sentence(words) })),
        { value: '=', label: 'An expression of your own…' },
      ]}
      onChange={(event) => {
        const picked = event.currentTarget.value;
        if (picked === '=') setOwn(true);
        else onChange(picked === '' ? undefined : `{{ ${picked} }}`);
      }}
    />
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
