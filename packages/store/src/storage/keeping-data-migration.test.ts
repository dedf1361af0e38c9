import { askForDatabase } from '@arches/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate, readMigrations } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';

const keepingData = 20;
const day = 24 * 60 * 60 * 1000;

/** On a server, where the tables belong to an ordinary user whom row-level security binds as well. */
test('an installation that ran before keeps every event, step and value when its tables are parted into weeks', async ({ skip }) => {
  const supplied = await askForDatabase('postgres');
  if (!('url' in supplied)) return skip('unavailable' in supplied ? supplied.unavailable : '');
  const url = await emptyDatabase(supplied.url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await migrate(
    client,
    readMigrations().filter(({ version }) => version < keepingData),
  );
  await client.query('set role none');
  const ages = [0, 3, 40, 400];
  for (const table of ['organisation', 'run_document', 'run', 'run_event', 'run_step', 'run_value'])
    await client.query(`alter table ${table} no force row level security`);
  await client.query(`insert into organisation (org_id, name) values ('org_1', 'Before')`);
  await client.query(`insert into run_document (org_id, hash, document) values ('org_1', 'f', '{}')`);
  for (const age of ages) {
    const { newId } = await import('../../../engine/src/ids.ts');
    const at = new Date(Date.now() - age * day);
    const id = newId('run', at.getTime());
    await client.query(
      `insert into run (org_id, id, project_id, workspace_id, workflow_id, workflow_name, mode, status, trigger_kind, document_hash, input, last_seq, epoch, created_at)
       values ('org_1', $1, 'p', 'w', 'wf_1', 'W', 'live', 'succeeded', 'api', 'f', 'null', 1, 1, $2)`,
      [id, at],
    );
    await client.query(
      `insert into run_event (org_id, run_id, seq, at, kind, body) values ('org_1', $1, 1, $2, 'run_started', '{"a":1}')`,
      [id, at],
    );
    await client.query(
      `insert into run_step (org_id, run_id, step, node_id, position, status, attempts, detail) values ('org_1', $1, 'a', 'a', 0, 'succeeded', 1, '{}')`,
      [id],
    );
    await client.query(`insert into run_value (org_id, run_id, id, size, body) values ('org_1', $1, 'val_1', 3, '"v"')`, [id]);
  }
  for (const table of ['organisation', 'run_document', 'run', 'run_event', 'run_step', 'run_value'])
    await client.query(`alter table ${table} force row level security`);
  await client.end();

  const database = await openDatabase({ kind: 'postgres', url });
  const counts = await database.withTenant('org_1', async (tx) => {
    const of = async (table: 'run' | 'run_event' | 'run_step' | 'run_value'): Promise<number> =>
      Number(
        (
          await tx
            .selectFrom(table)
            .select((row) => row.fn.countAll().as('rows'))
            .executeTakeFirstOrThrow()
        ).rows,
      );
    return [await of('run'), await of('run_event'), await of('run_step'), await of('run_value')];
  });
  expect(counts).toEqual(ages.map(() => ages.length));
  await database.close();
});

/** As an operator makes one: its owner is an ordinary user, and the extension is there. */
async function emptyDatabase(ready: string): Promise<string> {
  const url = new URL(ready);
  const owner = url.username;
  const name = `${url.pathname.slice(1)}_before`;
  const asAdministrator = async (database: string, statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: ready.replace(`//${owner}@`, '//postgres@').replace(/[^/]*$/, database) });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await asAdministrator('postgres', `create database ${name} owner ${owner}`);
  await asAdministrator(name, 'create extension vector');
  return ready.replace(/[^/]*$/, name);
}
