import type { EngineHost } from '@arches/engine';
import { AppError, type Catalog, type WorkflowDocument } from '@arches/kernel';
import { type Database, type FailureCause, findLiveVersion, findRun, listFailureCauses, listRunsOfCause } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { nodeLabels } from './run-view.ts';
import { repeatedWrites } from './repeated-writes.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly catalog: Catalog;
}

const causesShown = 50;
/** Runs that one call tries; where it stopped is told, so that one can go on. */
const retriedAtOnce = 500;
const startedTogether = 8;

/** Failures that wait for somebody, by cause, the most frequent first. */
export async function failureCauses(
  { database, catalog }: Omit<Deps, 'engine'>,
  caller: Principal,
  input: { readonly workflowId?: string | undefined },
) {
  return database.withTenant(caller.orgId, async (tx) => {
    const items = [];
    for (const cause of await listFailureCauses(tx, caller.orgId, input.workflowId, causesShown)) {
      const document = (await findRun(tx, caller.orgId, cause.newest))?.document;
      items.push({
        workflowId: cause.workflow_id,
        workflowName: cause.workflow_name,
        code: cause.code,
        nodeId: cause.node_id,
        stepName: cause.node_id === null || !document ? null : (nodeLabels(document, catalog).get(cause.node_id)?.name ?? cause.node_id),
        message: cause.message,
        runs: cause.runs,
        newestRunId: cause.newest,
        firstAt: cause.first_at.toISOString(),
        lastAt: cause.last_at.toISOString(),
        repeats: document ? repeatedWrites(document, cause.node_id, catalog) : [],
      });
    }
    return { items };
  });
}

export interface RetryInput extends FailureCause {
  readonly from: 'failed_step' | 'start';
  readonly version: 'same' | 'live';
  /** Runs up to this one were tried by the call before. */
  readonly after?: string | undefined;
}

/** Runs all that failed of one cause again. Each failed run is retried once, however often this is called. */
export async function retryFailures({ database, engine }: Deps, caller: Principal, input: RetryInput) {
  const { runs, live } = await database.withTenant(caller.orgId, async (tx) => {
    await record(tx, caller, 'workflow_execution', 'runs_repeated', { kind: 'workflow', id: input.workflowId });
    return {
      runs: await listRunsOfCause(tx, caller.orgId, input, { after: input.after, limit: retriedAtOnce + 1 }),
      live: input.version === 'live' ? await liveDocument(tx) : undefined,
    };
  });
  const refused: { id: string; code: string; message: string }[] = [];
  const now = runs.slice(0, retriedAtOnce);
  let started = 0;
  for (let next = 0; next < now.length; next += startedTogether) {
    await Promise.all(now.slice(next, next + startedTogether).map((run) => retry(run)));
  }
  return { started, next: runs.length > now.length ? (now.at(-1)?.id ?? null) : null, refused };

  async function liveDocument(tx: Parameters<typeof findLiveVersion>[0]): Promise<{ document: WorkflowDocument; version: number }> {
    const found = await findLiveVersion(tx, caller.orgId, input.workflowId);
    if (!found) throw new AppError('not_published', 'This workflow is not published any more, so there is no live version to run.');
    return { document: found.document, version: found.version };
  }

  async function retry({ id, step }: { readonly id: string; readonly step: string | null }): Promise<void> {
    try {
      await engine.rerun(caller.orgId, id, {
        ...(input.from === 'failed_step' && step !== null ? { fromStep: step } : {}),
        ...live,
        by: caller.userId,
        deliveryKey: `retry ${id}`,
      });
      started += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ id, code: error.code, message: error.message });
    }
  }
}
