import { useEffect, useEffectEvent } from 'react';
import { useEditor } from './editor-context.ts';
import { startTest } from './dock/start-test.ts';

/** Undo, redo and Test wherever the focus is; F6 goes round header, canvas and dock. Fields keep their own undo. */
export function useEditorKeys(): void {
  const editor = useEditor();
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const inDialog = event.target instanceof HTMLElement && event.target.closest('[role="dialog"]') !== null;
    if (event.defaultPrevented || inDialog) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && key === 'enter') {
      event.preventDefault();
      startTest(editor);
    } else if (control && !typing && editor.mayWrite && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo(editor);
      else undo(editor);
    } else if (event.key === 'F6') {
      event.preventDefault();
      nextArea();
    }
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => handle(event);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

export function undo({ draft, announce }: ReturnType<typeof useEditor>): void {
  const label = draft.undo();
  announce(label === undefined ? 'There is nothing to undo.' : `Undone: ${label}`);
}

export function redo({ draft, announce }: ReturnType<typeof useEditor>): void {
  const label = draft.redo();
  announce(label === undefined ? 'There is nothing to redo.' : `Done again: ${label}`);
}

const areas = [
  '[data-editor-header] button, [data-editor-header] input',
  '[data-editor-canvas], [role="tree"] [tabindex="0"]',
  '[data-editor-dock] [role="tab"][tabindex="0"], [data-editor-dock] [role="tab"][aria-selected="true"]',
] as const;

function nextArea(): void {
  const inside = (selector: string): boolean => document.activeElement?.closest(selector) !== null;
  const at = inside('[data-editor-header]') ? 0 : inside('[data-editor-dock]') ? 2 : inside('[data-editor-workspace]') ? 1 : -1;
  document.querySelector<HTMLElement>(areas[(at + 1) % areas.length] ?? areas[1])?.focus();
}
