import type { AdmissionControl } from '@arches/engine';
import type { Catalog } from '@arches/kernel';
import { type Database, pauseWorkflow as pause, resumeWorkflow as resume, type Tx, workflowOverviews } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { namesOfPausers, requireWorkflow, summaryView } from '../workflows/workflow-view.ts';

interface Deps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly admission: Pick<AdmissionControl, 'changed'>;
}

/** What starts from now on is accepted and stands in line; runs under way finish, or begin no new steps either. */
export async function pauseWorkflow(deps: Deps, caller: Principal, input: { readonly id: string; readonly runs: 'finish' | 'hold' }) {
  await deps.database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, input.id);
    await pause(tx, caller.orgId, input.id, input.runs, caller.userId);
    await record(tx, caller, 'configuration', 'workflow_paused', { kind: 'workflow', id: input.id }, { runs: input.runs });
  });
  return nowThat(deps, caller, input.id);
}

export async function resumeWorkflow(deps: Deps, caller: Principal, input: { readonly id: string }) {
  await deps.database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, input.id);
    if (await resume(tx, caller.orgId, input.id))
      await record(tx, caller, 'configuration', 'workflow_resumed', { kind: 'workflow', id: input.id });
  });
  return nowThat(deps, caller, input.id);
}

async function nowThat({ database, catalog, admission }: Deps, caller: Principal, id: string) {
  await admission.changed();
  return database.withTenant(caller.orgId, async (tx: Tx) => {
    const row = await requireWorkflow(tx, caller.orgId, id);
    const overview = (await workflowOverviews(tx, caller.orgId, [id])).get(id);
    if (!overview) throw new Error(`The overview of ${id} is missing.`);
    return summaryView(row, overview, catalog, await namesOfPausers(tx, caller.orgId, [row]));
  });
}
