import type { JsonSchema } from '@arches/kernel';
import type { ComponentType, ReactNode } from 'react';

export interface FieldProps {
  /** References followed, null sides dropped. */
  readonly schema: JsonSchema;
  /** The whole schema, where references point to. */
  readonly root: JsonSchema;
  /** Such as `customer.email`. */
  readonly path: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly required: boolean;
  readonly value: unknown;
  /** `undefined` removes the value. */
  readonly onChange: (value: unknown) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly disabled: boolean;
  readonly renderField?: RenderField | undefined;
}

/** Fields that hold fields get the component for those as a property, so that modules do not import in a circle. */
export interface NestingFieldProps extends FieldProps {
  readonly Nested: ComponentType<FieldProps>;
}

/** Draws a field in place of ours (the editor's expression fields do); `standard` is what would have been drawn. */
export type RenderField = (props: FieldProps, standard: ReactNode) => ReactNode;

export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

export function placeholderOf(schema: JsonSchema): string | undefined {
  const examples = schema['examples'];
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof first === 'string' || typeof first === 'number' ? `e.g. ${first}` : undefined;
}
