import { AppError, applyPatches, type Patch, type WorkflowDocument } from '@arches/kernel';
import { type Database, findDraftChange, listDraftChanges, saveDraft, type Tx, type WorkflowRow } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import type { ChangeFeed } from './change-feed.ts';
import { meet, touchedPlaces } from './touched-places.ts';
import { detailView, requireWorkflow, type ViewDeps, type WorkflowDetail } from './workflow-view.ts';

interface Deps extends ViewDeps {
  readonly database: Database;
  readonly changes: ChangeFeed;
}

export interface PatchInput {
  readonly id: string;
  /** The revision that the caller looked at; the newest when absent. */
  readonly baseRevision?: number | undefined;
  readonly clientOpId?: string | undefined;
  readonly patches: readonly unknown[];
}

/**
 * Changes the draft. A change made on an older revision goes through when it touches nothing that changed since; otherwise
 * `revision_conflict`. Repeating a `clientOpId` gives the answer of the first time.
 */
export async function patchWorkflow(deps: Deps, caller: Principal, input: PatchInput): Promise<WorkflowDetail & { inverse: Patch[] }> {
  const answer = await deps.database.withTenant(caller.orgId, async (tx) => {
    const inverse = await changeDraft(tx, caller, input);
    return { ...(await detailView(deps, tx, await requireWorkflow(tx, caller.orgId, input.id))), inverse: [...inverse] };
  });
  deps.changes.tell({
    orgId: caller.orgId,
    workflowId: input.id,
    draftRevision: answer.draftRevision,
    by: caller.name,
    clientOpId: input.clientOpId ?? null,
  });
  return answer;
}

/** Gives the patches that take the change back. */
export async function changeDraft(tx: Tx, caller: Principal, input: PatchInput): Promise<readonly Patch[]> {
  const workflow = await requireWorkflow(tx, caller.orgId, input.id);
  const repeated = input.clientOpId === undefined ? undefined : await findDraftChange(tx, caller.orgId, input.id, input.clientOpId);
  if (repeated) return repeated.inverse;
  const patches = input.patches as readonly Patch[];
  const { document, inverse } = applyTo(workflow.draft, patches);
  await refuseIfOverlapping(tx, workflow, input.baseRevision, patches);
  await saveDraft(tx, caller.orgId, input.id, {
    document,
    expectedRevision: workflow.draft_revision,
    patches,
    inverse,
    madeBy: caller.userId,
    ...(input.clientOpId === undefined ? {} : { clientOpId: input.clientOpId }),
  });
  return inverse;
}

function applyTo(draft: WorkflowDocument, patches: readonly Patch[]): { document: WorkflowDocument; inverse: readonly Patch[] } {
  try {
    return applyPatches(draft, patches);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('patch_invalid', 'One of the patches is not one that Arches knows.', { cause });
  }
}

/** How far back an older change is still compared with what came after it. */
const comparedChanges = 200;

async function refuseIfOverlapping(
  tx: Tx,
  workflow: WorkflowRow,
  baseRevision: number | undefined,
  patches: readonly Patch[],
): Promise<void> {
  const current = workflow.draft_revision;
  if (baseRevision === undefined || baseRevision === current) return;
  const conflict = (): AppError =>
    new AppError(
      'revision_conflict',
      `The workflow was changed meanwhile: it is at revision ${current}, your change was made on ${baseRevision}. Load it again and repeat the change.`,
      { details: { revision: current } },
    );
  if (baseRevision > current || current - baseRevision > comparedChanges) throw conflict();
  const since = await listDraftChanges(tx, workflow.org_id, workflow.id, { limit: current - baseRevision });
  const later = since.filter(({ revision }) => revision > baseRevision).flatMap((change) => change.patches);
  if (since.length < current - baseRevision || meet(touchedPlaces(later), touchedPlaces(patches))) throw conflict();
}
