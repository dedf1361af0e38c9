import { AppError } from '@arches/kernel';
import { sql } from 'kysely';
import { violatedConstraint } from '../database/database-errors.ts';
import type { Tx } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import type { WebhookRouteRow } from '../workflow-tables.ts';

export interface NewWebhookRoute {
  readonly nodeId: string;
  /** Upper case. */
  readonly method: string;
  /** What follows `/hooks/`. */
  readonly path: string;
  readonly respond: WebhookRouteRow['respond'];
  /** Seconds of silence after which somebody is told; learned from what comes when absent. */
  readonly expectEverySeconds?: number;
}

export interface FoundWebhookRoute {
  readonly orgId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly nodeId: string;
  readonly respond: WebhookRouteRow['respond'];
}

/** Makes these the webhooks of a workflow, and no others. Throws `webhook_path_taken`. */
export async function replaceWebhookRoutes(
  tx: Tx,
  orgId: string,
  workflowId: string,
  version: number,
  routes: readonly NewWebhookRoute[],
): Promise<void> {
  const liveSince = new Map((await listWebhookRoutes(tx, orgId, workflowId)).map((row) => [row.node_id, row.live_since]));
  await tx.deleteFrom('webhook_route').where('org_id', '=', orgId).where('workflow_id', '=', workflowId).execute();
  if (routes.length === 0) return;
  const rows = routes.map(({ nodeId, method, path, respond, expectEverySeconds }) => ({
    org_id: orgId,
    id: newId('hook'),
    workflow_id: workflowId,
    version,
    node_id: nodeId,
    method,
    path,
    respond,
    expect_every_s: expectEverySeconds ?? null,
    live_since: liveSince.get(nodeId) ?? sql<Date>`now()`,
  }));
  try {
    await tx.insertInto('webhook_route').values(rows).execute();
  } catch (cause) {
    if (violatedConstraint(cause) !== 'webhook_route_address') throw cause;
    const paths = routes.map(({ method, path }) => `${method} /hooks/${path}`).join(', ');
    throw new AppError('webhook_path_taken', `Another webhook has this address already (${paths}). Choose another path.`, { cause });
  }
}

/** Looks across tenants, since a path is all that the caller shows. */
export async function findWebhookRoute(tx: Tx, method: string, path: string): Promise<FoundWebhookRoute | undefined> {
  const found = await sql<FoundWebhookRoute>`
    select org_id as "orgId", workflow_id as "workflowId", version, node_id as "nodeId", respond
    from find_webhook_route(${method}, ${path})`.execute(tx);
  return found.rows[0];
}

export interface WebhookAddress extends FoundWebhookRoute {
  readonly path: string;
  readonly method: string;
}

/** All that listens at these paths, whatever the method. */
export async function findWebhookRoutes(tx: Tx, paths: readonly string[]): Promise<readonly WebhookAddress[]> {
  const found = await sql<WebhookAddress>`
    select path, method, org_id as "orgId", workflow_id as "workflowId", version, node_id as "nodeId", respond
    from find_webhook_routes(${[...paths]}::text[])`.execute(tx);
  return found.rows;
}

export function listWebhookRoutes(tx: Tx, orgId: string, workflowId: string): Promise<WebhookRouteRow[]> {
  return tx
    .selectFrom('webhook_route')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .orderBy('node_id')
    .execute();
}
