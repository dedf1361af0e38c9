import { randomBytes } from 'node:crypto';
import { AppError, type WorkflowNode } from '@arches/kernel';
import { type Database, removeTriggerSecret, saveTriggerSecret, type SecretBox, type SecretPlace, type Tx } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import type { LiveTriggers } from './live-triggers.ts';
import { keyOf, signatureRule } from './verify-signature.ts';

interface Deps {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly triggers: LiveTriggers;
}

/** Where a webhook's secret belongs; it opens for no other node. */
export function secretPlace(orgId: string, workflowId: string, nodeId: string): SecretPlace {
  return { orgId, table: 'trigger_secret', rowId: `${workflowId} ${nodeId}`, field: 'secret' };
}

/** Sets what a webhook's senders sign with. Without `secret` one is made up; it is answered this once and never again. Throws `input_invalid` for one that the scheme cannot sign with. */
export async function setSigningSecret(
  deps: Deps,
  caller: Principal,
  input: { readonly id: string; readonly nodeId: string; readonly secret?: string | undefined },
): Promise<{ secret: string | null }> {
  const made = input.secret === undefined ? `whsec_${randomBytes(32).toString('base64')}` : undefined;
  const secret = input.secret ?? made ?? '';
  await deps.database.withTenant(caller.orgId, async (tx) => {
    const rule = signatureRule((await requireWebhook(tx, caller.orgId, input)).config);
    if (rule) keyOf(rule, secret);
    const sealed = deps.secrets.seal(secret, secretPlace(caller.orgId, input.id, input.nodeId));
    await saveTriggerSecret(tx, caller.orgId, { workflowId: input.id, nodeId: input.nodeId }, sealed, caller.userId);
    await record(tx, caller, 'configuration', 'webhook_secret_set', { kind: 'workflow', id: input.id }, { nodeId: input.nodeId });
  });
  deps.triggers.forget(input.id);
  return { secret: made ?? null };
}

export async function removeSigningSecret(
  deps: Deps,
  caller: Principal,
  input: { readonly id: string; readonly nodeId: string },
): Promise<{ ok: true }> {
  await deps.database.withTenant(caller.orgId, async (tx) => {
    await requireWebhook(tx, caller.orgId, input);
    await removeTriggerSecret(tx, caller.orgId, { workflowId: input.id, nodeId: input.nodeId });
    await record(tx, caller, 'configuration', 'webhook_secret_removed', { kind: 'workflow', id: input.id }, { nodeId: input.nodeId });
  });
  deps.triggers.forget(input.id);
  return { ok: true };
}

async function requireWebhook(
  tx: Tx,
  orgId: string,
  { id, nodeId }: { readonly id: string; readonly nodeId: string },
): Promise<WorkflowNode> {
  const workflow = await requireWorkflow(tx, orgId, id);
  const node = workflow.draft.nodes.find((each) => each.id === nodeId);
  if (!node) throw notFound('trigger', nodeId);
  if (node.type !== 'trigger.webhook')
    throw new AppError('not_a_webhook', `“${node.name ?? nodeId}” is not started by a web address, so nobody signs for it.`);
  return node;
}
