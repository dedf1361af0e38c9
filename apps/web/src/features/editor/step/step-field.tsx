import type { ReactNode } from 'react';
import { fieldKind } from '../../../ui/schema-form/field-kind.ts';
import type { FieldProps, RenderField } from '../../../ui/schema-form/field-props.ts';
import { AllAnyCountField } from './all-any-count-field.tsx';
import { CodeField } from './code-field.tsx';
import { ColumnField, ColumnsField } from './column-field.tsx';
import { ConditionField } from './condition-field.tsx';
import { CronField } from './cron-field.tsx';
import { DurationField } from './duration-field.tsx';
import { FormFieldsField } from './form-fields-field.tsx';
import { NamedValuesField } from './named-values-field.tsx';
import { RecurrencesField } from './recurrences-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { ShownWhen } from './shown-when.tsx';
import { SignatureField } from './signature-field.tsx';
import { TimezoneField } from './timezone-field.tsx';
import { TextWithValues } from './text-with-values.tsx';
import { WorkflowField } from './workflow-field.tsx';

/** The editor's own way to draw a field, by the widget its schema names; anything else as any form would. */
export const stepField: RenderField = (props: FieldProps, standard: ReactNode): ReactNode => {
  const condition = props.schema['x-shown-when'];
  const field = drawn(props, standard);
  return condition === undefined ? field : <ShownWhen condition={condition}>{field}</ShownWhen>;
};

function drawn(props: FieldProps, standard: ReactNode): ReactNode {
  const { schema, value } = props;
  switch (schema['x-widget']) {
    case 'cron':
      return <CronField {...props} />;
    case 'recurrences':
      return <RecurrencesField {...props} />;
    case 'workflow':
      return <WorkflowField {...props} />;
    case 'timezone':
      return <TimezoneField {...props} />;
    case 'signature':
      return <SignatureField value={value} standard={standard} />;
    case 'condition':
      return <ConditionField {...props} />;
    case 'duration':
      return <DurationField {...props} />;
    case 'form_fields':
      return <FormFieldsField {...props} />;
    case 'fields':
      return <NamedValuesField {...props} formulas={false} />;
    case 'formulas':
      return <NamedValuesField {...props} formulas />;
    case 'list':
      return <ReferenceField {...props} kind="list" />;
    case 'file_reference':
      return <ReferenceField {...props} kind="file" />;
    case 'column':
      return takesMany(props) ? <ColumnsField {...props} /> : <ColumnField {...props} />;
    case 'all_any_or_count':
      return isExpression(value) ? <TextWithValues {...props} long={false} /> : <AllAnyCountField {...props} />;
    case 'code':
      return <CodeField {...props} />;
    case 'long_text':
      return <TextWithValues {...props} long />;
  }
  const kind = fieldKind(schema);
  // An expression stands in for a number, a switch or a choice: then it is a text to be seen.
  if (isExpression(value) && kind !== 'object' && kind !== 'list') return <TextWithValues {...props} long={false} />;
  if (kind === 'json') return <TextWithValues {...props} long={false} />;
  return kind === 'text' || kind === 'email' || kind === 'url' ? <TextWithValues {...props} long={false} /> : standard;
}

const isExpression = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

function takesMany({ schema }: FieldProps): boolean {
  if (schema['type'] === 'array') return true;
  const branches = schema['anyOf'];
  return (
    Array.isArray(branches) &&
    branches.some((branch) => typeof branch === 'object' && branch !== null && (branch as { type?: unknown }).type === 'array')
  );
}
