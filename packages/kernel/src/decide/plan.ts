import { AppError } from '../app-error.ts';
import type { Catalog, ContainerKind, NodeType } from '../catalog.ts';
import type {
  CachePolicy,
  JoinPolicy,
  OnError,
  RetryPolicy,
  WorkflowDocument,
  WorkflowGraph,
  WorkflowNode,
  WorkflowSettings,
} from '../document.ts';
import { bodyParts, edgesBetweenParts, TRY_PART } from '../document/container-parts.ts';
import { hasExpressions } from '../expressions/render.ts';
import { misplacedMark, type Surroundings } from './marks-in-plan.ts';
import { missingType } from './missing-type.ts';
import { topologicalOrder } from './topological-order.ts';

/** A document made ready to run: once per version, shared by all its runs, never changed. */
export interface RunPlan {
  readonly document: WorkflowDocument;
  readonly root: GraphPlan;
  /** Every node, those inside bodies included. */
  readonly nodes: ReadonlyMap<string, NodePlan>;
  /** One step at a time in each scope. */
  readonly sequential: boolean;
  /** Steps that touch the same thing outside never work at once. */
  readonly hybrid: boolean;
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
  /** Effects only. */
  readonly cache: CachePolicy | undefined;
  /** Top-level fields that hold expressions to render; the others are used as they are. */
  readonly templateFields: readonly string[];
  /** Containers only. */
  readonly container: ContainerPlan | undefined;
  /** The container whose body it stands in. */
  readonly parent: string | undefined;
}

export interface ContainerPlan {
  readonly kind: ContainerKind;
  /** What its scopes run. Loops: one graph for every iteration. `parallel` and `try`: one for each place; of a `try`, missing ones are empty. */
  readonly parts: readonly GraphPlan[];
  /** Loops: a `break` inside may end it early. */
  readonly canBreak: boolean;
}

