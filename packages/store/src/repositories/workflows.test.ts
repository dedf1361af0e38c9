import type { WorkflowDocument } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import { createOrganisation, type NewOrganisation } from './organisations.ts';
import { createProposal, discardProposal, findProposal, keepProposal, listOpenProposals } from './proposals.ts';
import { dueSchedules, listSchedules, msUntilNextSchedule, replaceSchedules, settleSchedule } from './schedules.ts';
import { ticksInRange } from './trigger-ticks.ts';
import { findWebhookRoute, replaceWebhookRoutes } from './webhook-routes.ts';
import { listDraftChanges, saveDraft } from './workflow-drafts.ts';
import { findLiveVersion, findVersion, listVersions, makeVersionLive, publishVersion } from './workflow-versions.ts';
import { archiveWorkflow, createWorkflow, findWorkflow, listWorkflows, restoreWorkflow } from './workflows.ts';

function documentOf(id: string, name: string): WorkflowDocument {
  // Fields in no alphabetical order, to see that theirs is kept.
  const fields = { zebra: 1, apple: 2, 10: 3 };
  return { schemaVersion: 1, id, name, nodes: [{ id: 'set', type: 'data.set', config: { fields } }], edges: [] };
}

testDatabases('workflows', ({ database }) => {
  let place: NewOrganisation;
  let elsewhere: NewOrganisation;
  const here = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database().withTenant(place.orgId, work);
  const there = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database().withTenant(elsewhere.orgId, work);

  beforeAll(async () => {
    const make = (name: string) => {
      const orgId = newId('org');
      return database().withTenant(orgId, (tx) => createOrganisation(tx, orgId, name));
    };
    [place, elsewhere] = [await make('Here'), await make('There')];
  });

  async function newWorkflow(name: string): Promise<string> {
    const id = newId('wf');
    await here((tx) => createWorkflow(tx, place.orgId, { id, ...place, document: documentOf(id, name), createdBy: 'usr_1' }));
    return id;
  }

  const change = (id: string, expectedRevision: number, name: string, clientOpId?: string) => ({
    document: documentOf(id, name),
    expectedRevision,
    patches: [{ op: 'set_meta', field: 'name', value: name } as const],
    inverse: [],
    madeBy: 'usr_1',
    ...(clientOpId === undefined ? {} : { clientOpId }),
  });

  test('keeps a document as it was written, order of fields included', async () => {
    const id = await newWorkflow('Ordered');
    const found = await here((tx) => findWorkflow(tx, place.orgId, id));
    expect(JSON.stringify(found?.draft)).toBe(JSON.stringify(documentOf(id, 'Ordered')));
    expect(found).toMatchObject({ name: 'Ordered', status: 'draft', draft_revision: 1, live_version: null });
  });

  test('is not there for another tenant, under its own id or with the right organisation in hand', async () => {
    const id = await newWorkflow('Private');
    expect(await there((tx) => findWorkflow(tx, elsewhere.orgId, id))).toBeUndefined();
    expect(await there((tx) => findWorkflow(tx, place.orgId, id))).toBeUndefined();
    await expect(there((tx) => saveDraft(tx, place.orgId, id, change(id, 1, 'Stolen')))).rejects.toMatchObject({
      code: 'workflow_not_found',
    });
  });

  test('cannot be put into a project of another tenant', async () => {
    const id = newId('wf');
    const work = here((tx) =>
      createWorkflow(tx, place.orgId, {
        id,
        projectId: elsewhere.projectId,
        workspaceId: place.workspaceId,
        document: documentOf(id, 'X'),
        createdBy: 'usr_1',
      }),
    );
    await expect(work).rejects.toMatchObject({ code: '23503' });
  });

  describe('saving a draft', () => {
    test('counts revisions and notes each change', async () => {
      const id = await newWorkflow('Draft');
      expect(await here((tx) => saveDraft(tx, place.orgId, id, change(id, 1, 'Draft 2')))).toBe(2);
      expect(await here((tx) => saveDraft(tx, place.orgId, id, change(id, 2, 'Draft 3')))).toBe(3);
      expect(await here((tx) => findWorkflow(tx, place.orgId, id))).toMatchObject({ name: 'Draft 3', draft_revision: 3 });
      expect((await here((tx) => listDraftChanges(tx, place.orgId, id, { limit: 10 }))).map(({ revision }) => revision)).toEqual([3, 2]);
    });

    test('on a revision that is no longer current is a conflict that names the current one', async () => {
      const id = await newWorkflow('Draft');
      await here((tx) => saveDraft(tx, place.orgId, id, change(id, 1, 'Mine')));
      await expect(here((tx) => saveDraft(tx, place.orgId, id, change(id, 1, 'Theirs')))).rejects.toMatchObject({
        code: 'revision_conflict',
        details: { revision: 2 },
      });
      expect(await here((tx) => findWorkflow(tx, place.orgId, id))).toMatchObject({ name: 'Mine' });
    });

    test('by two at once lets one through', async () => {
      const id = await newWorkflow('Race');
      const saves = await Promise.allSettled(
        ['A', 'B', 'C'].map((name) => here((tx) => saveDraft(tx, place.orgId, id, change(id, 1, name)))),
      );
      expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('again with the same client operation changes nothing and gives the same revision', async () => {
      const id = await newWorkflow('Repeated');
      for (const expected of [1, 1, 2]) {
        expect(await here((tx) => saveDraft(tx, place.orgId, id, change(id, expected, 'Once', 'op-1')))).toBe(2);
      }
      expect(await here((tx) => listDraftChanges(tx, place.orgId, id, { limit: 10 }))).toHaveLength(1);
    });
  });

  describe('publishing', () => {
    const publication = (id: string, name: string) => ({ document: documentOf(id, name), note: name, publishedBy: 'usr_1' });

    test('makes numbered versions that stay as they are; an earlier one can be made live again', async () => {
      const id = await newWorkflow('Published');
      expect(await here((tx) => findLiveVersion(tx, place.orgId, id))).toBeUndefined();
      const first = await here((tx) => publishVersion(tx, place.orgId, id, publication(id, 'One')));
      const second = await here((tx) => publishVersion(tx, place.orgId, id, publication(id, 'Two')));
      expect([first.version, second.version]).toEqual([1, 2]);
      expect(await here((tx) => findLiveVersion(tx, place.orgId, id))).toEqual(second);
      await here((tx) => makeVersionLive(tx, place.orgId, id, 1));
      expect((await here((tx) => findLiveVersion(tx, place.orgId, id)))?.document.name).toBe('One');
      expect((await here((tx) => listVersions(tx, place.orgId, id))).map(({ version }) => version)).toEqual([2, 1]);
      await expect(here((tx) => makeVersionLive(tx, place.orgId, id, 3))).rejects.toMatchObject({ code: 'version_not_found' });
    });

    test('never lets a version be changed or deleted', async () => {
      const id = await newWorkflow('Immutable');
      await here((tx) => publishVersion(tx, place.orgId, id, publication(id, 'One')));
      await expect(here((tx) => tx.updateTable('workflow_version').set({ note: 'x' }).execute())).rejects.toMatchObject({ code: '42501' });
      await expect(here((tx) => tx.deleteFrom('workflow_version').execute())).rejects.toMatchObject({ code: '42501' });
      expect(await here((tx) => findVersion(tx, place.orgId, id, 1))).toMatchObject({ note: 'One' });
    });

    test('by several at once numbers them one after the other', async () => {
      const id = await newWorkflow('Race');
      const versions = await Promise.all([1, 2, 3, 4].map(() => here((tx) => publishVersion(tx, place.orgId, id, publication(id, 'X')))));
      expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    });

    test('an older state than the draft is a conflict when the revision was given', async () => {
      const id = await newWorkflow('Stale');
      await here((tx) => saveDraft(tx, place.orgId, id, change(id, 1, 'Newer')));
      const stale = here((tx) => publishVersion(tx, place.orgId, id, { ...publication(id, 'Old'), expectedRevision: 1 }));
      await expect(stale).rejects.toMatchObject({ code: 'revision_conflict', details: { revision: 2 } });
    });
  });

  describe('lists', () => {
    test('page through everything once, newest change first, whatever the page size', async () => {
      const mark = newId('wf');
      const ids: string[] = [];
      for (let index = 0; index < 7; index += 1) ids.unshift(await newWorkflow(`${mark} ${index}`));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const filter = { search: mark, limit: 3, ...(cursor === undefined ? {} : { cursor }) };
        const page = await here((tx) => listWorkflows(tx, place.orgId, filter));
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids);
    });

    test('find words in any order and case, and take %, _ and \\ as letters', async () => {
      const id = await newWorkflow('Save 100% of_the Invoices');
      const search = async (words: string) =>
        (await here((tx) => listWorkflows(tx, place.orgId, { search: words, limit: 100 }))).items.map((item) => item.id);
      expect(await search('INVOICES save')).toEqual([id]);
      expect(await search('100%')).toEqual([id]);
      expect(await search('of_the')).toEqual([id]);
      expect(await search('of%the')).toEqual([]);
      expect(await search('\\')).toEqual([]);
    });

    test('refuse a cursor that is not one', async () => {
      const list = here((tx) => listWorkflows(tx, place.orgId, { cursor: "x' or true", limit: 3 }));
      await expect(list).rejects.toMatchObject({ code: 'invalid_cursor' });
    });
  });

  describe('triggers', () => {
    test('find a webhook by method and path across tenants until the workflow is archived', async () => {
      const id = await newWorkflow('Hook');
      await here((tx) => publishVersion(tx, place.orgId, id, { document: documentOf(id, 'Hook'), note: '', publishedBy: 'usr_1' }));
      const path = newId('hook');
      await here((tx) => replaceWebhookRoutes(tx, place.orgId, id, 1, [{ nodeId: 'hook', method: 'POST', path, respond: 'immediately' }]));
      const find = (method: string) => database().system((tx) => findWebhookRoute(tx, method, path));
      expect(await find('POST')).toEqual({ orgId: place.orgId, workflowId: id, version: 1, nodeId: 'hook', respond: 'immediately' });
      expect(await find('GET')).toBeUndefined();
      await here((tx) => archiveWorkflow(tx, place.orgId, id));
      expect(await find('POST')).toBeUndefined();
      await here((tx) => restoreWorkflow(tx, place.orgId, id));
      expect(await find('POST')).toBeDefined();
      await here((tx) => replaceWebhookRoutes(tx, place.orgId, id, 1, []));
      expect(await find('POST')).toBeUndefined();
    });

    test('refuse a webhook path that somebody else has', async () => {
      const [first, second] = [await newWorkflow('First'), await newWorkflow('Second')];
      const path = newId('hook');
      const take = (id: string) =>
        here(async (tx) => {
          await publishVersion(tx, place.orgId, id, { document: documentOf(id, 'Hook'), note: '', publishedBy: 'usr_1' });
          await replaceWebhookRoutes(tx, place.orgId, id, 1, [{ nodeId: 'hook', method: 'POST', path, respond: 'immediately' }]);
        });
      await take(first);
      await expect(take(second)).rejects.toMatchObject({ code: 'webhook_path_taken' });
      expect(await here((tx) => findWorkflow(tx, place.orgId, second))).toMatchObject({ live_version: null });
    });

    test('fire a due schedule once, however many ask', async () => {
      const id = await newWorkflow('Nightly');
      await here((tx) => publishVersion(tx, place.orgId, id, { document: documentOf(id, 'Nightly'), note: '', publishedBy: 'usr_1' }));
      const due = new Date('2026-01-01T00:00:00Z');
      const spec = { cron: '0 0 * * *' };
      const next = new Date('2999-01-01T00:00:00Z');
      await here((tx) =>
        replaceSchedules(tx, place.orgId, id, 1, [
          { nodeId: 'tick', spec, timezone: 'Europe/Berlin', catchUp: 'last', catchUpLimit: 100, delayMs: 5000, nextDue: due },
        ]),
      );
      expect(await database().system(msUntilNextSchedule)).toBeLessThan(0);
      const [found] = await database().system((tx) => dueSchedules(tx, 10));
      expect(found).toMatchObject({ orgId: place.orgId, workflowId: id, nodeId: 'tick', nextDue: due });
      const tick = { status: 'fired', dueAt: due, runId: 'run_1' } as const;
      const schedule = { id: found?.id ?? '', workflowId: id, nodeId: 'tick', delayMs: 5000 };
      const claims = await Promise.all([1, 2, 3].map(() => here((tx) => settleSchedule(tx, place.orgId, schedule, due, next, [tick]))));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await here((tx) => ticksInRange(tx, place.orgId, schedule, due, next))).toMatchObject([{ status: 'fired', run_id: 'run_1' }]);
      expect(await database().system((tx) => dueSchedules(tx, 10))).toEqual([]);
      expect(await here((tx) => listSchedules(tx, place.orgId, id))).toMatchObject([{ next_due: next }]);
    });
  });

  test('a proposal is kept or discarded once', async () => {
    const create = () =>
      here((tx) =>
        createProposal(tx, place.orgId, { workflowId: null, sentence: 'Sort my mail', body: { steps: [1] }, createdBy: 'usr_1' }),
      );
    const [kept, discarded] = [await create(), await create()];
    const id = await newWorkflow('From a proposal');
    expect(await here((tx) => keepProposal(tx, place.orgId, kept.id, id))).toMatchObject({ status: 'kept', workflow_id: id });
    await expect(here((tx) => keepProposal(tx, place.orgId, kept.id, id))).rejects.toMatchObject({
      code: 'proposal_closed',
      details: { workflowId: id },
    });
    await here((tx) => discardProposal(tx, place.orgId, discarded.id));
    expect(await here((tx) => listOpenProposals(tx, place.orgId, 10))).toEqual([]);
    expect(await there((tx) => findProposal(tx, elsewhere.orgId, kept.id))).toBeUndefined();
    await expect(there((tx) => discardProposal(tx, elsewhere.orgId, kept.id))).rejects.toMatchObject({ code: 'proposal_not_found' });
  });
});
