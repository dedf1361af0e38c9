import { randomUUID } from 'node:crypto';
import { type Catalog, type NodeType, parseDocument, type WorkflowDocument } from '@arches/kernel';
import { allNodes, catalogOf } from '@arches/nodes';
import { createResultStore, createRunStore, createSpendingStore, type Database, type DatabaseConfig, newId } from '@arches/store';
import type { CircuitStore } from '../circuit-breaker.ts';
import type { ByteMeter } from '../byte-budget.ts';
import { createEmbeddedHost, type EmbeddedHostOptions } from '../embedded-host.ts';
import type { EngineKernel } from '../engine-kernel.ts';
import type { EmbeddedHost, HostLimits } from '../host-limits.ts';
import type { EngineHost, ExecuteRequest, ExecuteResult, ResolveWorkflow, RunOutcome, StartRequest, WaitNotice } from '../ports.ts';
import type { SettingsOf } from '../run-settings.ts';
import type { ConnectionsOf } from '../results/result-store.ts';
import type { Owner, RunStore } from '../run-store.ts';

type Effect = (request: ExecuteRequest) => Promise<ExecuteResult>;

/** One process with its host, as tests see it. */
export interface Bench {
  readonly host: EmbeddedHost;
  readonly store: RunStore;
  readonly orgId: string;
  /** What the type `test.effect` does, by node id. Those not named give `{ did: <step> }`. */
  readonly effects: Map<string, Effect>;
  /** Idempotency keys of effects, in order of their beginning. */
  readonly begun: string[];
  readonly logged: string[];
  /** What people were told of questions. */
  readonly told: WaitNotice[];
  readonly catalog: Catalog;
  readonly start: (document: WorkflowDocument, rest?: Partial<StartRequest>) => ReturnType<EngineHost['start']>;
  readonly finish: (document: WorkflowDocument, rest?: Partial<StartRequest>) => Promise<RunOutcome>;
  readonly ended: (runId: string) => Promise<RunOutcome>;
  /** What a kill does for the database: the hold is gone. The host is left running, as a process that only seemed dead. */
  readonly die: () => Promise<void>;
}

export const testCatalog: Catalog = catalogOf([
  ...allNodes,
  effectType('test.effect', {}),
  effectType('test.short', { timeoutMs: 100 }),
  childType(),
  voteType(),
]);

function effectType(type: string, rest: Partial<NodeType>): NodeType {
  const card = { version: 1, category: 'connect', title: 'Test', description: '', icon: 'Box', keywords: [], summary: '' } as const;
  const schemas = { config: { type: 'object' }, output: {}, sampleConfig: {}, sampleOutput: {} };
  return {
    ...card,
    ...schemas,
    type,
    kind: 'effect',
    outside: 'write',
    ports: { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] },
    ...rest,
  };
}

/** Waits for a run of the workflow that its `workflow` names. */
function childType(): NodeType {
  return effectType('test.child', {
    kind: 'wait',
    outside: 'none',
    wait: ({ workflow, input, timeoutMs }) => ({
      kind: 'child',
      workflowId: String(workflow),
      input: input ?? null,
      ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    }),
  });
}

/** Asks people with everything that an approval may have. */
function voteType(): NodeType {
  const ports = { kind: 'fixed', ports: ['approved', 'rejected'].map((name) => ({ name, label: name })) } as const;
  return effectType('test.vote', {
    kind: 'wait',
    outside: 'none',
    ports,
    wait: (config) => ({ kind: 'approval', message: '', data: null, ...(config as { title: string; assignees: string[] }) }),
  });
}

