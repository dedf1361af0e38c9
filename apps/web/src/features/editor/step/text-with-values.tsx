import { TextInput, Textarea } from '@mantine/core';
import { templateProblems } from '@arches/kernel';
import { type JSX, useState } from 'react';
import { type FieldProps, fieldId, placeholderOf } from '../../../ui/schema-form/field-props.ts';
import { InsertValue } from './insert-value.tsx';
import { useStepInDock } from './step-context.ts';
import classes from './step.module.css';

export interface TextWithValuesProps extends FieldProps {
  readonly long: boolean;
}

/** A text that may hold values of earlier steps, which are put in at the caret from a list in words. */
export function TextWithValues({
  schema,
  path,
  label,
  description,
  required,
  value,
  onChange,
  errors,
  disabled,
  long,
}: TextWithValuesProps): JSX.Element {
  const { card } = useStepInDock();
  const takesAnything = schema['type'] === undefined;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? textOf(value);
  const problem = text.includes('{{') ? templateProblems(text, ['item', 'index'])[0]?.message : undefined;
  const set = (next: string): void => {
    if (takesAnything) setDraft(next);
    onChange(next === '' ? undefined : takesAnything ? valueOf(next) : next);
  };
  const common = {
    id: fieldId(path),
    name: path,
    label,
    description,
    withAsterisk: required,
    error: errors[path] ?? problem,
    disabled,
    placeholder: placeholderOf(schema),
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
    onBlur: () => setDraft(undefined),
  };
  return (
    <div className={classes['withInsert']}>
      {long || text.includes('\n') ? <Textarea {...common} autosize minRows={long ? 3 : 1} maxRows={14} /> : <TextInput {...common} />}
      {card?.kind !== 'trigger' && !disabled && (
        <InsertValue
          label={label}
          onPick={({ expression }) => {
            const field = document.getElementById(fieldId(path)) as HTMLInputElement | HTMLTextAreaElement | null;
            const at = field?.selectionStart ?? text.length;
            set(`${text.slice(0, at)}{{ ${expression} }}${text.slice(field?.selectionEnd ?? at)}`);
          }}
        />
      )}
    </div>
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** Objects, lists, numbers and switches are taken as what they are; all else is text. */
function valueOf(text: string): unknown {
  if (!/^\s*([[{]|-?\d+(\.\d+)?\s*$|true\s*$|false\s*$)/.test(text) || /^\s*\{\{/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
