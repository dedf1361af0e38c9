import type { WorkflowDocument } from '@arches/kernel';
import type { KeyboardEvent } from 'react';
import { useEditor } from '../editor-context.ts';
import { removal } from '../model/edits.ts';
import type { OutlineRow } from './outline.tsx';
import { moveStep } from './move-step.ts';

export interface OutlineKeys {
  readonly document: WorkflowDocument;
  readonly rows: readonly OutlineRow[];
  readonly current: string | undefined;
  readonly readOnly: boolean;
}

/** The tree's keys, and the editor's letters on the row in focus. */
export function useOutlineKeys({ document, rows, current, readOnly }: OutlineKeys): (event: KeyboardEvent) => void {
  const editor = useEditor();
  const { view, edit, cards } = editor;
  const focus = (id: string | undefined): void => {
    if (id === undefined) return;
    view.setState({ selection: [id] });
    requestAnimationFrame(() => globalThis.document.getElementById(`outline-${id}`)?.focus());
  };
  const at = rows.findIndex(({ id }) => id === current);
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => focus(rows[at + 1]?.id),
    ArrowUp: () => focus(rows[at - 1]?.id),
    Home: () => focus(rows[0]?.id),
    End: () => focus(rows.at(-1)?.id),
    Enter: () => {
      view.setState({ selection: current === undefined ? [] : [current], tab: 'step' });
      requestAnimationFrame(() =>
        globalThis.document
          .querySelector<HTMLElement>('[data-step-panel] input, [data-step-panel] textarea, [data-step-panel] select')
          ?.focus(),
      );
    },
  };
  const edits: Readonly<Record<string, () => void>> = {
    a: () => view.setState({ picking: current === undefined ? { kind: 'start' } : { kind: 'after', nodeId: current } }),
    c: () => view.setState({ connecting: current }),
    F2: () => view.setState({ renaming: current }),
    Delete: () => {
      if (current === undefined) return;
      const next = rows[at - 1]?.id ?? rows[at + 1]?.id;
      if (edit(removal(document, [current], cards), 'Removed')) focus(next);
    },
    m: () => globalThis.document.querySelector<HTMLElement>(`[data-actions="${current}"]`)?.click(),
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'treeitem')
      return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      if (!readOnly && current !== undefined) edit(moveStep(document, current, event.key === 'ArrowUp' ? 'up' : 'down', cards), 'Moved');
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = event.altKey ? undefined : (actions[key] ?? (readOnly ? undefined : edits[key]));
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}
