import { type EngineHost, isStoredValue } from '@arches/engine';
import { AppError, isJsonObject, type TriggerContext } from '@arches/kernel';
import { type Database, findDelivery, findLiveVersion, findRunValue, runEvents, type Tx } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { DeliveryLog } from '../hooks/delivery-log.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly deliveries: DeliveryLog;
}

/**
 * Starts a run with what an earlier delivery brought, on the version that is live now. What it brought is kept with the run it started.
 *
 * @throws `workflow_not_found`, `delivery_not_found`, `delivery_not_kept`, `not_published`, `trigger_not_live`
 */
export async function redeliver(
  { database, engine, deliveries }: Deps,
  caller: Principal,
  input: { readonly id: string; readonly deliveryId: string },
): Promise<{ runId: string }> {
  const { orgId } = caller;
  await deliveries.flush();
  const { nodeId, request } = await database.withTenant(orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, orgId, input.id);
    const delivery = await findDelivery(tx, orgId, input.id, input.deliveryId);
    if (!delivery) throw notFound('delivery', input.deliveryId);
    const live = await findLiveVersion(tx, orgId, input.id);
    if (!live) throw new AppError('not_published', 'Only a published workflow takes deliveries. Publish it first.');
    if (!live.document.nodes.some(({ id }) => id === delivery.node_id))
      throw new AppError('trigger_not_live', `The live version has no trigger “${delivery.node_id}” any more.`);
    const kept = delivery.run_id === null ? undefined : await keptTrigger(tx, orgId, delivery.run_id);
    if (!kept)
      throw new AppError('delivery_not_kept', 'What this delivery brought is not kept: it was refused, or its run has been deleted.');
    await record(
      tx,
      caller,
      'workflow_execution',
      'webhook_redelivered',
      { kind: 'workflow', id: input.id },
      { deliveryId: input.deliveryId },
    );
    return {
      nodeId: delivery.node_id,
      request: {
        orgId,
        scope: { projectId: workflow.project_id, workspaceId: workflow.workspace_id },
        workflowId: input.id,
        version: live.version,
        document: live.document,
        mode: 'live' as const,
        trigger: kept.trigger,
        triggerNodeId: delivery.node_id,
        input: kept.input,
        createdBy: caller.userId,
      },
    };
  });
  const { runId } = await engine.start(request);
  deliveries.redelivered({ orgId, workflowId: input.id, nodeId }, runId);
  return { runId };
}

async function keptTrigger(tx: Tx, orgId: string, runId: string): Promise<{ trigger: TriggerContext; input: unknown } | undefined> {
  const [first] = await runEvents(tx, orgId, runId, 0, 1);
  if (first?.kind !== 'run_started' || !isJsonObject(first.body) || !isJsonObject(first.body['trigger'])) return undefined;
  const whole = async (value: unknown): Promise<unknown> => {
    if (!isStoredValue(value)) return value;
    const text = await findRunValue(tx, orgId, runId, value.$artifact.id);
    return text === undefined ? value : (JSON.parse(text) as unknown);
  };
  const trigger = { ...first.body['trigger'], body: await whole(first.body['trigger']['body']) } as unknown as TriggerContext;
  return { trigger, input: await whole(first.body['input']) };
}
