import { type DatabaseConfig, openDatabase } from '@arches/store';
import type { FaultOrders } from './fault-child.ts';
import { effectSteps } from './fault-documents.ts';
import { linesOf, type ReceiptServer } from './receipt-server.ts';

/**
 * Looks, after everything has come to rest, whether the promises were kept; gives each breach as a sentence. No process may have the
 * embedded database open.
 */
export async function breachesOf(given: {
  readonly config: DatabaseConfig;
  readonly orgId: string;
  readonly log: string;
  readonly deliveries: FaultOrders['deliveries'];
  readonly receipts: ReceiptServer;
}): Promise<readonly string[]> {
  const { orgId, log, deliveries, receipts } = given;
  const database = await openDatabase(given.config);
  const { runs, deliveryRows, results } = await database.withTenant(orgId, async (tx) => ({
    runs: await tx.selectFrom('run').select(['id', 'status', 'parent_run_id', 'workflow_id']).execute(),
    deliveryRows: await tx.selectFrom('run_delivery').select(['key', 'run_id']).execute(),
    results: await tx.selectFrom('run_event').select(['run_id', 'body']).where('kind', '=', 'step_succeeded').execute(),
  }));
  await database.close();
  const breaches: string[] = [];
  const runById = new Map(runs.map((run) => [run.id, run]));
  const runByKey = new Map(deliveryRows.map(({ key, run_id }) => [key, run_id]));

  for (const line of new Set(linesOf(log))) {
    const [what, key = '', runId = ''] = line.split(' ');
    if (what === 'A' && runByKey.get(key) !== runId)
      breaches.push(`The delivery ${key} was accepted as ${runId} and is ${runByKey.get(key)}.`);
  }
  const known = new Set<string>();
  for (const { key, kind } of deliveries) {
    const run = runById.get(runByKey.get(key) ?? '');
    if (!run) {
      breaches.push(`The delivery ${key} (${kind}) has made no run.`);
      continue;
    }
    const isFailedInDoubt = kind === 'once' && run.status === 'failed';
    if (run.status !== 'succeeded' && !isFailedInDoubt) breaches.push(`The run of ${key} (${kind}) is ${run.status}.`);
    const children = runs.filter(({ parent_run_id }) => parent_run_id === run.id);
    if (children.length !== (kind === 'child' ? 1 : 0)) breaches.push(`The run of ${key} (${kind}) has ${children.length} children.`);
    const expected = [...effectSteps(kind).map((step) => `${run.id}:${step}`), ...children.map(({ id }) => `${id}:inner`)];
    for (const effect of expected) {
      known.add(effect);
      const count = receipts.counts.get(effect) ?? 0;
      const isOnce = kind === 'once' && effect.endsWith(':x');
      if (isOnce ? count > 1 : count < 1 && !isFailedInDoubt) breaches.push(`${effect} (${kind}) has happened ${count} times.`);
      if (isOnce && count === 0 && !isFailedInDoubt) breaches.push(`${effect} succeeded and never happened.`);
    }
  }
  for (const { id, status } of runs)
    if (!['succeeded', 'failed'].includes(status)) breaches.push(`The run ${id} is ${status} although everything has come to rest.`);
  for (const key of receipts.counts.keys()) if (!known.has(key)) breaches.push(`${key} happened and nobody asked for it.`);
  for (const key of receipts.repeated) breaches.push(`${key} happened again after its result was durable.`);
  const recorded = results.map(({ run_id, body }) => `${run_id}:${(body as { step: string }).step}`);
  const seen = new Set<string>();
  for (const result of recorded) {
    if (seen.has(result)) breaches.push(`The result of ${result} is in the journal twice.`);
    seen.add(result);
  }
  return breaches;
}
