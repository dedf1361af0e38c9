import { randomUUID } from 'node:crypto';
import type { BudgetState, SpendingRun, SpendingStore } from '@arches/engine';
import { sql } from 'kysely';
import type { Database, Tx } from '../database/open-database.ts';
import type { RunBudgetTable } from './spending-tables.ts';

/** Whole numbers in JavaScript and in the database; a million dollars, the largest budget, are 10¹⁵ of them. */
const nanoOfUsd = 1e9;
/** Upwards, but not for the last bit of a product: 0.1 × 3 dollars are not 300,000,001 billionths. */
const toNano = (usd: number): number => Math.ceil(Math.min(usd, 9e6) * nanoOfUsd - 1e-3);
const toUsd = (nano: number): number => nano / nanoOfUsd;

const mostChains = 10_000;

type BudgetRow = Pick<RunBudgetTable, 'run_id' | 'budget_nano'> & { readonly spent_nano: number; readonly held_nano: number };

/**
 * Spending, apart from the journal: a budget is shared by runs that different processes may carry out, and a call that another process
 * made, and perhaps paid, must count before this one makes the next. Rows of budgets are always locked in the order of their ids.
 */
export function createSpendingStore(db: Database): SpendingStore {
  /** Who waits for a run, and the document it is pinned to, never change. */
  const chains = new Map<string, readonly string[]>();

  async function budgetsOf({ orgId, runId }: SpendingRun): Promise<readonly string[]> {
    const key = `${orgId} ${runId}`;
    const known = chains.get(key);
    if (known) return known;
    const found = await db.withTenant(orgId, (tx) => openBudgets(tx, orgId, runId));
    if (chains.size >= mostChains) chains.clear();
    chains.set(key, found);
    return found;
  }

  return {
    budgetsOf,
    reserve: ({ orgId, runId }, budgets, { step, attempt, model, estimateUsd }) =>
      db.withTenant(orgId, async (tx) => {
        const estimate = Math.max(1, toNano(estimateUsd));
        const standing = await lockBudgets(tx, orgId, budgets);
        const broken = standing.find((row) => row.spent_nano + row.held_nano + estimate > row.budget_nano);
        if (broken) return { kind: 'refused', budget: stateOf(broken) };
        const id = randomUUID();
        await sql`
          with held as (
            update run_budget set held_nano = held_nano + ${estimate}::bigint where org_id = ${orgId} and run_id = any(${[...budgets]}::text[])
          )
          insert into model_call (org_id, run_id, id, step, attempt, model, estimate_nano, budgets)
          values (${orgId}, ${runId}, ${id}, ${step}, ${attempt}, ${model}, ${estimate}::bigint, ${[...budgets]}::text[])`.execute(tx);
        return { kind: 'reserved', id };
      }),
    settle: ({ orgId, runId }, id, costUsd) => db.withTenant(orgId, (tx) => settleCalls(tx, { orgId, runId }, costUsd, id)),
    loseOpen: (run) => db.withTenant(run.orgId, (tx) => settleCalls(tx, run, null)),
  };
}

/** The budgets up the chain of runs that wait for each other, opened where this is the first call that draws on them. */
async function openBudgets(tx: Tx, orgId: string, runId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string; budget: number }>`
    with recursive chain as (
      select r.id, r.document_hash, r.parent_run_id, r.parent_step from run r where r.org_id = ${orgId} and r.id = ${runId}
      union all
      select p.id, p.document_hash, p.parent_run_id, p.parent_step from chain c
      join run p on p.org_id = ${orgId} and p.id = c.parent_run_id
      where c.parent_step is not null
    )
    select * from (
      select c.id, (d.document -> 'settings' ->> 'budgetUsd')::float8 as budget from chain c
      join run_document d on d.org_id = ${orgId} and d.hash = c.document_hash
    ) b where b.budget is not null order by b.id`.execute(tx);
  if (rows.length > 0) {
    await tx
      .insertInto('run_budget')
      .values(rows.map(({ id, budget }) => ({ org_id: orgId, run_id: id, budget_nano: Math.floor(budget * nanoOfUsd + 1e-3) })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return rows.map(({ id }) => id);
}

async function lockBudgets(tx: Tx, orgId: string, runIds: readonly string[]): Promise<BudgetRow[]> {
  return tx
    .selectFrom('run_budget')
    .select(['run_id', 'budget_nano', 'spent_nano', 'held_nano'])
    .where('org_id', '=', orgId)
    .where('run_id', 'in', [...runIds])
    .orderBy('run_id')
    .forUpdate()
    .execute();
}

/** One call, or all open ones of the run. A call whose cost nobody knew takes it when somebody does after all. */
async function settleCalls(tx: Tx, { orgId, runId }: SpendingRun, costUsd: number | null, id?: string): Promise<void> {
  const { rows } = await sql<{ budgets: string[] }>`
    select c.budgets from model_call c
    where c.org_id = ${orgId} and c.run_id = ${runId} and (${id ?? null}::text is null or c.id = ${id ?? null}) limit 1`.execute(tx);
  const budgets = rows[0]?.budgets;
  if (!budgets) return;
  await lockBudgets(tx, orgId, budgets);
  const cost = costUsd === null ? null : toNano(costUsd);
  await sql`
    with before as (
      select c.id, c.state, c.estimate_nano from model_call c
      where c.org_id = ${orgId} and c.run_id = ${runId} and (${id ?? null}::text is null or c.id = ${id ?? null})
        and (c.state = 'open' or (c.state = 'lost' and ${cost}::bigint is not null))
    ), settled as (
      update model_call c set cost_nano = ${cost}::bigint, state = case when ${cost}::bigint is null then 'lost' else 'settled' end
      from before b where c.org_id = ${orgId} and c.run_id = ${runId} and c.id = b.id
    ), moved as (
      select sum(case when state = 'open' then estimate_nano else 0 end) as held,
        sum(coalesce(${cost}::bigint, estimate_nano) - case when state = 'lost' then estimate_nano else 0 end) as spent
      from before
    )
    update run_budget r set held_nano = r.held_nano - m.held, spent_nano = r.spent_nano + m.spent
    from moved m where m.held is not null and r.org_id = ${orgId} and r.run_id = any(${budgets}::text[])`.execute(tx);
}

const stateOf = ({ run_id, budget_nano, spent_nano, held_nano }: BudgetRow): BudgetState => ({
  runId: run_id,
  budgetUsd: toUsd(budget_nano),
  spentUsd: toUsd(spent_nano),
  reservedUsd: toUsd(held_nano),
});

/** How a run's own budget stands; `undefined` before the first call that draws on it. */
export async function findRunBudget(tx: Tx, orgId: string, runId: string): Promise<BudgetState | undefined> {
  const row = await tx
    .selectFrom('run_budget')
    .select(['run_id', 'budget_nano', 'spent_nano', 'held_nano'])
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .executeTakeFirst();
  return row && stateOf(row);
}
