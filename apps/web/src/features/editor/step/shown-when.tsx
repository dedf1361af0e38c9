import { isJsonObject } from '@arches/kernel';
import type { JSX, ReactNode } from 'react';
import { useStepInDock } from './step-context.ts';

interface ShownWhenProps {
  /** Values of other fields by their names; one of each is needed. */
  readonly condition: unknown;
  readonly children: ReactNode;
}

/** A field that means something only with certain values of others. */
export function ShownWhen({ condition, children }: ShownWhenProps): JSX.Element | null {
  const { node } = useStepInDock();
  const isShown =
    !isJsonObject(condition) ||
    Object.entries(condition).every(([field, values]) => Array.isArray(values) && values.includes(node.config[field]));
  return isShown ? <>{children}</> : null;
}
