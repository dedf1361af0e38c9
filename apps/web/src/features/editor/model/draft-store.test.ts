import { applyPatches, type Patch, type WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import type { WorkflowDetail } from '../../../lib/api.ts';
import { createDraft, type Draft } from './draft-store.ts';
import type { PendingOp } from './patch-queue.ts';

const document: WorkflowDocument = {
  schemaVersion: 1,
  id: 'wf',
  name: 'Test',
  nodes: [{ id: 'a', type: 'data.template', config: { template: 'x' } }],
  edges: [],
};

/** A server's draft in memory, with the rules of the real one: revisions, ids that count once, refusals. */
function memoryServer() {
  let current = document;
  let revision = 1;
  const seen = new Set<string>();
  const state = { down: false, conflictOnce: false, sent: [] as PendingOp[] };
  const detail = (): WorkflowDetail => ({ document: current, draftRevision: revision }) as unknown as WorkflowDetail;
  const refuse = (status: number, message: string): never => {
    throw Object.assign(new Error(message), { status });
  };
  return {
    state,
    detail,
    changeElsewhere: (patches: readonly Patch[]) => {
      current = applyPatches(current, patches).document;
      revision += 1;
    },
    api: {
      get: () => Promise.resolve(detail()),
      patch: async (_base: number, op: PendingOp) => {
        if (state.down) throw new TypeError('Failed to fetch');
        state.sent.push(op);
        if (state.conflictOnce) {
          state.conflictOnce = false;
          refuse(409, 'revision_conflict');
        }
        if (!seen.has(op.clientOpId)) {
          seen.add(op.clientOpId);
          current = applyPatches(current, op.patches).document;
          revision += 1;
        }
        return detail();
      },
    },
  };
}

function memoryStorage() {
  let value: ReturnType<Parameters<typeof createDraft>[1]['outbox']['read']>;
  return {
    read: () => value,
    write: (baseRevision: number, ops: readonly PendingOp[]) => {
      value = ops.length === 0 ? undefined : { baseRevision, ops };
    },
  };
}

function setUp() {
  const server = memoryServer();
  const outbox = memoryStorage();
  const notices: string[] = [];
  const open = (): Draft =>
    createDraft(server.detail(), { api: server.api, outbox, notice: (words) => notices.push(words), sendAfterMs: 5 });
  return { server, outbox, notices, open, draft: open() };
}

const type = (value: string): Patch => ({ op: 'set_config', nodeId: 'a', path: ['template'], value });
const configOf = (draft: Draft): unknown => draft.store.getState().document.nodes[0]?.config;

test('a change shows at once and is saved a moment later', async () => {
  const { draft, server, outbox } = setUp();
  draft.change([type('hello')], { label: 'Changed Text' });
  expect(configOf(draft)).toEqual({ template: 'hello' });
  expect(draft.store.getState().save).toBe('saving');
  await draft.flush();
  expect(draft.store.getState().save).toBe('saved');
  expect(draft.store.getState().revision).toBe(2);
  expect(server.state.sent).toHaveLength(1);
  expect(outbox.read()).toBeUndefined();
});

test('undo and redo send their own patches, and restore exactly', async () => {
  const { draft, server } = setUp();
  draft.change([type('hello')], { label: 'Changed Text' });
  expect(draft.undo()).toBe('Changed Text');
  expect(draft.store.getState().document).toEqual(document);
  draft.redo();
  expect(configOf(draft)).toEqual({ template: 'hello' });
  draft.undo();
  await draft.flush();
  expect((server.detail().document as WorkflowDocument).nodes).toEqual(document.nodes);
});

test('while the server is away changes are kept here, and a reload sends them', async () => {
  const { draft, server, open } = setUp();
  server.state.down = true;
  draft.change([type('kept')], { label: 'Changed Text' });
  await draft.flush();
  expect(draft.store.getState().save).toBe('offline');
  draft.close();
  server.state.down = false;
  const reloaded = open();
  expect(configOf(reloaded)).toEqual({ template: 'kept' });
  await reloaded.flush();
  expect(reloaded.store.getState().save).toBe('saved');
  expect((server.detail().document as WorkflowDocument).nodes[0]?.config).toEqual({ template: 'kept' });
});

test('on a conflict the newest draft is read and the change is made again on top', async () => {
  const { draft, server } = setUp();
  server.changeElsewhere([{ op: 'set_meta', field: 'name', value: 'Renamed elsewhere' }]);
  server.state.conflictOnce = true;
  draft.change([type('mine')], { label: 'Changed Text' });
  await draft.flush();
  expect(draft.store.getState().document).toMatchObject({ name: 'Renamed elsewhere', nodes: [{ config: { template: 'mine' } }] });
  expect(draft.store.getState().save).toBe('saved');
});

test('what somebody else removed cannot be undone into, and says so', async () => {
  const { draft, server, notices } = setUp();
  draft.change([type('mine')], { label: 'Changed Text' });
  await draft.flush();
  server.changeElsewhere([{ op: 'remove_node', nodeId: 'a' }]);
  draft.receive(server.detail());
  expect(draft.undo()).toBeUndefined();
  expect(notices[0]).toContain('somebody else');
});

test('a kept proposal is one undo entry', async () => {
  const { draft, server } = setUp();
  const patches: Patch[] = [type('proposed'), { op: 'set_meta', field: 'name', value: 'Proposed' }];
  const { inverse } = applyPatches(document, patches);
  server.changeElsewhere(patches);
  draft.adopt(server.detail(), 'Kept the proposal', inverse);
  expect(draft.store.getState().document.name).toBe('Proposed');
  draft.undo();
  expect(draft.store.getState().document).toEqual(document);
  draft.redo();
  expect(draft.store.getState().document.name).toBe('Proposed');
});
