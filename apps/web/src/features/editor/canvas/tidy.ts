import type { WorkflowDocument } from '@arches/kernel';
import type { Editor } from '../editor-context.ts';

/** Forgets the places steps were moved to, so that the layout is made anew. */
export function tidy({ draft, announce }: Editor, document: WorkflowDocument): void {
  const places = Object.keys(document.layout ?? {});
  if (places.length > 0)
    draft.change([{ op: 'move', positions: Object.fromEntries(places.map((id) => [id, null])) }], { label: 'Tidied up' });
  announce('The canvas is tidy.');
}
