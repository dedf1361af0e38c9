import type { AdmissionControl } from '@arches/engine';
import { AppError, type Catalog, validateDocument, type WorkflowDocument } from '@arches/kernel';
import {
  archiveWorkflow as archive,
  changeLine,
  type Database,
  databaseNow,
  findOrganisation,
  listTriggerSecrets,
  publishVersion,
  replaceSchedules,
  replaceWebhookRoutes,
  type Tx,
  type WorkflowRow,
  unpublishWorkflow as unpublish,
} from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { LiveTriggers } from '../hooks/live-triggers.ts';
import { signatureRule } from '../hooks/verify-signature.ts';
import { triggerNodes } from './step-sentences.ts';
import { versionView } from './read-workflows.ts';
import { schedulesOf, webhooksOf } from './published-triggers.ts';
import { problemsOf, requireWorkflow } from './workflow-view.ts';

interface Deps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly triggers: LiveTriggers;
  readonly admission: Pick<AdmissionControl, 'changed'>;
  readonly schedulesChanged: () => void;
}

/** Makes the draft the live version and its triggers live. Throws `has_problems` with the problems, `webhook_path_taken`. */
export async function publishWorkflow(deps: Deps, caller: Principal, input: { readonly id: string; readonly note: string }) {
  const { database, catalog } = deps;
  const answer = await database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    refuseWithErrors(workflow.draft, catalog, 'be published');
    await refuseWithoutSecrets(tx, workflow, catalog);
    const row = await publishVersion(tx, caller.orgId, input.id, {
      document: workflow.draft,
      note: input.note,
      publishedBy: caller.userId,
      expectedRevision: workflow.draft_revision,
    });
    const organisation = await findOrganisation(tx, caller.orgId);
    await replaceWebhookRoutes(tx, caller.orgId, input.id, row.version, webhooksOf(workflow.draft, catalog));
    const place = { timezone: organisation?.timezone ?? 'UTC', now: await databaseNow(tx), workflowId: input.id };
    await replaceSchedules(tx, caller.orgId, input.id, row.version, schedulesOf(workflow.draft, catalog, place));
    const { maxConcurrentRuns, rate, priority = 'normal' } = workflow.draft.settings ?? {};
    const limit = { ...(maxConcurrentRuns === undefined ? {} : { concurrency: maxConcurrentRuns }), ...(rate ? { rate } : {}) };
    await changeLine(tx, caller.orgId, input.id, limit, priority);
    await record(tx, caller, 'configuration', 'workflow_published', { kind: 'workflow', id: input.id }, { version: row.version });
    return versionView(row, row.version, caller.name);
  });
  triggersChanged(deps, input.id);
  // Runs in line go by the new limits.
  await deps.admission.changed();
  return answer;
}

/** A webhook that takes signed calls only would refuse each of them. */
async function refuseWithoutSecrets(tx: Tx, { org_id: orgId, id, draft }: WorkflowRow, catalog: Catalog): Promise<void> {
  const signed = triggerNodes(draft, catalog).filter(
    ({ type, config }) => type === 'trigger.webhook' && signatureRule(config) !== undefined,
  );
  if (signed.length === 0) return;
  const known = new Set((await listTriggerSecrets(tx, orgId, id)).map(({ node_id }) => node_id));
  const [missing] = signed.filter((node) => !known.has(node.id));
  if (missing)
    throw new AppError(
      'webhook_secret_missing',
      `“${missing.name ?? missing.id}” takes signed calls only, and has no secret to check them with. Set it in the step, or let anyone call who knows the address.`,
      { details: { nodeId: missing.id } },
    );
}

export function refuseWithErrors(document: WorkflowDocument, catalog: Catalog, what: string): void {
  const errors = validateDocument(document, catalog).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new AppError('has_problems', `This workflow cannot ${what} yet: ${first?.message ?? ''}${more}`, {
    details: { problems: problemsOf(document, catalog) },
  });
}

/** Turns the triggers off; runs under way go on. */
export async function unpublishWorkflow(deps: Deps, caller: Principal, input: { readonly id: string }): Promise<{ ok: true }> {
  await deps.database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    await unpublish(tx, caller.orgId, input.id);
    await replaceWebhookRoutes(tx, caller.orgId, input.id, workflow.live_version ?? 0, []);
    await replaceSchedules(tx, caller.orgId, input.id, workflow.live_version ?? 0, []);
    await record(tx, caller, 'configuration', 'workflow_unpublished', { kind: 'workflow', id: input.id });
  });
  triggersChanged(deps, input.id);
  return { ok: true };
}

/** Out of the lists, and nothing starts it any more; its runs stay. */
export async function archiveWorkflow(deps: Deps, caller: Principal, input: { readonly id: string }): Promise<{ ok: true }> {
  await deps.database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, input.id);
    await archive(tx, caller.orgId, input.id);
    // Its addresses become free for others.
    await replaceWebhookRoutes(tx, caller.orgId, input.id, 0, []);
    await replaceSchedules(tx, caller.orgId, input.id, 0, []);
    await record(tx, caller, 'configuration', 'workflow_archived', { kind: 'workflow', id: input.id });
  });
  triggersChanged(deps, input.id);
  return { ok: true };
}

function triggersChanged({ triggers, schedulesChanged }: Deps, workflowId: string): void {
  triggers.forget(workflowId);
  schedulesChanged();
}
