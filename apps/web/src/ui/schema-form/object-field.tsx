import { isJsonObject } from '@arches/kernel';
import type { JSX } from 'react';
import { join } from './check-value.ts';
import { propertiesOf, requiredKeys, resolved, titleOf } from './field-kind.ts';
import type { NestingFieldProps } from './field-props.ts';
import { withKey } from './with-key.ts';
import classes from './schema-form.module.css';

/** A group of fields that make one value. */
export function ObjectField({
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
  const fields = isJsonObject(value) ? value : {};
  const required = requiredKeys(schema);
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>{label}</legend>
      {description && <p className={classes['description']}>{description}</p>}
      {propertiesOf(schema).map(([key, property]) => {
        const field = resolved(property, root);
        return (
          <Nested
            key={key}
            schema={field}
            root={root}
            path={join(path, key)}
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
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}