export async function openBench(
  database: Database,
  config: DatabaseConfig,
  given: {
    readonly orgId?: string;
    readonly options?: EmbeddedHostOptions;
    readonly effects?: ReadonlyMap<string, Effect>;
    readonly wrap?: (store: RunStore) => RunStore;
    readonly meter?: ByteMeter;
    readonly resolveWorkflow?: ResolveWorkflow;
    readonly catalog?: Catalog;
    readonly limits?: HostLimits;
    readonly circuits?: CircuitStore;
    readonly connectionsOf?: ConnectionsOf;
    readonly kernel?: EngineKernel;
    readonly settingsOf?: SettingsOf;
  } = {},
): Promise<Bench> {
  const orgId = given.orgId ?? (await newOrganisation(database));
  const real = createRunStore(database, config);
  const store = given.wrap?.(real) ?? real;
  let owner: Owner | undefined;
  const watched: RunStore = { ...store, attach: async () => (owner = await store.attach()) };
  const effects = new Map<string, Effect>(given.effects);
  const begun: string[] = [];
  const logged: string[] = [];
  const told: WaitNotice[] = [];
  const log = (message: string, fields?: unknown): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const runner = {
    execute: (request: ExecuteRequest) => {
      begun.push(request.command.idempotencyKey);
      const effect = effects.get(request.command.nodeId);
      return effect ? effect(request) : Promise.resolve({ output: { did: request.command.step } });
    },
  };
  const options = { claimEveryMs: 50, abortGraceMs: 20, ...given.options };
  const host = await createEmbeddedHost({
    store: watched,
    runner,
    catalog: given.catalog ?? testCatalog,
    ...(given.limits ? { limits: given.limits } : {}),
    ...(given.circuits ? { circuits: given.circuits } : {}),
    ...(given.kernel ? { kernel: given.kernel } : {}),
    ...(given.settingsOf ? { settingsOf: given.settingsOf } : {}),
    ...(given.resolveWorkflow ? { resolveWorkflow: given.resolveWorkflow } : {}),
    notify: (notice) => (told.push(notice), Promise.resolve()),
    log: { info: log, warn: log, error: log },
    options,
    ...(given.meter ? { meter: given.meter } : {}),
    spending: createSpendingStore(database),
    results: createResultStore(database),
    ...(given.connectionsOf ? { connectionsOf: given.connectionsOf } : {}),
  });
  const request = (document: WorkflowDocument, rest: Partial<StartRequest> = {}): StartRequest => ({
    orgId,
    scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
    workflowId: document.id,
    version: 1,
    document,
    mode: 'live',
    trigger: { kind: 'api', at: '2026-01-01T00:00:00.000Z', body: null, query: {}, headers: {}, files: {} },
    input: {},
    ...rest,
  });
  return {
    host,
    store,
    orgId,
    effects,
    begun,
    logged,
    told,
    catalog: given.catalog ?? testCatalog,
    start: (document, rest) => host.start(request(document, rest)),
    finish: (document, rest) => host.startAndWait(request(document, rest), 30_000),
    ended: async (runId) => {
      const outcome = await host.wait(orgId, runId, 30_000);
      if (!outcome) throw new Error(`Run ${runId} did not end.`);
      return outcome;
    },
    die: async () => {
      if (owner) await real.detach(owner);
    },
  };
}

export async function newOrganisation(database: Database): Promise<string> {
  const orgId = newId('org');
  await database.withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Test' }).execute());
  return orgId;
}

/** Nodes as `{ id: [type, config, rest] }`, edges as `a -> b` or `a.port -> b`. */
export function workflow(
  nodes: { readonly [id: string]: readonly [string, object?, object?] },
  edges: readonly string[],
  rest: object = {},
): WorkflowDocument {
  const parsed = parseDocument({
    id: `wf_${randomUUID().replaceAll('-', '')}`,
    name: 'Test',
    nodes: Object.entries(nodes).map(([id, [type, config = {}, more = {}]]) => ({ id, type, config, ...more })),
    edges: edges.map((edge) => {
      const [from = '', target = ''] = edge.split(' -> ');
      const [source = '', sourcePort] = from.split('.');
      return { source, target, ...(sourcePort === undefined ? {} : { sourcePort }) };
    }),
    ...rest,
  });
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

/** A promise to hold an effect with, and to let it go. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}
