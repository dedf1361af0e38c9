import { applyPatches, type Patch, sameJson, type WorkflowDocument } from '@arches/kernel';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkflowDetail } from '../../../lib/api.ts';
import { shownError } from '../../../lib/errors.ts';
import type { Outbox } from './outbox.ts';
import { type PendingOp, queued, rebased } from './patch-queue.ts';
import { emptyStack, pushed, type UndoStack } from './undo-stack.ts';

export type SaveState = 'saved' | 'saving' | 'offline';

export interface DraftState extends UndoStack {
  readonly document: WorkflowDocument;
  /** Newest revision the server confirmed; `pending` is on top of it. */
  readonly revision: number;
  readonly pending: readonly PendingOp[];
  readonly save: SaveState;
  /** What the server says beside the document: live version, triggers. */
  readonly detail: WorkflowDetail;
}

/** The two calls the draft makes. */
export interface DraftApi {
  readonly patch: (baseRevision: number, op: PendingOp) => Promise<WorkflowDetail>;
  readonly get: () => Promise<WorkflowDetail>;
}

export interface DraftOptions {
  readonly api: DraftApi;
  readonly outbox: Outbox;
  /** Something a person should know: a change was dropped, an undo is not possible. */
  readonly notice: (message: string) => void;
  readonly sendAfterMs?: number;
  readonly makeId?: () => string;
}

export interface ChangeOptions {
  readonly label: string;
  /** Changes with one key that follow each other soon are one undo entry. */
  readonly key?: string;
}

