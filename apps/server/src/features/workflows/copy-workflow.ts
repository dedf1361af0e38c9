import { diffDocuments } from '@arches/kernel';
import { type Database, findVersion } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import type { ChangeFeed } from './change-feed.ts';
import { addWorkflow } from './create-workflow.ts';
import { patchWorkflow } from './patch-workflow.ts';
import { detailView, requireWorkflow, type ViewDeps, type WorkflowDetail } from './workflow-view.ts';

interface Deps extends ViewDeps {
  readonly database: Database;
  readonly changes: ChangeFeed;
}

/** The draft again as a workflow of its own. */
export async function duplicateWorkflow(
  { database, ...view }: Deps,
  caller: Principal,
  input: { readonly id: string },
): Promise<WorkflowDetail> {
  return database.withTenant(caller.orgId, async (tx) => {
    const { draft } = await requireWorkflow(tx, caller.orgId, input.id);
    const id = await addWorkflow(tx, caller, { ...draft, name: `${draft.name} (copy)`.slice(0, 200) });
    return detailView(view, tx, await requireWorkflow(tx, caller.orgId, id));
  });
}

/** Copies a version back into the draft, as one change that can be undone. */
export async function restoreVersion(
  deps: Deps,
  caller: Principal,
  input: { readonly id: string; readonly version: number },
): Promise<WorkflowDetail> {
  const { draft, document } = await deps.database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    const row = await findVersion(tx, caller.orgId, input.id, input.version);
    if (!row) throw notFound('version', String(input.version));
    return { draft: workflow.draft, document: row.document };
  });
  const patches = diffDocuments(draft, document);
  if (patches.length === 0) {
    return deps.database.withTenant(caller.orgId, async (tx) => detailView(deps, tx, await requireWorkflow(tx, caller.orgId, input.id)));
  }
  const { inverse: _inverse, ...detail } = await patchWorkflow(deps, caller, { id: input.id, patches });
  return detail;
}
