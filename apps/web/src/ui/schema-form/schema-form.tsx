import { isJsonObject, type JsonSchema } from '@arches/kernel';
import type { JSX } from 'react';
import { join } from './check-value.ts';
import { Field } from './field.tsx';
import { propertiesOf, requiredKeys, resolved, titleOf } from './field-kind.ts';
import type { RenderField } from './field-props.ts';
import classes from './schema-form.module.css';
import { withKey } from './with-key.ts';

export interface SchemaFormProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onChange: (value: Record<string, unknown>) => void;
  /** From `checkValue` or the server, by path. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly disabled?: boolean;
  readonly renderField?: RenderField;
  /** Fields left out. */
  readonly omit?: readonly string[];
}

/** The fields of an object schema. The caller owns the `<form>` and its buttons. */
export function SchemaForm({
  schema,
  value,
  onChange,
  errors = {},
  disabled = false,
  renderField,
  omit = [],
}: SchemaFormProps): JSX.Element {
  const shown = resolved(schema, schema);
  const fields = isJsonObject(value) ? value : {};
  const required = requiredKeys(shown);
  return (
    <div className={classes['form']}>
      {propertiesOf(shown)
        .filter(([key]) => !omit.includes(key))
        .map(([key, property]) => {
          const field = resolved(property, schema);
          return (
            <Field
              key={key}
              schema={field}
              root={schema}
              path={join('', key)}
              label={titleOf(field, key)}
              description={typeof field['description'] === 'string' ? field['description'] : undefined}
              required={required.has(key)}
              value={fields[key]}
              onChange={(next) => onChange(withKey(fields, key, next))}
              errors={errors}
              disabled={disabled}
              renderField={renderField}
            />
          );
        })}
    </div>
  );
}
