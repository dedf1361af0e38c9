import { AppError, type Catalog, validateDocument, type WorkflowDocument } from '@arches/kernel';
import {
  archiveWorkflow as archive,
  type Database,
  findOrganisation,
  type NewSchedule,
  type NewWebhookRoute,
  publishVersion,
  replaceSchedules,
  replaceWebhookRoutes,
  unpublishWorkflow as unpublish,
} from '@arches/store';
import { tickAfter } from '@arches/engine';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { LiveTriggers } from '../hooks/live-triggers.ts';
import { versionView } from './read-workflows.ts';
import { triggerNodes } from './step-sentences.ts';
import { problemsOf, requireWorkflow } from './workflow-view.ts';

interface Deps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly triggers: LiveTriggers;
  readonly schedulesChanged: () => void;
}

/** Makes the draft the live version and its triggers live. Throws `has_problems` with the problems, `webhook_path_taken`. */
export async function publishWorkflow(deps: Deps, caller: Principal, input: { readonly id: string; readonly note: string }) {
  const { database, catalog } = deps;
  const answer = await database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, input.id);
    refuseWithErrors(workflow.draft, catalog, 'be published');
    const row = await publishVersion(tx, caller.orgId, input.id, {
      document: workflow.draft,
      note: input.note,
      publishedBy: caller.userId,
      expectedRevision: workflow.draft_revision,
    });
    const organisation = await findOrganisation(tx, caller.orgId);
    await replaceWebhookRoutes(tx, caller.orgId, input.id, row.version, webhooksOf(workflow.draft, catalog));
    await replaceSchedules(tx, caller.orgId, input.id, row.version, schedulesOf(workflow.draft, catalog, organisation?.timezone ?? 'UTC'));
    await record(tx, caller, 'configuration', 'workflow_published', { kind: 'workflow', id: input.id }, { version: row.version });
    return versionView(row, row.version, caller.name);
  });
  triggersChanged(deps, input.id);
  return answer;
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

function webhooksOf(document: WorkflowDocument, catalog: Catalog): NewWebhookRoute[] {
  return triggerNodes(document, catalog).flatMap((node): NewWebhookRoute[] => {
    const path = node.config['path'];
    if (typeof path !== 'string' || path === '') return [];
    if (node.type === 'trigger.form') return [{ nodeId: node.id, method: 'FORM', path, respond: 'immediately' }];
    if (node.type !== 'trigger.webhook') return [];
    const method = typeof node.config['method'] === 'string' ? node.config['method'] : 'POST';
    return [{ nodeId: node.id, method, path, respond: respondOf(node.config['respond']) }];
  });
}

function respondOf(value: unknown): NewWebhookRoute['respond'] {
  return value === 'when_finished' || value === 'respond_node' ? value : 'immediately';
}

function schedulesOf(document: WorkflowDocument, catalog: Catalog, organisationTimezone: string): NewSchedule[] {
  return triggerNodes(document, catalog).flatMap((node): NewSchedule[] => {
    const { cron, timezone: own } = node.config;
    if (node.type !== 'trigger.schedule' || typeof cron !== 'string') return [];
    const timezone = typeof own === 'string' && own !== '' ? own : (document.settings?.timezone ?? organisationTimezone);
    return [{ nodeId: node.id, cron, timezone, catchUp: 'last', nextDue: firstTick(cron, timezone) }];
  });
}

function firstTick(cron: string, timezone: string): Date | null {
  try {
    return tickAfter(cron, timezone, new Date());
  } catch (cause) {
    throw new AppError(
      'has_problems',
      `The schedule “${cron}” in the time zone “${timezone}” cannot be read. Use five fields such as “0 8 * * 1”.`,
      { cause },
    );
  }
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
