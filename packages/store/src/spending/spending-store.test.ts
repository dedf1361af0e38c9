import type { SpendingRun, SpendingStore } from '@arches/engine';
import { type TestDatabase, testDatabases } from '@arches/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { createSpendingStore, findRunBudget } from './spending-store.ts';

const call = { step: 'ask', attempt: 1, model: 'tiny' };

testDatabases('budgets', (db) => {
  const store = (): SpendingStore => createSpendingStore(db.database());

  /** A run that is kept, with its workflow's budget. */
  async function run(orgId: string, budgetUsd?: number, waits?: SpendingRun, repeats?: SpendingRun): Promise<SpendingRun> {
    const runId = newId('run');
    const parent = waits ?? repeats;
    await db.database().withTenant(orgId, async (tx) => {
      const document = JSON.stringify({ settings: budgetUsd === undefined ? {} : { budgetUsd } });
      await tx
        .insertInto('run_document')
        .values({ org_id: orgId, hash: runId, document: document as never })
        .execute();
      await tx
        .insertInto('run')
        .values({
          org_id: orgId,
          id: runId,
          project_id: 'p',
          workspace_id: 'w',
          workflow_id: 'wf',
          workflow_name: 'W',
          mode: 'live',
          status: 'running',
          trigger_kind: 'api',
          document_hash: runId,
          input: 'null' as never,
          last_seq: 1,
          epoch: 1,
          created_at: new Date(),
          ...(parent ? { parent_run_id: parent.runId, parent_step: waits ? 'call' : null } : {}),
        } as never)
        .execute();
    });
    return { orgId, runId };
  }
  const standing = ({ orgId, runId }: SpendingRun) => db.database().withTenant(orgId, (tx) => findRunBudget(tx, orgId, runId));
  const reserve = async (given: SpendingStore, who: SpendingRun, estimateUsd: number): Promise<string | undefined> => {
    const kept = await given.reserve(who, await given.budgetsOf(who), { ...call, estimateUsd });
    return kept.kind === 'reserved' ? kept.id : undefined;
  };

  test('a call is held until it is settled, and what it did not cost is free again', async () => {
    const who = await run(await organisation(db), 0.1);
    const id = await reserve(store(), who, 0.08);
    expect(await standing(who)).toMatchObject({ budgetUsd: 0.1, spentUsd: 0, reservedUsd: 0.08 });
    expect(await store().reserve(who, [who.runId], { ...call, estimateUsd: 0.03 })).toMatchObject({
      kind: 'refused',
      budget: { runId: who.runId, budgetUsd: 0.1, spentUsd: 0, reservedUsd: 0.08 },
    });
    await store().settle(who, id ?? '', 0.01);
    await store().settle(who, id ?? '', 0.01);
    expect(await standing(who)).toMatchObject({ spentUsd: 0.01, reservedUsd: 0 });
    expect(await reserve(store(), who, 0.09)).toBeDefined();
  });

  test('a budget can be spent to its last cent, in amounts that no binary fraction holds', async () => {
    const who = await run(await organisation(db), 0.3);
    for (const estimate of [0.1, 0.1, 0.1]) expect(await reserve(store(), who, estimate)).toBeDefined();
    expect(await reserve(store(), who, 1e-9)).toBeUndefined();
  });

  test('what is left open counts with its estimate, until somebody knows better', async () => {
    const who = await run(await organisation(db), 1);
    const id = await reserve(store(), who, 0.4);
    await store().loseOpen(who);
    await store().loseOpen(who);
    expect(await standing(who)).toMatchObject({ spentUsd: 0.4, reservedUsd: 0 });
    await store().settle(who, id ?? '', null);
    expect(await standing(who)).toMatchObject({ spentUsd: 0.4, reservedUsd: 0 });
    await store().settle(who, id ?? '', 0.1);
    expect(await standing(who)).toMatchObject({ spentUsd: 0.1, reservedUsd: 0 });
  });

  test('a run draws on the budgets of those that wait for it, and a repeated run on its own alone', async () => {
    const orgId = await organisation(db);
    const top = await run(orgId, 1);
    const middle = await run(orgId, undefined, top);
    const inner = await run(orgId, 0.5, middle);
    const again = await run(orgId, 0.5, undefined, inner);
    expect(await store().budgetsOf(inner)).toEqual([top.runId, inner.runId].sort());
    expect(await store().budgetsOf(middle)).toEqual([top.runId]);
    expect(await store().budgetsOf(again)).toEqual([again.runId]);
    expect(await store().budgetsOf(await run(orgId))).toEqual([]);
    await reserve(store(), top, 0.7);
    expect(await reserve(store(), inner, 0.4)).toBeUndefined();
    expect(await reserve(store(), inner, 0.3)).toBeDefined();
    expect(await standing(top)).toMatchObject({ reservedUsd: 1 });
    expect(await standing(inner)).toMatchObject({ reservedUsd: 0.3 });
  });

  test('another organisation sees and moves nothing of it', async () => {
    const who = await run(await organisation(db), 1);
    const id = await reserve(store(), who, 0.4);
    const stranger = { orgId: await organisation(db), runId: who.runId };
    const same = store();
    expect(await same.budgetsOf(who)).toEqual([who.runId]);
    expect(await same.budgetsOf(stranger)).toEqual([]);
    await store().settle(stranger, id ?? '', 0);
    expect(await standing(who)).toMatchObject({ reservedUsd: 0.4 });
  });

  test('calls that ask at the same time, in several processes, never break a budget together', async () => {
    const orgId = await organisation(db);
    const top = await run(orgId, 1);
    const children = await Promise.all(Array.from({ length: 4 }, () => run(orgId, 0.5, top)));
    const kept = await Promise.all(Array.from({ length: 40 }, (_, n) => reserve(store(), children[n % 4] ?? top, 0.07)));
    expect(kept.filter((id) => id !== undefined)).toHaveLength(14);
    expect((await standing(top))?.reservedUsd).toBeCloseTo(0.98, 9);
  });

  test('in any order of calls, answers, losses and crashes: what was paid and may have been paid stays within every budget', async () => {
    const orgId = await organisation(db);
    const cents = fc.integer({ min: 0, max: 40 });
    const event = fc.oneof(
      fc.record({ kind: fc.constant('call' as const), who: fc.nat(2), cents: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('answer' as const), which: fc.nat(9), cents: fc.option(cents) }),
      fc.record({ kind: fc.constant('crash' as const), who: fc.nat(2) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 60 }),
        fc.array(event, { maxLength: 25 }),
        async (top, inner, events) => {
          const parent = await run(orgId, top / 100);
          const runs = [parent, await run(orgId, inner / 100, parent), await run(orgId, undefined, parent)];
          let process = store();
          /** Of the calls that went out, by run: the most that each may have cost, as far as anybody outside knows. */
          const calls: { readonly who: number; readonly id: string; readonly estimate: number; paid: number; answered: boolean }[] = [];
          for (const each of events) {
            if (each.kind === 'call') {
              const who = runs[each.who] ?? parent;
              const id = await reserve(process, who, each.cents / 100);
              if (id !== undefined) calls.push({ who: each.who, id, estimate: each.cents, paid: each.cents, answered: false });
            } else if (each.kind === 'answer') {
              const made = calls[each.which];
              if (!made || made.answered) continue;
              const paid = each.cents === null ? null : Math.min(each.cents, made.estimate);
              await process.settle(runs[made.who] ?? parent, made.id, paid === null ? null : paid / 100);
              if (paid !== null) Object.assign(made, { paid, answered: true });
            } else {
              process = store();
              await process.loseOpen(runs[each.who] ?? parent);
            }
            const paid = (own: readonly number[]): number => calls.reduce((sum, made) => sum + (own.includes(made.who) ? made.paid : 0), 0);
            expect(paid([0, 1, 2])).toBeLessThanOrEqual(top);
            expect(paid([1])).toBeLessThanOrEqual(inner);
            const kept = await standing(parent);
            if (kept) expect((kept.spentUsd + kept.reservedUsd) * 100).toBeCloseTo(paid([0, 1, 2]), 6);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

async function organisation(db: TestDatabase): Promise<string> {
  const orgId = newId('org');
  await db.database().withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Test' }).execute());
  return orgId;
}
