import type { Catalog, NodeCard, WorkflowDocument } from '@arches/kernel';
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProposalView } from '../../lib/api.ts';
import type { Draft, DraftState } from './model/draft-store.ts';
import type { Edit, Place } from './model/edits.ts';

export type DockTab = 'assistant' | 'step' | 'data' | 'versions';

/** What is open and chosen on this screen; never part of undo. */
export interface ViewState {
  readonly selection: readonly string[];
  readonly tab: DockTab;
  readonly outline: boolean;
  /** The step picker, and where the step will go. */
  readonly picking: Place | undefined;
  /** The step that “Connect to…” starts from. */
  readonly connecting: string | undefined;
  readonly renaming: string | undefined;
  /** Name of the variable that is being made, because a step reads it. */
  readonly making: string | undefined;
  readonly publishing: boolean;
  readonly running: boolean;
  readonly testing: boolean;
  /** Laid over the canvas until it is kept or discarded. */
  readonly proposal: ProposalView | undefined;
  /** The test whose values the cards show. */
  readonly runId: string | undefined;
  /** Read out politely. */
  readonly announcement: string;
}

export function createView(start: Partial<ViewState>): StoreApi<ViewState> {
  return createStore<ViewState>()(() => ({
    selection: [],
    tab: 'assistant',
    outline: false,
    picking: undefined,
    connecting: undefined,
    renaming: undefined,
    making: undefined,
    publishing: false,
    running: false,
    testing: false,
    proposal: undefined,
    runId: undefined,
    announcement: '',
    ...start,
  }));
}

export interface Editor {
  readonly workflowId: string;
  readonly draft: Draft;
  readonly view: StoreApi<ViewState>;
  readonly cards: ReadonlyMap<string, NodeCard>;
  readonly catalog: Catalog;
  readonly mayWrite: boolean;
  readonly mayPublish: boolean;
  /** Applies an edit, selects what it made, and reads it out. */
  readonly edit: (edit: Edit | undefined, label?: string) => boolean;
  readonly announce: (words: string) => void;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error('This part works inside the editor only.');
  return editor;
}

export function useDraft<Slice>(select: (state: DraftState) => Slice): Slice {
  return useStore(useEditor().draft.store, select);
}

export function useView<Slice>(select: (state: ViewState) => Slice): Slice {
  return useStore(useEditor().view, select);
}

export function useDocument(): WorkflowDocument {
  return useDraft((state) => state.document);
}

/** The one step the dock shows. */
export function useSelected(): string | undefined {
  return useView(({ selection }) => (selection.length === 1 ? selection[0] : undefined));
}
