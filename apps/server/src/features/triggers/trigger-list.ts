import { type Catalog, nextTicks, scheduleTicks, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import {
  type Database,
  databaseNow,
  findLiveVersion,
  findOrganisation,
  listSchedules,
  listTriggerSecrets,
  listWebhookRoutes,
  type ScheduleRow,
  type TriggerCounts,
  triggerCounts,
  type Tx,
  webhookRhythms,
} from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { signatureRule } from '../hooks/verify-signature.ts';
import { zoneOf } from '../workflows/published-triggers.ts';
import { stepSentences, triggerNodes } from '../workflows/step-sentences.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import { triggerAlerts, rhythmOf } from './alerts.ts';

interface Deps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly publicUrl: string;
}

const shownTimes = 5;
const countedDays = 7;

/** What starts a workflow: the live version's triggers, then those of the draft that are not published yet. Throws `workflow_not_found`. */
export async function triggerList(deps: Deps, caller: Principal, input: { readonly id: string }) {
  return deps.database.withTenant(caller.orgId, async (tx) => {
    const { orgId } = caller;
    const workflow = await requireWorkflow(tx, orgId, input.id);
    const live = (await findLiveVersion(tx, orgId, input.id))?.document;
    const facts = await factsOf(tx, orgId, input.id);
    const isNew = ({ id }: WorkflowNode): boolean => live?.nodes.every((node) => node.id !== id) ?? true;
    const drafted = triggerNodes(workflow.draft, deps.catalog);
    const shown = [
      ...(live ? triggerNodes(live, deps.catalog).map((node) => ({ node, document: live })) : []),
      // A secret is set before the webhook that needs it is published.
      ...drafted.filter(isNew).map((node) => ({ node, document: workflow.draft })),
    ];
    return {
      paused: workflow.paused_at !== null,
      items: shown.map(({ node, document }) => ({
        nodeId: node.id,
        name: node.name ?? deps.catalog.get(node.type)?.title ?? node.id,
        type: node.type,
        words: stepSentences(document, deps.catalog)[node.id] ?? '',
        ...stateOf(deps, node, document, facts),
        signature: signatureOf([node, ...drafted.filter(({ id }) => id === node.id)], facts),
      })),
    };
  });
}

type Facts = Awaited<ReturnType<typeof factsOf>>;

async function factsOf(tx: Tx, orgId: string, workflowId: string) {
  return {
    now: await databaseNow(tx),
    timezone: (await findOrganisation(tx, orgId))?.timezone ?? 'UTC',
    schedules: await listSchedules(tx, orgId, workflowId),
    routes: await listWebhookRoutes(tx, orgId, workflowId),
    secrets: await listTriggerSecrets(tx, orgId, workflowId),
    counts: await triggerCounts(tx, orgId, workflowId, countedDays),
    rhythms: await webhookRhythms(tx, orgId, workflowId),
    alerts: await triggerAlerts(tx, orgId, workflowId),
  };
}

function stateOf({ publicUrl }: Deps, node: WorkflowNode, document: WorkflowDocument, facts: Facts) {
  const schedule = facts.schedules.find(({ node_id }) => node_id === node.id);
  const route = facts.routes.find(({ node_id }) => node_id === node.id);
  const counts = facts.counts.find(({ node_id }) => node_id === node.id);
  const rhythm = facts.rhythms.find(({ node_id }) => node_id === node.id);
  const known = rhythm && rhythmOf(rhythm);
  const isSchedule = node.type === 'trigger.schedule';
  return {
    live: (schedule ?? route)?.is_live === true,
    url: urlOf(route, publicUrl),
    timezone: schedule?.timezone ?? (isSchedule ? zoneOf(node.config, document, facts.timezone) : null),
    catchUp: schedule?.catch_up ?? null,
    delaySeconds: (schedule?.delay_ms ?? 0) / 1000,
    nextTimes: schedule ? nextTimes(schedule) : [],
    lastSeenAt: counts?.last_seen?.toISOString() ?? rhythm?.last_seen?.toISOString() ?? null,
    counts: countsOf(counts),
    rhythm: known ?? null,
    alerts: facts.alerts
      .filter(({ nodeId }) => nodeId === node.id)
      .map(({ kind, message, since, count }) => ({ kind, message, since, count })),
  };
}

/** How senders sign, as it is live or as the draft wants it. */
function signatureOf(versions: readonly WorkflowNode[], { secrets }: Facts) {
  const [rule] = versions.flatMap(({ type, config }) => (type === 'trigger.webhook' ? (signatureRule(config) ?? []) : []));
  const secret = secrets.find(({ node_id }) => node_id === versions[0]?.id);
  return rule ? { scheme: rule.scheme, secretSetAt: secret?.set_at.toISOString() ?? null } : null;
}

function countsOf(row: TriggerCounts | undefined) {
  return { seen: row?.seen ?? 0, missed: row?.missed ?? 0, refused: row?.refused ?? 0, duplicates: row?.duplicates ?? 0 };
}

function urlOf(route: { readonly method: string; readonly path: string } | undefined, publicUrl: string): string | null {
  if (!route) return null;
  return route.method === 'FORM' ? `${publicUrl}/f/${route.path}` : `${publicUrl}/hooks/${route.path}`;
}

/** The next due times, the one it stands at first. */
function nextTimes({ spec, timezone, next_due: due }: ScheduleRow): string[] {
  if (due === null) return [];
  return [due, ...nextTicks(scheduleTicks(spec, timezone), due, shownTimes - 1)].map((time) => time.toISOString());
}
