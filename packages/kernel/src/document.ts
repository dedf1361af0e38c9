import type { ErrorClass } from './catalog.ts';
import type { JsonObject, JsonSchema } from './json.ts';

/** What to do when a step has failed for good. `fail` ends the run, `continue` goes on with `{ error }` as output, `route` takes the `error` port, `ask` asks a person. */
export type OnError = 'fail' | 'continue' | 'route' | 'ask';

/** How failed attempts are repeated. Times in milliseconds. */
export interface RetryPolicy {
  /** All attempts, the first included. 1 means no retry. */
  readonly maxAttempts: number;
  /** Wait before the second attempt. */
  readonly initialDelayMs: number;
  /** Each wait is the one before times this. */
  readonly backoff: number;
  readonly maxDelayMs: number;
  /** Share of the wait that chance adds, 0 to 1, never beyond `maxDelayMs`; 0.25 when absent. */
  readonly jitter?: number;
  /** Only failures of these classes are repeated; every failure that may pass when absent. */
  readonly on?: readonly ErrorClass[];
}

/** When a node with several incoming edges starts. Default `all`: every live edge has delivered. */
export type JoinPolicy = 'all' | 'any' | { readonly atLeast: number };

/** When a step's earlier result is used again. Only for steps that change nothing outside: what is not run has no effect. */
export interface CachePolicy {
  /** How long a result may be used, counted from when it was made. Seconds, 1 to 31,536,000. */
  readonly ttlSeconds: number;
  /** What results are told apart by: a text with expressions, or one bare expression. Everything that the step is given when absent. */
  readonly key?: string;
  /** Whose runs may use it: the same workflow's, or all of the organisation. `workflow` when absent. */
  readonly scope?: 'workflow' | 'organization';
  /** `fresh`: a result that is there is used instead of running the step. `on_error`: only when the step has failed for good, and what it calls may work again later. `fresh` when absent. */
  readonly use?: 'fresh' | 'on_error';
}

export interface NodePolicy {
  readonly retry?: Partial<RetryPolicy>;
  readonly timeoutMs?: number;
  readonly onError?: OnError;
  readonly join?: JoinPolicy;
  readonly effect?: 'at_least_once' | 'at_most_once';
  readonly cache?: CachePolicy;
}

/** A graph: a workflow's own, or the body of a container node. Acyclic. */
export interface WorkflowGraph {
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
}

export interface WorkflowNode {
  /** Stable name, unique in the whole document, bodies included: letters, digits, `_`, `-`; starts with a letter. */
  readonly id: string;
  /** Such as `http.request`. */
  readonly type: string;
  /** Version of the node type; newest when absent. */
  readonly version?: number;
  /** What people read; the type's title when absent. */
  readonly name?: string;
  /** One plain sentence; made from the configuration when absent. */
  readonly summary?: string;
  readonly config: JsonObject;
  readonly policy?: NodePolicy;
  /** A disabled node passes its input on untouched. */
  readonly disabled?: boolean;
  /** Containers only. */
  readonly body?: WorkflowGraph;
}

export interface WorkflowEdge {
  readonly id: string;
  readonly source: string;
  /** `out` unless the node branches. */
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
}

export interface WorkflowSettings {
  readonly executionMode?: 'parallel' | 'sequential' | 'hybrid';
  readonly errorHandling?: 'strict' | 'lenient' | 'adaptive';
  readonly timeoutMs?: number;
  /** Steps of one run that may work at once. */
  readonly concurrency?: number;
  readonly budgetUsd?: number;
  /** Bytes that one run may keep: journal, values and files together. */
  readonly budgetBytes?: number;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timezone?: string;
  readonly retention?: { readonly days: number };
  /** Live runs of this workflow that may work at once; more are accepted and kept in line. Runs that wait for people or times do not count. */
  readonly maxConcurrentRuns?: number;
  /** Live runs that may begin in any `perSeconds` seconds; more are accepted and kept in line. */
  readonly rate?: RunRate;
  /** Whose turn comes first among workflows in line; `normal` when absent. Waiting raises it, so that every turn comes. */
  readonly priority?: 'low' | 'normal' | 'high';
}

/** So many in any stretch of so many seconds. */
export interface RunRate {
  readonly count: number;
  readonly perSeconds: number;
}

export interface WorkflowNote {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A workflow's whole definition. Layout, pins and notes are for people and tests; the engine never reads them in a live run. */
export interface WorkflowDocument extends WorkflowGraph {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Schema of a run's input; without one, made from the form trigger's fields, else anything is accepted. */
  readonly inputs?: JsonSchema;
  /** Template of the run's output, over the same names as any expression. */
  readonly outputs?: JsonObject;
  readonly settings?: WorkflowSettings;
  readonly layout?: { readonly [nodeId: string]: { readonly x: number; readonly y: number } };
  /** Outputs that tests use in place of running the node. */
  readonly pins?: { readonly [nodeId: string]: unknown };
  readonly notes?: readonly WorkflowNote[];
}

/** One thing wrong with a document. */
export interface Problem {
  /** Stable code such as `unknown_field`, `cycle`, `unknown_node_type`, `missing_config`, `bad_expression`. */
  readonly code: string;
  /** `error` keeps the workflow from running; `warning` does not. */
  readonly severity: 'error' | 'warning';
  /** JSON Pointer into the document, such as `/nodes/2/config/url`. */
  readonly path: string;
  /** The node it belongs to, where there is one. */
  readonly nodeId?: string;
  /** A plain sentence: what is wrong and what to do. */
  readonly message: string;
  /** Name of what is not there, for those who can make it: the variable of `unknown_variable`. */
  readonly about?: string;
  /** Patches that mend it, and what they do in words. */
  readonly fix?: { readonly label: string; readonly patches: readonly Patch[] };
}

/** Every way to change a document; each has an inverse. Canvas, chat, planner, import and API all use these. */
export type Patch =
  | {
      readonly op: 'add_node';
      readonly node: WorkflowNode /** id of the container whose body takes it */;
      readonly parent?: string;
      readonly position?: { readonly x: number; readonly y: number } /** place in the list; at its end when absent */;
      readonly index?: number;
    }
  /** Its edges go too. The inverse brings both back. */
  | { readonly op: 'remove_node'; readonly nodeId: string }
  | { readonly op: 'replace_node'; readonly node: WorkflowNode }
  /** Sets one config value; `path` is a list of keys and indexes, `undefined` value removes it. An empty path replaces the whole config. */
  | { readonly op: 'set_config'; readonly nodeId: string; readonly path: readonly (string | number)[]; readonly value?: unknown }
  | {
      readonly op: 'set_node';
      readonly nodeId: string;
      readonly field: 'name' | 'summary' | 'policy' | 'disabled' | 'version' | 'type';
      readonly value?: unknown;
    }
  /** Renames the id and every reference to it (edges, expressions, layout, pins). */
  | { readonly op: 'rename_node'; readonly nodeId: string; readonly newId: string }
  | { readonly op: 'connect'; readonly edge: WorkflowEdge; readonly parent?: string; readonly index?: number }
  | { readonly op: 'disconnect'; readonly edgeId: string }
  | { readonly op: 'move'; readonly positions: { readonly [nodeId: string]: { readonly x: number; readonly y: number } | null } }
  | { readonly op: 'set_pin'; readonly nodeId: string; readonly value?: unknown }
  | {
      readonly op: 'set_meta';
      readonly field: 'name' | 'description' | 'inputs' | 'outputs' | 'settings' | 'notes';
      readonly value?: unknown;
    };
