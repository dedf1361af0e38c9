import { type Database, forgetResults } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { requireWorkflow } from './workflow-view.ts';

/** Steps of the workflow that use earlier results are run anew from now on. Results that other workflows made and share stay. */
export function forgetResultsOf({ database }: { readonly database: Database }, caller: Principal, { id }: { readonly id: string }) {
  return database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, id);
    const forgotten = await forgetResults(tx, caller.orgId, id);
    await record(tx, caller, 'configuration', 'workflow_results_forgotten', { kind: 'workflow', id }, { forgotten });
    return { forgotten };
  });
}
