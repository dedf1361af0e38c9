import { Checkbox, NativeSelect, NumberInput, PasswordInput, Stack, TextInput, Textarea } from '@mantine/core';
import type { JSX, ReactNode } from 'react';
import { choicesOf, fieldKind } from './field-kind.ts';
import { type FieldProps, fieldId, placeholderOf } from './field-props.ts';
import { FileField } from './file-field.tsx';
import { JsonField } from './json-field.tsx';
import { ListField } from './list-field.tsx';
import { MapField } from './map-field.tsx';
import { ObjectField } from './object-field.tsx';

/** One field, by its schema's kind, or as the form's owner draws it. */
export function Field(props: FieldProps): ReactNode {
  const standard = <StandardField {...props} />;
  return props.renderField ? props.renderField(props, standard) : standard;
}

function StandardField(props: FieldProps): JSX.Element {
  switch (fieldKind(props.schema)) {
    case 'text':
      return <TextField {...props} type="text" />;
    case 'email':
      return <TextField {...props} type="email" />;
    case 'url':
      return <TextField {...props} type="url" />;
    case 'date':
      return <TextField {...props} type="date" />;
    case 'date-time':
      return <TextField {...props} type="datetime-local" />;
    case 'time':
      return <TextField {...props} type="time" />;
    case 'password':
      return (
        <PasswordInput
          {...common(props)}
          value={textOf(props.value)}
          onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
        />
      );
    case 'long-text':
      return (
        <Textarea
          {...common(props)}
          autosize
          minRows={3}
          maxRows={14}
          placeholder={placeholderOf(props.schema)}
          value={textOf(props.value)}
          onChange={(event) => props.onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      );
    case 'number':
      return <NumberField {...props} />;
    case 'checkbox':
      return (
        <Checkbox
          id={fieldId(props.path)}
          label={props.label}
          description={props.description}
          error={props.errors[props.path]}
          disabled={props.disabled}
          checked={props.value === true}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return <ChoiceField {...props} />;
    case 'choices':
      return <ChoicesField {...props} />;
    case 'file':
    case 'files':
      return <FileField {...props} />;
    case 'list':
      return <ListField {...props} Nested={Field} />;
    case 'object':
      return <ObjectField {...props} Nested={Field} />;
    case 'map':
      return <MapField {...props} Nested={Field} />;
    case 'json':
      return <JsonField {...props} />;
  }
}

function common({ path, label, description, required, errors, disabled }: FieldProps) {
  return {
    id: fieldId(path),
    name: path,
    label,
    description,
    withAsterisk: required,
    'aria-required': required,
    error: errors[path],
    disabled,
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function TextField({ type, ...props }: FieldProps & { readonly type: string }): JSX.Element {
  return (
    <TextInput
      {...common(props)}
      type={type}
      placeholder={placeholderOf(props.schema)}
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}

function NumberField(props: FieldProps): JSX.Element {
  const { minimum, maximum, type } = props.schema;
  return (
    <NumberInput
      {...common(props)}
      placeholder={placeholderOf(props.schema)}
      value={typeof props.value === 'number' ? props.value : ''}
      allowDecimal={type !== 'integer'}
      clampBehavior="none"
      {...(typeof minimum === 'number' ? { min: minimum } : {})}
      {...(typeof maximum === 'number' ? { max: maximum } : {})}
      onChange={(next) => {
        const number = typeof next === 'number' ? next : Number.parseFloat(next);
        props.onChange(Number.isFinite(number) ? number : undefined);
      }}
    />
  );
}

function ChoiceField(props: FieldProps): JSX.Element {
  const choices = choicesOf(props.schema) ?? [];
  const current = choices.findIndex(({ value }) => value === (props.value ?? props.schema['default']));
  return (
    <NativeSelect
      {...common(props)}
      value={String(current)}
      data={[
        { value: '-1', label: props.required ? 'Please choose' : 'None' },
        ...choices.map(({ label }, index) => ({ value: String(index), label })),
      ]}
      onChange={(event) => props.onChange(choices[Number(event.currentTarget.value)]?.value)}
    />
  );
}

function ChoicesField(props: FieldProps): JSX.Element {
  const items = props.schema['items'] as Record<string, unknown>;
  const chosen: readonly unknown[] = Array.isArray(props.value) ? props.value : [];
  return (
    <Checkbox.Group
      label={props.label}
      description={props.description}
      withAsterisk={props.required}
      error={props.errors[props.path]}
      value={chosen.map(String)}
      onChange={(next) =>
        props.onChange((choicesOf(items) ?? []).filter(({ value }) => next.includes(String(value))).map(({ value }) => value))
      }
    >
      <Stack gap={8} mt={6}>
        {(choicesOf(items) ?? []).map(({ value, label }) => (
          <Checkbox key={String(value)} value={String(value)} label={label} disabled={props.disabled} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