export interface Draft {
  readonly store: StoreApi<DraftState>;
  /** Applies at once, makes an undo entry, and sends within a second. False when the patches do not fit. */
  readonly change: (patches: readonly Patch[], options: ChangeOptions) => boolean;
  /** Patches the server has applied already (a kept proposal): an undo entry, nothing to send. */
  readonly adopt: (detail: WorkflowDetail, label: string, inverse: readonly Patch[]) => void;
  /** A newer state of the draft, made elsewhere. */
  readonly receive: (detail: WorkflowDetail) => void;
  readonly undo: () => string | undefined;
  readonly redo: () => string | undefined;
  /** Sends now what waits; resolves when all is saved or the server cannot be reached. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
}

const retryMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** The draft as this page edits it. No whole document ever goes to the server: only ordered patches do. */
export function createDraft(detail: WorkflowDetail, options: DraftOptions): Draft {
  const { api, outbox, notice, sendAfterMs = 500, makeId = () => crypto.randomUUID() } = options;
  const kept = outbox.read();
  const start = rebased(detail.document as WorkflowDocument, kept?.ops ?? []);
  const store = createStore<DraftState>()(() => ({
    ...emptyStack,
    document: start.document,
    revision: detail.draftRevision,
    // A batch that does not apply may have arrived before the reload; the server tells by its id, so all of them are sent again.
    pending: kept?.ops ?? [],
    save: kept ? 'saving' : 'saved',
    detail,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: string | undefined;
  let failures = 0;
  let closed = false;
  let baseOfKept = kept?.baseRevision;

  if (kept) schedule(0);

  function schedule(afterMs: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void sendAll(), afterMs);
  }

  function enqueue(patches: readonly Patch[], document: WorkflowDocument, stack: UndoStack): void {
    const { pending, revision, save } = store.getState();
    const next = queued(pending, patches, sending, makeId);
    outbox.write(revision, next);
    store.setState({ document, pending: next, save: save === 'offline' ? 'offline' : 'saving', ...stack });
    if (sending === undefined && save !== 'offline') schedule(sendAfterMs);
  }

  async function sendAll(): Promise<void> {
    clearTimeout(timer);
    while (sending === undefined && !closed) {
      const { pending, revision } = store.getState();
      const [op] = pending;
      if (!op) return;
      sending = op.clientOpId;
      try {
        const answer = await api.patch(baseOfKept ?? revision, op);
        failures = 0;
        settle(answer, op.clientOpId);
      } catch (error) {
        if (!(await recover(error, op))) return;
      } finally {
        sending = undefined;
      }
    }
  }

  /** Takes a confirmed document and lays what still waits on top. */
  function settle(answer: WorkflowDetail, done: string | undefined): void {
    baseOfKept = undefined;
    const left = store.getState().pending.filter(({ clientOpId }) => clientOpId !== done);
    const { document, dropped, ops } = rebased(answer.document as WorkflowDocument, left);
    const before = store.getState().document;
    outbox.write(answer.draftRevision, ops);
    store.setState({
      document: sameJson(before, document) ? before : document,
      revision: answer.draftRevision,
      pending: ops,
      save: ops.length === 0 ? 'saved' : 'saving',
      detail: answer,
    });
    if (dropped > 0) notice('A change of yours no longer fits, because somebody else changed the same step meanwhile.');
  }

  /** True when sending may go on. */
  async function recover(error: unknown, op: PendingOp): Promise<boolean> {
    const { status, message } = shownError(error);
    if (status === undefined || status >= 500 || status === 429 || status === 401) {
      failures += 1;
      store.setState({ save: 'offline' });
      schedule(retryMs[Math.min(failures, retryMs.length) - 1] ?? 15_000);
      return false;
    }
    try {
      const fresh = await api.get();
      if (status === 409) settle(fresh, undefined);
      else {
        settle(fresh, op.clientOpId);
        notice(`A change was not accepted and was taken back: ${message}`);
      }
      return true;
    } catch {
      store.setState({ save: 'offline' });
      schedule(retryMs[0]);
      return false;
    }
  }

  function change(patches: readonly Patch[], { label, key }: ChangeOptions): boolean {
    if (patches.length === 0) return false;
    const state = store.getState();
    try {
      const { document, inverse } = applyPatches(state.document, patches);
      const entry = { label, patches, inverse, at: Date.now(), ...(key === undefined ? {} : { key }) };
      enqueue(patches, document, pushed(state, entry));
      return true;
    } catch (error) {
      notice(shownError(error).message);
      return false;
    }
  }

  function step(from: 'undo' | 'redo'): string | undefined {
    const state = store.getState();
    const entry = state[from].at(-1);
    if (!entry) return undefined;
    const patches = from === 'undo' ? entry.inverse : entry.patches;
    const to = from === 'undo' ? 'redo' : 'undo';
    const left = state[from].slice(0, -1);
    try {
      const { document, inverse } = applyPatches(state.document, patches);
      const { key: _, ...plain } = entry;
      const turned = from === 'undo' ? { ...plain, patches: inverse } : { ...plain, inverse };
      const stack = { [from]: left, [to]: [...state[to], turned] } as unknown as UndoStack;
      enqueue(patches, document, stack);
      return entry.label;
    } catch {
      store.setState({ [from]: left } as unknown as UndoStack);
      notice(`“${entry.label}” cannot be taken back any more: somebody else has changed the same step since.`);
      return undefined;
    }
  }

  return {
    store,
    change,
    adopt: (answer, label, inverse) => {
      const before = store.getState();
      settle(answer, undefined);
      const after = store.getState().document;
      let patches: readonly Patch[] = [];
      try {
        // What brings the change back after it was undone is the inverse of its inverse.
        patches = applyPatches(after, inverse).inverse;
      } catch {
        return;
      }
      store.setState(pushed(before, { label, patches, inverse, at: Date.now() }));
    },
    receive: (answer) => {
      if (sending !== undefined || answer.draftRevision < store.getState().revision) return;
      settle(answer, undefined);
    },
    undo: () => step('undo'),
    redo: () => step('redo'),
    flush: async () => {
      failures = 0;
      for (let tries = 0; tries < 200 && sending !== undefined; tries += 1) await new Promise((done) => setTimeout(done, 25));
      await sendAll();
    },
    close: () => {
      // What waits is in the outbox; a last attempt to send it costs nothing.
      void sendAll().finally(() => {
        closed = true;
        clearTimeout(timer);
      });
    },
  };
}
