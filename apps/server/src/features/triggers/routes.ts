import { dismissTrigger } from '@arches/store';
import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { removeSigningSecret, setSigningSecret } from '../hooks/signing-secrets.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import { backfill } from './backfill.ts';
import { triggerLedger } from './ledger.ts';
import { previewSchedule } from './preview-schedule.ts';
import { redeliver } from './redeliver.ts';
import { triggerList } from './trigger-list.ts';

export function triggerRoutes(deps: AppDeps) {
  return {
    list: api.triggers.list.handler(({ input, context }) => triggerList(deps, callerOf(context), input)),
    ledger: api.triggers.ledger.handler(async ({ input, context }) => {
      await deps.deliveries.flush();
      return triggerLedger(deps, callerOf(context), input);
    }),
    backfill: api.triggers.backfill.handler(({ input, context }) => backfill(deps, callerOf(context), input)),
    redeliver: api.triggers.redeliver.handler(({ input, context }) => redeliver(deps, callerOf(context), input)),
    dismiss: api.triggers.dismiss.handler(({ input, context }) => dismissAlerts(deps, callerOf(context), input)),
    setSecret: api.triggers.setSecret.handler(({ input, context }) => setSigningSecret(deps, callerOf(context), input)),
    removeSecret: api.triggers.removeSecret.handler(({ input, context }) => removeSigningSecret(deps, callerOf(context), input)),
  };
}

export function scheduleRoutes(deps: AppDeps) {
  return { preview: api.schedules.preview.handler(({ input, context }) => previewSchedule(deps, callerOf(context), input)) };
}

/** Throws `workflow_not_found`, `trigger_not_found`. */
async function dismissAlerts(
  { database }: Pick<AppDeps, 'database'>,
  caller: Principal,
  { id, nodeId }: { readonly id: string; readonly nodeId: string },
): Promise<{ ok: true }> {
  await database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, id);
    if (!workflow.draft.nodes.some((node) => node.id === nodeId)) throw notFound('trigger', nodeId);
    await dismissTrigger(tx, caller.orgId, { workflowId: id, nodeId }, caller.userId);
  });
  return { ok: true };
}
