import type { Catalog } from '@arches/kernel';
import { type Database, findRun, findRunStep, listRunSteps } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { repeatedWriters } from './repeated-writes.ts';

type Sent = 'once' | 'maybe' | 'not_sent';

const stepsLookedAt = 500;
const worst: readonly Sent[] = ['not_sent', 'maybe', 'once'];

/** What a run from this step would write outside again, with what is known of it in this run. */
export async function repeatsOf(
  { database, catalog }: { readonly database: Database; readonly catalog: Catalog },
  caller: Principal,
  input: { readonly id: string; readonly fromStep?: string | undefined },
) {
  const { orgId } = caller;
  return database.withTenant(orgId, async (tx) => {
    const run = await findRun(tx, orgId, input.id);
    if (!run) throw notFound('run', input.id);
    const from = input.fromStep;
    const nodeId = from === undefined ? null : ((await findRunStep(tx, orgId, input.id, from))?.node_id ?? from.split('.').at(-1) ?? from);
    const sent = new Map<string, Sent>();
    // A step of a loop counts by its iteration that wrote most surely.
    for (const step of await listRunSteps(tx, orgId, input.id, { limit: stepsLookedAt })) {
      const before = sent.get(step.node_id);
      if (step.sent && (!before || worst.indexOf(step.sent) > worst.indexOf(before))) sent.set(step.node_id, step.sent);
    }
    const writers = repeatedWriters(run.document, nodeId, catalog);
    return { writes: writers.map(({ node, name }) => ({ name, nodeId: node.id, sent: sent.get(node.id) ?? null })) };
  });
}
