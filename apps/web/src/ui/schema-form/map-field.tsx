import { isJsonObject } from '@arches/kernel';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { JSX } from 'react';
import { IconPlus, IconX } from '../icons.ts';
import { join } from './check-value.ts';
import { resolved } from './field-kind.ts';
import { fieldId, type NestingFieldProps } from './field-props.ts';
import classes from './schema-form.module.css';

/** Names and values that the person makes up, such as headers or new columns. */
export function MapField({
  schema,
  root,
  path,
  label,
  description,
  value,
  onChange,
  errors,
  disabled,
  renderField,
  Nested,
}: NestingFieldProps): JSX.Element {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const additional = schema['additionalProperties'];
  const inside = resolved(isJsonObject(additional) && Object.keys(additional).length > 0 ? additional : { type: 'string' }, root);
  const replace = (index: number, key: string, next: unknown): void =>
    onChange(Object.fromEntries(entries.map((entry, at) => (at === index ? [key, next] : entry))));
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>{label}</legend>
      {description && <p className={classes['description']}>{description}</p>}
      {entries.map(([key, entry], index) => (
        <div key={index} className={classes['pair']}>
          <TextInput
            id={`${fieldId(path)}-name-${index}`}
            label="Name"
            value={key}
            onChange={(event) => replace(index, uniqueKey(event.currentTarget.value, entries, index), entry)}
          />
          <Nested
            schema={inside}
            root={root}
            path={join(path, key)}
            label="Value"
            required={false}
            value={entry}
            onChange={(next) => replace(index, key, next ?? '')}
            errors={errors}
            disabled={disabled}
            renderField={renderField}
          />
          <ActionIcon
            mt={24}
            aria-label={`Remove ${key || 'this entry'}`}
            onClick={() => onChange(Object.fromEntries(entries.filter((_, at) => at !== index)))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ ...Object.fromEntries(entries), [uniqueKey('name', entries, -1)]: '' })}
        >
          Add
        </Button>
      </div>
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}

/** Two entries never share a name, or one would swallow the other while it is being typed. */
function uniqueKey(wanted: string, entries: readonly (readonly [string, unknown])[], own: number): string {
  const taken = new Set(entries.filter((_, index) => index !== own).map(([key]) => key));
  let key = wanted;
  for (let number = 2; taken.has(key); number += 1) key = `${wanted}_${number}`;
  return key;
}
