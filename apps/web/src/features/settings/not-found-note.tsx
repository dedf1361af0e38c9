import type { JSX } from 'react';
import { EmptyState } from '../../ui/states.tsx';

export function NotFoundNote(): JSX.Element {
  return <EmptyState title="There are no such settings">Pick one of the sections.</EmptyState>;
}