/** The graph that a container's scope at this place runs. */
export function graphAt(container: ContainerPlan, place: number): GraphPlan | undefined {
  return container.kind === 'for_each' || container.kind === 'while' ? container.parts[0] : container.parts[place];
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
/** What `adaptive` error handling gives to nodes whose type and policy say nothing of it. */
const ADAPTIVE_RETRY: RetryPolicy = { maxAttempts: 3, initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000 };

/**
 * Compiles a document for `decide`. Pure; costs time in proportion to the document.
 *
 * @param options `tolerant`: a step whose type is no longer there is no reason to refuse a version that has runs: it becomes an effect that
 *   the host answers with `node_type_missing`
 * @throws AppError `workflow_invalid` for circles, unknown types, edges that lead nowhere, ids used twice, marks in the wrong place
 */
export function compile(document: WorkflowDocument, catalog: Catalog, options: { readonly tolerant?: boolean } = {}): RunPlan {
  const settings = document.settings ?? {};
  const nodes = new Map<string, NodePlan>();
  const root = compileGraph(document, { catalog, settings, nodes, tolerant: options.tolerant === true }, OUTSIDE);
  return {
    document,
    root,
    nodes,
    sequential: settings.executionMode === 'sequential',
    hybrid: settings.executionMode === 'hybrid',
    concurrency: Math.max(1, settings.concurrency ?? Number.POSITIVE_INFINITY),
  };
}

interface Compilation {
  readonly catalog: Catalog;
  readonly settings: WorkflowSettings;
  readonly nodes: Map<string, NodePlan>;
  readonly tolerant: boolean;
}

const OUTSIDE: Surroundings = { inLoop: false, inCleanUp: false, handled: false };

function compileGraph(graph: WorkflowGraph, compilation: Compilation, around: Surroundings): GraphPlan {
  const order = topologicalOrder(graph);
  const positions = new Map(order.map((node, position) => [node.id, position]));
  const edges = edgePlans(graph, positions);
  const nodes = order.map((node, position) => {
    const plan = compileNode(node, position, edges, compilation, around);
    if (around.parent !== undefined && plan.type.kind === 'trigger') {
      throw invalid(`The trigger "${node.id}" stands inside "${around.parent}"; triggers start a workflow and belong outside of loops.`);
    }
    const misplaced = misplacedMark(node.id, plan.type.mark, plan.incoming.length === 0, around);
    if (misplaced) throw invalid(misplaced);
    if (compilation.nodes.has(node.id)) throw invalid(`Two steps have the id "${node.id}".`);
    compilation.nodes.set(node.id, plan);
    return plan;
  });
  return { nodes, positions };
}

function compileContainer(node: WorkflowNode, type: NodeType, compilation: Compilation, around: Surroundings): ContainerPlan {
  const kind = type.container ?? 'for_each';
  const isLoop = kind === 'for_each' || kind === 'while';
  const body = node.body ?? { nodes: [], edges: [] };
  const markOf = (inner: WorkflowNode) => compilation.catalog.get(inner.type, inner.version)?.mark;
  const [crossing] = kind === 'try' ? edgesBetweenParts(body, markOf) : [];
  if (crossing) throw invalid(`The edge from "${crossing.source}" to "${crossing.target}" joins two parts of "${node.id}".`);
  const graphs = bodyParts(kind, body, markOf);
  const hasErrorPart = kind === 'try' && (graphs[TRY_PART.error]?.nodes.length ?? 0) > 0;
  const parts = graphs.map((graph, place) =>
    compileGraph(graph, compilation, {
      parent: node.id,
      inLoop: isLoop || around.inLoop,
      inCleanUp: !isLoop && (around.inCleanUp || (kind === 'try' && place === TRY_PART.cleanUp)),
      ...(kind === 'try' ? { tryPart: place } : {}),
      handled: around.handled || (hasErrorPart && place === TRY_PART.main),
    }),
  );
  return { kind, parts, canBreak: isLoop && parts.some(breaksOut) };
}

/** Whether a `break` in this graph reaches the loop around it. */
function breaksOut({ nodes }: GraphPlan): boolean {
  return nodes.some(({ type, container }) => {
    if (container) return (container.kind === 'parallel' || container.kind === 'try') && container.parts.some(breaksOut);
    return type.mark === 'break';
  });
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

function compileNode(node: WorkflowNode, position: number, edges: EdgePlans, compilation: Compilation, around: Surroundings): NodePlan {
  const type = compilation.catalog.get(node.type, node.version) ?? (compilation.tolerant ? missingType(node) : undefined);
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
    onError: policy.onError ?? defaultOnError(type, outgoing, compilation.settings, around),
    atMostOnce: (policy.effect ?? type.effect) === 'at_most_once',
    cache: type.kind === 'effect' ? policy.cache : undefined,
    templateFields: Object.keys(node.config ?? {}).filter((field) => !raw.includes(field) && hasExpressions(node.config[field])),
    container: type.kind === 'container' ? compileContainer(node, type, compilation, around) : undefined,
    parent: around.parent,
  };
}

function joinAt(join: JoinPolicy | undefined): number | undefined {
  if (join === undefined || join === 'all') return undefined;
  return join === 'any' ? 1 : Math.max(1, join.atLeast);
}

/**
 * An edge drawn from the error port is wish enough to route there; then the error part of a `try` around it is what failures are for; then
 * the workflow's setting decides. `adaptive` asks a person about a step that failed, not once more about each container around it.
 */
function defaultOnError(type: NodeType, outgoing: readonly EdgePlan[], settings: WorkflowSettings, { handled }: Surroundings): OnError {
  if (outgoing.some((edge) => edge.sourcePort === 'error')) return 'route';
  if (handled) return 'fail';
  if (settings.errorHandling === 'lenient') return 'continue';
  return settings.errorHandling === 'adaptive' && type.kind !== 'container' ? 'ask' : 'fail';
}

function invalid(message: string): AppError {
  return new AppError('workflow_invalid', message);
}
