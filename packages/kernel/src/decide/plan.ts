import { AppError } from '../app-error.ts';
import type { Catalog, NodeType } from '../catalog.ts';
import type { JoinPolicy, OnError, RetryPolicy, WorkflowDocument, WorkflowGraph, WorkflowNode, WorkflowSettings } from '../document.ts';
import { hasExpressions } from '../expressions/render.ts';
import { topologicalOrder } from './topological-order.ts';

/** A document made ready to run: once per version, shared by all its runs, never changed. */
export interface RunPlan {
  readonly document: WorkflowDocument;
  readonly root: GraphPlan;
  /** Every node, those inside bodies included. */
  readonly nodes: ReadonlyMap<string, NodePlan>;
  /** One step at a time in each scope. */
  readonly sequential: boolean;
  /** Effects of one run that may work at once. */
  readonly concurrency: number;
}

/** One graph: the workflow's own, or a container's body. Nodes stand in a stable topological order. */
export interface GraphPlan {
  readonly nodes: readonly NodePlan[];
  /** Position in `nodes` by id. */
  readonly positions: ReadonlyMap<string, number>;
}

export interface NodePlan {
  readonly id: string;
  readonly position: number;
  readonly node: WorkflowNode;
  readonly type: NodeType;
  readonly incoming: readonly EdgePlan[];
  readonly outgoing: readonly EdgePlan[];
  /** Live edges that let it start before the others are known; `undefined`: all edges are awaited. */
  readonly joinAt: number | undefined;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly onError: OnError;
  readonly atMostOnce: boolean;
  /** Top-level fields that hold expressions to render; the others are used as they are. */
  readonly templateFields: readonly string[];
  /** Containers only. */
  readonly body: GraphPlan | undefined;
}

/** An edge between positions of one graph. */
export interface EdgePlan {
  readonly source: number;
  readonly sourceId: string;
  readonly sourcePort: string;
  readonly target: number;
  readonly targetPort: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const ONE_ATTEMPT: RetryPolicy = { maxAttempts: 1, initialDelayMs: 1_000, backoff: 2, maxDelayMs: 10_000 };
/** What `adaptive` error handling gives to nodes without a policy of their own. */
const ADAPTIVE_RETRY: RetryPolicy = { maxAttempts: 3, initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000 };

/**
 * Compiles a document for `decide`. Pure; costs time in proportion to the document.
 * @throws AppError `workflow_invalid` for circles, unknown types, edges that lead nowhere and ids used twice
 */
export function compile(document: WorkflowDocument, catalog: Catalog): RunPlan {
  const settings = document.settings ?? {};
  const nodes = new Map<string, NodePlan>();
  const root = compileGraph(document, { catalog, settings, nodes }, undefined);
  return {
    document,
    root,
    nodes,
    sequential: settings.executionMode === 'sequential',
    concurrency: Math.max(1, settings.concurrency ?? Number.POSITIVE_INFINITY),
  };
}

interface Compilation {
  readonly catalog: Catalog;
  readonly settings: WorkflowSettings;
  readonly nodes: Map<string, NodePlan>;
}

function compileGraph(graph: WorkflowGraph, compilation: Compilation, container: string | undefined): GraphPlan {
  const order = topologicalOrder(graph);
  const positions = new Map(order.map((node, position) => [node.id, position]));
  const edges = edgePlans(graph, positions);
  const nodes = order.map((node, position) => {
    const plan = compileNode(node, position, edges, compilation);
    if (container !== undefined && plan.type.kind === 'trigger') {
      throw invalid(`The trigger "${node.id}" stands inside "${container}"; triggers start a workflow and belong outside of loops.`);
    }
    if (compilation.nodes.has(node.id)) throw invalid(`Two steps have the id "${node.id}".`);
    compilation.nodes.set(node.id, plan);
    return plan;
  });
  return { nodes, positions };
}

interface EdgePlans {
  readonly incoming: readonly EdgePlan[][];
  readonly outgoing: readonly EdgePlan[][];
}

function edgePlans(graph: WorkflowGraph, positions: ReadonlyMap<string, number>): EdgePlans {
  const incoming: EdgePlan[][] = graph.nodes.map(() => []);
  const outgoing: EdgePlan[][] = graph.nodes.map(() => []);
  for (const edge of graph.edges) {
    const source = positions.get(edge.source) as number;
    const target = positions.get(edge.target) as number;
    const plan = { source, sourceId: edge.source, sourcePort: edge.sourcePort ?? 'out', target, targetPort: edge.targetPort ?? 'in' };
    incoming[target]?.push(plan);
    outgoing[source]?.push(plan);
  }
  return { incoming, outgoing };
}

function compileNode(node: WorkflowNode, position: number, edges: EdgePlans, compilation: Compilation): NodePlan {
  const type = compilation.catalog.get(node.type, node.version);
  if (!type) throw invalid(`The step "${node.id}" has the type "${node.type}", which is not known here.`);
  const policy = node.policy ?? {};
  const outgoing = edges.outgoing[position] ?? [];
  const raw = type.expressionFields ?? [];
  return {
    id: node.id,
    position,
    node,
    type,
    incoming: edges.incoming[position] ?? [],
    outgoing,
    joinAt: joinAt(policy.join),
    retry: { ...(compilation.settings.errorHandling === 'adaptive' ? ADAPTIVE_RETRY : ONE_ATTEMPT), ...type.retry, ...policy.retry },
    timeoutMs: policy.timeoutMs ?? type.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    onError: policy.onError ?? defaultOnError(outgoing, compilation.settings),
    atMostOnce: policy.effect === 'at_most_once',
    templateFields: Object.keys(node.config ?? {}).filter((field) => !raw.includes(field) && hasExpressions(node.config[field])),
    body: type.kind === 'container' ? compileGraph(node.body ?? { nodes: [], edges: [] }, compilation, node.id) : undefined,
  };
}

function joinAt(join: JoinPolicy | undefined): number | undefined {
  if (join === undefined || join === 'all') return undefined;
  return join === 'any' ? 1 : Math.max(1, join.atLeast);
}

/** An edge drawn from the error port is wish enough to route there; otherwise the workflow's setting decides. */
function defaultOnError(outgoing: readonly EdgePlan[], settings: WorkflowSettings): OnError {
  if (outgoing.some((edge) => edge.sourcePort === 'error')) return 'route';
  return settings.errorHandling === 'lenient' ? 'continue' : 'fail';
}

function invalid(message: string): AppError {
  return new AppError('workflow_invalid', message);
}
