import { type Catalog, effectiveInputSchema, type JsonSchema, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import {
  type Database,
  findVersion,
  findWebhookRoute,
  findWorkflow,
  type FoundWebhookRoute,
  listTriggerSecrets,
  type SecretBox,
} from '@arches/store';
import { secretPlace } from './signing-secrets.ts';
import { signatureRule, type SignatureRule } from './verify-signature.ts';
import type { RunScope } from '@arches/engine';

/** A published address and what it starts. Kept in memory with its document, which the engine compiles once for each object. */
export interface LiveTrigger extends FoundWebhookRoute {
  readonly scope: RunScope;
  readonly document: WorkflowDocument;
  readonly node: WorkflowNode;
  readonly inputSchema: JsonSchema | undefined;
  /** Calls must be signed. */
  readonly signature: SignatureRule | undefined;
  /** What they are signed with; `undefined` while nobody has set it. */
  readonly secret: string | undefined;
}

export interface LiveTriggers {
  /** `method` is upper case, or `FORM` for a hosted form. */
  readonly find: (method: string, path: string) => Promise<LiveTrigger | undefined>;
  /** After publishing: the next call looks again. */
  readonly forget: (workflowId: string) => void;
}

interface Kept {
  readonly trigger: LiveTrigger;
  /** By the clock that nobody sets. */
  readonly until: number;
}

/** Where other processes may publish, a kept address is trusted this long. */
const sharedTrustMs = 2000;
const maxKept = 5000;

export function createLiveTriggers({
  database,
  catalog,
  secrets,
}: {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly secrets: SecretBox;
}): LiveTriggers {
  const kept = new Map<string, Kept>();
  const loading = new Map<string, Promise<LiveTrigger | undefined>>();
  /** Versions never change, so a document stays the same object for as long as it is kept. */
  const documents = new Map<string, WorkflowDocument>();
  let generation = 0;

  async function load(method: string, path: string): Promise<LiveTrigger | undefined> {
    const route = await database.system((tx) => findWebhookRoute(tx, method, path));
    if (!route) return undefined;
    return database.withTenant(route.orgId, async (tx) => {
      const workflow = await findWorkflow(tx, route.orgId, route.workflowId);
      const document = documents.get(versionKey(route)) ?? (await findVersion(tx, route.orgId, route.workflowId, route.version))?.document;
      const node = document?.nodes.find(({ id }) => id === route.nodeId);
      if (!workflow || !document || !node) return undefined;
      keepDocument(versionKey(route), document);
      const scope = { projectId: workflow.project_id, workspaceId: workflow.workspace_id };
      const signature = signatureRule(node.config);
      const sealed = signature && (await listTriggerSecrets(tx, route.orgId, route.workflowId)).find(({ node_id }) => node_id === node.id);
      const secret = sealed && secrets.open(sealed.secret_sealed, secretPlace(route.orgId, route.workflowId, node.id));
      return { ...route, scope, document, node, inputSchema: effectiveInputSchema(document, catalog), signature, secret };
    });
  }

  /** Other processes publish, too, and nobody tells us which versions are over: the oldest go. */
  function keepDocument(key: string, document: WorkflowDocument): void {
    documents.set(key, document);
    const oldest = documents.size > maxKept ? documents.keys().next().value : undefined;
    if (oldest !== undefined) documents.delete(oldest);
  }

  async function loadAndKeep(key: string, method: string, path: string): Promise<LiveTrigger | undefined> {
    const startedIn = generation;
    const trigger = await load(method, path);
    // Something was published while we looked: what we saw may be the one before.
    if (trigger && startedIn === generation) {
      const until = database.kind === 'postgres' ? performance.now() + sharedTrustMs : Number.POSITIVE_INFINITY;
      kept.set(key, { trigger, until });
      const oldest = kept.size > maxKept ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
    }
    return trigger;
  }

  return {
    find: (method, path) => {
      const key = `${method} ${path}`;
      const found = kept.get(key);
      if (found && found.until > performance.now()) return Promise.resolve(found.trigger);
      const before = loading.get(key);
      if (before) return before;
      const asked = loadAndKeep(key, method, path).finally(() => loading.delete(key));
      loading.set(key, asked);
      return asked;
    },
    forget: (workflowId) => {
      generation += 1;
      for (const [key, { trigger }] of kept) if (trigger.workflowId === workflowId) kept.delete(key);
      for (const key of documents.keys()) if (key.startsWith(`${workflowId} `)) documents.delete(key);
    },
  };
}

const versionKey = ({ workflowId, version }: FoundWebhookRoute): string => `${workflowId} ${version}`;
