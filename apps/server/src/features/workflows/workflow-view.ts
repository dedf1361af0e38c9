import {
  type Catalog,
  effectiveInputSchema,
  type JsonObject,
  type KnownSettings,
  sameJson,
  validateDocument,
  type WorkflowDocument,
  type WorkflowNode,
} from '@arches/kernel';
import {
  findWorkflow,
  listMembers,
  listSchedules,
  listWebhookRoutes,
  type Tx,
  type WorkflowOverview,
  workflowNotFound,
  workflowOverviews,
  type WorkflowRow,
  type WorkflowSummary,
} from '@arches/store';
import type { Config } from '../../config.ts';
import { knownSettings } from '../variables/known-settings.ts';
import { stepCount, stepSentences, triggerNodes } from './step-sentences.ts';
import { triggerWords } from './trigger-words.ts';

export interface ViewDeps {
  readonly catalog: Catalog;
  readonly publicUrl: string;
  readonly config: Pick<Config, 'workflowEnv'>;
}

/** Names of those who paused these workflows, by account id. */
export async function namesOfPausers(tx: Tx, orgId: string, rows: readonly Pick<WorkflowSummary, 'paused_by'>[]): Promise<PauserNames> {
  if (rows.every(({ paused_by: by }) => by === null)) return new Map();
  return new Map((await listMembers(tx, orgId)).map(({ userId, name }) => [userId, name]));
}
export type PauserNames = ReadonlyMap<string, string>;

function pausedView({ paused_at: at, paused_by: by, paused_runs: runs }: WorkflowSummary, names: PauserNames) {
  return at && runs ? { at: at.toISOString(), by: names.get(by ?? '') ?? 'A former member', runs } : null;
}

export function summaryView(row: WorkflowSummary, overview: WorkflowOverview, catalog: Catalog, pausers: PauserNames) {
  const { draft, live_document: live, last_run_id: id, last_run_status: status, last_run_at: at } = overview;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    liveVersion: row.live_version,
    draftRevision: row.draft_revision,
    hasChanges: live !== null && !sameJson(draft, live),
    trigger: triggerWords(draft, catalog),
    stepCount: stepCount(draft, catalog),
    paused: pausedView(row, pausers),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastRun: id && status && at ? { id, status, at: at.toISOString() } : null,
  };
}

/** A workflow with its draft; archived ones count as gone. Throws `workflow_not_found`. */
export async function requireWorkflow(tx: Tx, orgId: string, id: string): Promise<WorkflowRow> {
  const row = await findWorkflow(tx, orgId, id);
  if (!row || row.status === 'archived') throw workflowNotFound(id);
  return row;
}

/** All that the editor shows of a workflow. */
export async function detailView({ catalog, publicUrl, config }: ViewDeps, tx: Tx, row: WorkflowRow) {
  const overview = (await workflowOverviews(tx, row.org_id, [row.id])).get(row.id);
  if (!overview) throw workflowNotFound(row.id);
  const document = row.draft;
  return {
    ...summaryView(row, overview, catalog, await namesOfPausers(tx, row.org_id, [row])),
    document,
    problems: problemsOf(document, catalog, await knownSettings(tx, row.org_id, document, config)),
    summaries: stepSentences(document, catalog),
    inputSchema: inputSchemaOf(document, catalog),
    triggers: await triggerViews({ catalog, publicUrl }, tx, row),
  };
}
export type WorkflowDetail = Awaited<ReturnType<typeof detailView>>;

export function problemsOf(document: WorkflowDocument, catalog: Catalog, known?: KnownSettings) {
  return validateDocument(document, catalog, known).map(({ fix, ...problem }) => ({
    ...problem,
    ...(fix ? { fix: { label: fix.label, patches: [...fix.patches] } } : {}),
  }));
}

/** Without a declared input anything goes. */
export function inputSchemaOf(document: WorkflowDocument, catalog: Catalog): Record<string, unknown> {
  return { ...effectiveInputSchema(document, catalog) };
}

async function triggerViews({ catalog, publicUrl }: Pick<ViewDeps, 'catalog' | 'publicUrl'>, tx: Tx, row: WorkflowRow) {
  const schedules = await listSchedules(tx, row.org_id, row.id);
  const routes = await listWebhookRoutes(tx, row.org_id, row.id);
  return triggerNodes(row.draft, catalog).map((node) => {
    const schedule = schedules.find(({ node_id }) => node_id === node.id);
    const isListed = schedule?.is_live === true || routes.some(({ node_id, is_live }) => node_id === node.id && is_live);
    return {
      nodeId: node.id,
      type: node.type,
      url: urlOf(node, publicUrl),
      nextAt: schedule?.is_live ? (schedule.next_due?.toISOString() ?? null) : null,
      live: row.live_version !== null && (isListed || node.type === 'trigger.manual' || node.type === 'trigger.form'),
    };
  });
}

function urlOf({ type, config }: WorkflowNode, publicUrl: string): string | null {
  const path = (config as JsonObject)['path'];
  if (typeof path !== 'string' || path === '') return null;
  if (type === 'trigger.webhook') return `${publicUrl}/hooks/${path}`;
  return type === 'trigger.form' ? `${publicUrl}/f/${path}` : null;
}
