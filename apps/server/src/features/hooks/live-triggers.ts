import { type Catalog, effectiveInputSchema, type JsonSchema, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import {
  type Database,
  findVersion,
  findWebhookRoute,
  findWebhookRoutes,
  findWorkflow,
  type FoundWebhookRoute,
  listTriggerSecrets,
  type SecretBox,
} from '@arches/store';
import { createAddressBook } from './address-book.ts';
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
  /** The same, and what the address takes instead. */
  readonly look: (method: string, path: string) => Promise<Found>;
  /** After publishing: the next call looks again. */
  readonly forget: (workflowId: string) => void;
}

/** What a call leads to. */
export interface Found {
  readonly trigger: LiveTrigger | undefined;
  /** Methods that the address takes; known where there is no trigger. */
  readonly methods: readonly string[];
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
  const loading = new Map<string, Promise<Found>>();
  /** Versions never change, so a document stays the same object for as long as it is kept. */
  const documents = new Map<string, WorkflowDocument>();
  let generation = 0;

  const book = createAddressBook((paths) => database.system((tx) => findWebhookRoutes(tx, paths)));

  async function load(method: string, path: string): Promise<Found> {
    // What is looked at again, since others may have published, waits for no stranger's calls.
    const known = kept.has(`${method} ${path}`) ? await database.system((tx) => findWebhookRoute(tx, method, path)) : undefined;
    const at = known ? [] : await book(path);
    const route = known ?? at.find((each) => each.method === method);
    const trigger = route && (await triggerAt(route));
    return { trigger, methods: at.map((each) => each.method) };
  }

  function triggerAt(route: FoundWebhookRoute): Promise<LiveTrigger | undefined> {
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

  async function loadAndKeep(key: string, method: string, path: string): Promise<Found> {
    const startedIn = generation;
    const found = await load(method, path);
    const { trigger } = found;
    // Something was published while we looked: what we saw may be the one before.
    if (trigger && startedIn === generation) {
      const until = database.kind === 'postgres' ? performance.now() + sharedTrustMs : Number.POSITIVE_INFINITY;
      kept.set(key, { trigger, until });
      const oldest = kept.size > maxKept ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
    }
    return found;
  }

  function look(method: string, path: string): Promise<Found> {
    const key = `${method} ${path}`;
    const found = kept.get(key);
    if (found && found.until > performance.now()) return Promise.resolve({ trigger: found.trigger, methods: [method] });
    const before = loading.get(key);
    if (before) return before;
    const asked = loadAndKeep(key, method, path).finally(() => loading.delete(key));
    loading.set(key, asked);
    return asked;
  }

  return {
    look,
    find: async (method, path) => (await look(method, path)).trigger,
    forget: (workflowId) => {
      generation += 1;
      for (const [key, { trigger }] of kept) if (trigger.workflowId === workflowId) kept.delete(key);
      for (const key of documents.keys()) if (key.startsWith(`${workflowId} `)) documents.delete(key);
    },
  };
}

const versionKey = ({ workflowId, version }: FoundWebhookRoute): string => `${workflowId} ${version}`;
