import { checkExpression, isJsonObject } from '@arches/kernel';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { IconPlus, IconX } from '../../../ui/icons.ts';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { TextWithValues } from './text-with-values.tsx';
import classes from './step.module.css';

export interface NamedValuesFieldProps extends FieldProps {
  /** Values are bare formulas over the row. */
  readonly formulas: boolean;
}

/** Names and values that a person makes up: fields, headers, new columns. */
export function NamedValuesField({ formulas, ...props }: NamedValuesFieldProps): JSX.Element {
  const { path, label, description, required, value, onChange, errors, disabled } = props;
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const set = (next: readonly (readonly [string, unknown])[]): void =>
    onChange(next.length === 0 && !required ? undefined : Object.fromEntries(next));
  const free = (wanted: string): string => {
    let name = wanted;
    for (let number = 2; entries.some(([key]) => key === name); number += 1) name = `${wanted}_${number}`;
    return name;
  };
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>
        {label}
        {required && ' *'}
      </legend>
      {description && <p className={classes['muted']}>{description}</p>}
      {entries.map(([key, entry], index) => (
        <div key={index} className={classes['entry']}>
          <NameInput
            id={`${fieldId(path)}-name-${index}`}
            value={key}
            onChange={(next) => set(entries.map((before, at) => (at === index ? [free(next), entry] : before)))}
          />
          {formulas ? (
            <TextInput
              label="Formula"
              className={classes['mono'] ?? ''}
              placeholder="item.price * item.quantity"
              value={typeof entry === 'string' ? entry : ''}
              error={typeof entry === 'string' && entry !== '' ? checkExpression(entry)?.message : undefined}
              onChange={(event) => set(entries.map((before, at) => (at === index ? [key, event.currentTarget.value] : before)))}
            />
          ) : (
            <TextWithValues
              schema={{}}
              root={{}}
              path={`${path}.${index}`}
              label="Value"
              required={false}
              value={entry}
              onChange={(next) => set(entries.map((before, at) => (at === index ? [key, next ?? ''] : before)))}
              errors={errors}
              disabled={disabled}
              long={false}
            />
          )}
          <ActionIcon size={26} mt={26} aria-label={`Remove ${key}`} onClick={() => set(entries.filter((_, at) => at !== index))}>
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => set([...entries, [free(formulas ? 'column' : 'field'), '']])}
        >
          Add
        </Button>
      </div>
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}

/** A name takes effect when it is left, so that half a name never swallows another. */
function NameInput({
  id,
  value,
  onChange,
}: {
  readonly id: string;
  readonly value: string;
  readonly onChange: (next: string) => void;
}): JSX.Element {
  const [text, setText] = useState<string>();
  return (
    <TextInput
      id={id}
      label="Name"
      value={text ?? value}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text !== undefined && text !== '' && text !== value) onChange(text);
        setText(undefined);
      }}
    />
  );
}
