import { ActionIcon, Button } from '@mantine/core';
import { isJsonObject } from '@arches/kernel';
import type { JSX } from 'react';
import { IconPlus, IconX } from '../icons.ts';
import { join } from './check-value.ts';
import { initialValue, resolved, titleOf } from './field-kind.ts';
import type { NestingFieldProps } from './field-props.ts';
import classes from './schema-form.module.css';

/** Entries of one kind; each has its own fields and a button that removes it. */
export function ListField({
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
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const items = resolved(isJsonObject(schema['items']) ? schema['items'] : {}, root);
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>{label}</legend>
      {description && <p className={classes['description']}>{description}</p>}
      {entries.map((entry, index) => {
        const name = titleOf(items, `${label} ${index + 1}`);
        return (
          <div key={index} className={classes['row']}>
            <div>
              <Nested
                schema={items}
                root={root}
                path={join(path, String(index))}
                label={items['title'] ? `${name} ${index + 1}` : name}
                required
                value={entry}
                onChange={(next) => onChange(entries.map((before, at) => (at === index ? next : before)))}
                errors={errors}
                disabled={disabled}
                renderField={renderField}
              />
            </div>
            <ActionIcon
              mt={24}
              aria-label={`Remove ${name}`}
              onClick={() => {
                const left = entries.filter((_, at) => at !== index);
                onChange(left.length > 0 ? left : undefined);
              }}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...entries, initialValue(items, root) ?? ''])}
        >
          Add
        </Button>
      </div>
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}
