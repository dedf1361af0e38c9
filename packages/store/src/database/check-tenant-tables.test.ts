import { askForDatabase } from '@arches/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';

/** Planted as the owner of the tables, which is what a careless migration would be. */
const mistakes = [
  {
    fault: 'row-level security is not enabled and forced',
    plant: 'alter table bad no force row level security',
  },
  { fault: 'row-level security is not enabled and forced', plant: 'alter table bad disable row level security' },
  { fault: 'it has no policy for the tenant', plant: 'drop policy tenant on bad' },
  { fault: 'policy everyone lets other rows through', plant: 'create policy everyone on bad for select using (true)' },
  {
    fault: 'policy tenant lets other rows through',
    plant: `drop policy tenant on bad; create policy tenant on bad using (org_id = any (string_to_array(current_setting('arches.org_ids', true), ','))) with check (true)`,
  },
  { fault: 'org_id may be null', plant: 'alter table bad drop constraint bad_pkey, alter column org_id drop not null' },
  { fault: 'it has no primary key with org_id', plant: 'alter table bad drop constraint bad_pkey, add primary key (id)' },
  { fault: 'unique index bad_name leaves org_id out', plant: 'create unique index bad_name on bad (name)' },
  {
    fault: 'foreign key bad_project leaves org_id out',
    plant:
      'create unique index p on project (org_id, id, name); create table other (org_id text not null, id text primary key); alter table bad add constraint bad_project foreign key (name) references other (id)',
  },
  { fault: 'the view is not security_invoker', plant: 'create view peek as select * from bad' },
  { fault: 'a materialised view has no row-level security', plant: 'create materialized view peek as select * from project' },
];

const proper = `create table bad (org_id text not null, id text not null, name text, primary key (org_id, id));
  select arches_protect_table('bad');`;

let owner: pg.Client | undefined;
let url = '';
let unavailable: string | undefined;

beforeAll(async () => {
  const supplied = await askForDatabase('postgres');
  if ('unavailable' in supplied) {
    if (process.env['CI']) throw new Error(supplied.unavailable);
    unavailable = supplied.unavailable;
  } else if (supplied.kind === 'postgres') {
    url = supplied.url;
    owner = new pg.Client({ connectionString: url });
    await owner.connect();
  }
});

afterAll(() => owner?.end());

test('starts with tables that keep tenants apart', async ({ skip }) => {
  if (unavailable) skip(unavailable);
  await owner?.query(proper);
  await (await openDatabase({ kind: 'postgres', url })).close();
  await owner?.query('drop table bad');
});

test.each(mistakes)('refuses to start: $fault ($plant)', async ({ fault, plant }) => {
  if (!owner) return;
  await owner.query(proper);
  await owner.query(plant);
  try {
    await expect(openDatabase({ kind: 'postgres', url })).rejects.toMatchObject({
      code: 'tenant_table_unprotected',
      message: expect.stringContaining(fault),
    });
  } finally {
    await owner.query('drop materialized view if exists peek').catch(() => owner?.query('drop view if exists peek'));
    await owner.query('drop table if exists bad, other cascade; drop index if exists p');
  }
});
