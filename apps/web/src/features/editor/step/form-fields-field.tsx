import { isJsonObject, type JsonObject } from '@arches/kernel';
import { ActionIcon, Button, Checkbox, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '../../../ui/icons.ts';
import type { FieldProps } from '../../../ui/schema-form/field-props.ts';
import classes from './step.module.css';

const kinds = [
  { value: 'text', label: 'Short text' },
  { value: 'long_text', label: 'Long text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'email', label: 'E-mail' },
  { value: 'choice', label: 'Choice' },
  { value: 'checkbox', label: 'Checkbox' },
  { value: 'file', label: 'File' },
] as const;

/** What the form asks for. A field is known to other steps by a name made from its label. */
export function FormFieldsField({ path, label, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const fields = (Array.isArray(value) ? value : []).filter(isJsonObject);
  const [open, setOpen] = useState<number>();
  const set = (next: readonly JsonObject[]): void => onChange(next);
  const setField = (index: number, part: JsonObject): void =>
    set(fields.map((field, at) => (at === index ? withoutUndefined({ ...field, ...part }) : field)));
  const taken = (own: number): Set<unknown> => new Set(fields.filter((_, at) => at !== own).map(({ name }) => name));
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>
        {label}
        {required && ' *'}
      </legend>
      {fields.map((field, index) => {
        const name = String(field['label'] ?? field['name'] ?? '');
        return (
          <div key={index} className={classes['formField']}>
            <div className={classes['pair']}>
              <TextInput
                label="Label"
                value={String(field['label'] ?? '')}
                onChange={(event) => {
                  const next = event.currentTarget.value;
                  const followed = field['name'] === undefined || field['name'] === nameFrom(String(field['label'] ?? ''), taken(index));
                  setField(index, { label: next, ...(followed ? { name: nameFrom(next, taken(index)) } : {}) });
                }}
              />
              <NativeSelect
                label="Kind"
                value={String(field['type'] ?? 'text')}
                data={[...kinds]}
                onChange={(event) => setField(index, { type: event.currentTarget.value })}
              />
            </div>
            {field['type'] === 'choice' && (
              <TagsInput
                label="Choices"
                placeholder="Type one, then Enter"
                value={Array.isArray(field['options']) ? field['options'].map(String) : []}
                onChange={(options) => setField(index, { options })}
              />
            )}
            <div className={classes['rowOfButtons']}>
              <Checkbox
                size="xs"
                label="Required"
                checked={field['required'] === true}
                onChange={(event) => setField(index, { required: event.currentTarget.checked })}
              />
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-expanded={open === index}
                onClick={() => setOpen(open === index ? undefined : index)}
              >
                More
              </Button>
              <ActionIcon
                size={24}
                aria-label={`Move ${name} up`}
                disabled={index === 0}
                onClick={() => set(swapped(fields, index, index - 1))}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={`Move ${name} down`}
                disabled={index === fields.length - 1}
                onClick={() => set(swapped(fields, index, index + 1))}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon size={24} aria-label={`Remove ${name}`} onClick={() => set(fields.filter((_, at) => at !== index))}>
                <IconX size={14} />
              </ActionIcon>
            </div>
            {open === index && (
              <>
                <TextInput
                  label="Help"
                  value={String(field['help'] ?? '')}
                  onChange={(event) => setField(index, { help: event.currentTarget.value || undefined })}
                />
                <TextInput
                  label="Name"
                  description="How other steps refer to it."
                  className={classes['mono'] ?? ''}
                  value={String(field['name'] ?? '')}
                  onChange={(event) => setField(index, { name: event.currentTarget.value })}
                />
              </>
            )}
          </div>
        );
      })}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => set([...fields, { name: nameFrom('Field', taken(-1)), label: 'Field', type: 'text', required: false }])}
        >
          Add a field
        </Button>
      </div>
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}

function nameFrom(label: string, taken: ReadonlySet<unknown>): string {
  const base =
    label
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^[^A-Za-z]+|_+$/g, '')
      .toLowerCase()
      .slice(0, 50) || 'field';
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  return name;
}

function swapped(fields: readonly JsonObject[], one: number, other: number): readonly JsonObject[] {
  const next = [...fields];
  const [a, b] = [fields[one], fields[other]];
  if (a && b) [next[one], next[other]] = [b, a];
  return next;
}

function withoutUndefined(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
