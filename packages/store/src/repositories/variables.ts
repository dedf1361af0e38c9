import { AppError, type JsonObject, type WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import type { VariableRow } from '../workflow-tables.ts';

/** Variables that one organisation may have. */
export const mostVariables = 200;

/** By name. */
export function listVariables(tx: Tx, orgId: string): Promise<VariableRow[]> {
  return tx.selectFrom('variable').selectAll().where('org_id', '=', orgId).orderBy('name').execute();
}

export async function listVariableNames(tx: Tx, orgId: string): Promise<string[]> {
  const rows = await tx.selectFrom('variable').select('name').where('org_id', '=', orgId).orderBy('name').execute();
  return rows.map(({ name }) => name);
}

export async function variableValues(tx: Tx, orgId: string): Promise<JsonObject> {
  const rows = await tx.selectFrom('variable').select(['name', 'value']).where('org_id', '=', orgId).execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

export interface VariableChange {
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
  readonly by: string;
}

/** Makes a variable or puts another value in it. Throws `too_many_variables`. Those who make one at once do so one after the other. */
export async function saveVariable(tx: Tx, orgId: string, { name, value, description, by }: VariableChange): Promise<void> {
  await sql`select 1 from organisation where org_id = ${orgId} for no key update`.execute(tx);
  const row = { value: json(value), description, changed_by: by, changed_at: sql<Date>`now()` };
  await tx
    .insertInto('variable')
    .values({ org_id: orgId, name, ...row })
    .onConflict((conflict) => conflict.columns(['org_id', 'name']).doUpdateSet(row))
    .execute();
  const { count } = await tx
    .selectFrom('variable')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
  if (Number(count) > mostVariables) {
    const message = `An organisation has at most ${mostVariables} variables. Delete one that nothing uses, or put several values into one, as an object.`;
    throw new AppError('too_many_variables', message);
  }
}

/** @returns whether it was there */
export async function deleteVariable(tx: Tx, orgId: string, name: string): Promise<boolean> {
  const gone = await tx.deleteFrom('variable').where('org_id', '=', orgId).where('name', '=', name).returning('name').execute();
  return gone.length > 0;
}

export interface DocumentsOfWorkflow {
  readonly id: string;
  readonly name: string;
  readonly draft: WorkflowDocument | null;
  readonly live: WorkflowDocument | null;
}

/** Workflows whose draft or live document has the word `vars` or `env` somewhere in its text; documents without it are null. */
export async function documentsThatMentionSettings(tx: Tx, orgId: string): Promise<DocumentsOfWorkflow[]> {
  const { rows } = await sql<DocumentsOfWorkflow>`
    select * from (
      select w.id, w.name,
        case when w.draft::text ~ '\\m(vars|env)\\M' then w.draft end as draft,
        case when v.document::text ~ '\\m(vars|env)\\M' then v.document end as live
      from workflow w
      left join workflow_version v on v.org_id = w.org_id and v.workflow_id = w.id and v.version = w.live_version
      where w.org_id = ${orgId} and w.status <> 'archived'
    ) found
    where draft is not null or live is not null
    order by name, id`.execute(tx);
  return rows;
}
