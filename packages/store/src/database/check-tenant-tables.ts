import { AppError } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from './open-database.ts';

/** The one condition that a tenant's rows are seen and written by, as PostgreSQL prints it. */
const TENANT_CONDITION = "(org_id = ANY (string_to_array(current_setting('arches.org_ids'::text, true), ','::text)))";

/**
 * Every way in which a table with an `org_id`, a view or the session itself would let one tenant's rows reach another. The system
 * catalogue is asked, not a list kept by hand, so a table added later cannot be forgotten.
 */
const findFaults = sql<{ subject: string; fault: string }>`
with tenant_table as (
  select c.oid, c.relname::text as name, c.relrowsecurity, c.relforcerowsecurity, c.relowner, a.attnotnull, a.attnum
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_t%'
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
  where c.relkind in ('r', 'p')
), policy as (
  select p.polrelid, p.polname, pg_get_expr(p.polqual, p.polrelid) as condition, pg_get_expr(p.polwithcheck, p.polrelid) as with_check, p.polcmd,
    p.polpermissive
  from pg_policy p
  where p.polroles = '{0}' or p.polroles @> array[(select oid from pg_roles where rolname = 'arches_app')]
)
select name as subject, 'row-level security is not enabled and forced' as fault from tenant_table where not (relrowsecurity and relforcerowsecurity)
union all
select name, 'org_id may be null' from tenant_table where not attnotnull
union all
select name, 'it belongs to the role of the application' from tenant_table where relowner = current_user::regrole
union all
select t.name, 'it has no policy for the tenant' from tenant_table t where not exists (
  select from policy p where p.polrelid = t.oid and p.polcmd = '*' and p.polpermissive and p.condition = ${TENANT_CONDITION}
    and (p.with_check is null or p.with_check = p.condition))
union all
select t.name, 'policy ' || p.polname || ' lets other rows through' from tenant_table t join policy p on p.polrelid = t.oid
where p.polpermissive and (p.condition is distinct from ${TENANT_CONDITION} or p.with_check <> p.condition)
union all
select t.name, 'it has no primary key with org_id' from tenant_table t where not exists (
  select from pg_index i where i.indrelid = t.oid and i.indisprimary and t.attnum = any (i.indkey::int2[]))
union all
select t.name, 'unique index ' || i.indexrelid::regclass || ' leaves org_id out (a comment on it that begins with "global:" and gives the reason allows that)'
from tenant_table t join pg_index i on i.indrelid = t.oid and i.indisunique
where not t.attnum = any (i.indkey::int2[]) and coalesce(obj_description(i.indexrelid, 'pg_class'), '') not like 'global:%'
union all
select t.name, 'foreign key ' || k.conname || ' leaves org_id out' from tenant_table t
join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
join tenant_table other on other.oid = k.confrelid
where not exists (
  select from unnest(k.conkey, k.confkey) as pair (mine, theirs) where pair.mine = t.attnum and pair.theirs = other.attnum)
union all
select c.relname::text, case c.relkind when 'm' then 'a materialised view has no row-level security' else 'the view is not security_invoker' end
from pg_class c
where c.relnamespace = 'public'::regnamespace and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> array['security_invoker=true'])
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
union all
select r.rolname::text, 'the session is not the role of the application, or that role can bypass row-level security'
from pg_roles r where r.rolname = current_user and (r.rolname <> 'arches_app' or r.rolsuper or r.rolbypassrls)
order by 1, 2`;

/** Throws `tenant_table_unprotected`, listing every table that would not keep tenants apart. Runs at each start. */
export async function checkTenantTables(tx: Tx): Promise<void> {
  const { rows } = await findFaults.execute(tx);
  if (rows.length === 0) return;
  const list = rows.map(({ subject, fault }) => `${subject}: ${fault}`);
  throw new AppError('tenant_table_unprotected', `The database would not keep tenants apart.\n${list.join('\n')}`, {
    details: { faults: list },
  });
}
