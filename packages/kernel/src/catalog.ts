import type { RetryPolicy } from './document.ts';
import type { JsonObject, JsonSchema } from './json.ts';

/** At most five hues on screen: one a category. */
export type NodeCategory = 'trigger' | 'data' | 'flow' | 'ai' | 'connect';

/**
 * How the engine treats a type. `pure` is evaluated in the kernel; `effect` goes to the node runner; `wait` opens a timer or a task;
 * `container` runs its body; `trigger` starts a run and passes `trigger` on as its output.
 */
export type NodeKind = 'trigger' | 'pure' | 'effect' | 'wait' | 'container';

/**
 * How a container runs its body. `for_each`: once an item. `while`: again as long as its condition holds. `parallel`: the parts of its body
 * that no edge connects, side by side. `try`: its body, then what hangs on `on_error` and `cleanup` marks in it.
 */
export type ContainerKind = 'for_each' | 'while' | 'parallel' | 'try';

/** Steps that steer the container around them: `break` and `continue` the nearest loop, `on_error` and `cleanup` begin parts of a `try`. */
export type NodeMark = 'break' | 'continue' | 'on_error' | 'cleanup';

/**
 * What an output is made of, where that depends on what comes in or on the steps inside. `input`: what came in first. `by_source`: an object
 * of all that came in, by step. `rows`: `{ rows, count }` of all rows that came in; `joined_rows`: with the columns of all of them side by side.
 * Of containers, `body`: what their last steps give; `list_of_body`: a list of that; `parts_of_body`: an object by last step.
 */
export type OutputShape = 'input' | 'by_source' | 'rows' | 'joined_rows' | 'body' | 'list_of_body' | 'parts_of_body';

export interface PortSpec {
  readonly name: string;
  readonly label: string;
}

/** Ports that do not depend on configuration, or one a listed entry of `field` (named by that entry's `name`), then `rest`. */
export type OutputPorts =
  | { readonly kind: 'fixed'; readonly ports: readonly PortSpec[] }
  | { readonly kind: 'listed'; readonly field: string; readonly rest: readonly PortSpec[] };

/** All that screens, planner and validation need to know of a node type: plain data, sent by `GET /api/v2/nodes`. */
export interface NodeCard {
  readonly type: string;
  readonly version: number;
  readonly kind: NodeKind;
  readonly category: NodeCategory;
  /** Verb first, sentence case: "Send an e-mail". */
  readonly title: string;
  readonly description: string;
  /** Name of a Tabler icon without the `Icon` prefix, such as `Mail`. */
  readonly icon: string;
  /** Words people use for it; the planner and the step search read them. */
  readonly keywords: readonly string[];
  /** Schema of `config`; additionalProperties false. */
  readonly config: JsonSchema;
  readonly output: JsonSchema;
  /** Where `output` alone says too little: a shape, or one for each value of a config field. `outputSchema` works it out. */
  readonly outputShape?:
    | OutputShape
    | { readonly field: string; readonly of: { readonly [value: string]: OutputShape }; readonly usual: OutputShape };
  readonly sampleConfig: JsonObject;
  readonly sampleOutput: unknown;
  readonly ports: OutputPorts;
  /** Top-level config fields that hold bare CEL (with or without `{{ }}`) which the node evaluates itself, per item or once. */
  readonly expressionFields?: readonly string[];
  /** Whether it touches the world outside Arches; `write` steps ask before a rerun, and neither is touched by a test. */
  readonly outside: 'none' | 'read' | 'write';
  /** Of a type that writes: with one of these values in this field, or with none, it only reads. */
  readonly reads?: { readonly field: string; readonly values: readonly unknown[] };
  /** Containers only; `for_each` when absent. */
  readonly container?: ContainerKind;
  readonly mark?: NodeMark;
  /** Used where the document gives none. One attempt when absent. */
  readonly retry?: RetryPolicy;
  readonly timeoutMs?: number;
  /** What the type is where the document does not say; `at_least_once` when absent. */
  readonly effect?: 'at_least_once' | 'at_most_once';
  /**
   * Sentence made from the configuration: `{field}` is its value in words, `[…]` is left out when a field inside is empty,
   * `{field|words}` says the words instead of an empty value.
   */
  readonly summary: string;
}

/** What a pure node or an effect gives back. `ports` are the ones taken; all of `out` when absent. */
export interface NodeResult {
  readonly output: unknown;
  readonly ports?: readonly string[];
}

export interface NodeInput {
  readonly source: string;
  readonly sourcePort: string;
  readonly targetPort: string;
  readonly output: unknown;
}

export interface EvaluationContext {
  /** Outputs that came in over live edges, in the order of the edges. */
  readonly inputs: readonly NodeInput[];
  /** Evaluates CEL over the step's names, plus `extra` such as `item` and `index`. Throws `ExpressionError`. */
  readonly evaluate: (expression: string, extra?: JsonObject) => unknown;
  /** Time of the event being decided, epoch milliseconds: the only clock a pure node has. */
  readonly now: number;
  /** By which times of day go where a step has no zone of its own: the workflow's, else the organisation's. */
  readonly timezone: string;
}

/** What a waiting step waits for. */
export type WaitSpec =
  | { readonly kind: 'time'; readonly durationMs: number }
  | {
      readonly kind: 'approval';
      readonly title: string;
      readonly message: string;
      /** E-mail addresses; anyone who may approve when empty. */
      readonly assignees: readonly string[];
      /** Schema of what the person fills in. */
      readonly form?: JsonSchema;
      /** Shown to the person: what they decide on. */
      readonly data: unknown;
      readonly timeoutMs?: number;
      readonly onTimeout?: 'approve' | 'reject' | 'fail';
      /** Approvals needed, of different people; 1 when absent. One rejection rejects, unless `rejections` asks for more. */
      readonly quorum?: number;
      readonly rejections?: number;
      /** Reminds those who have not answered, every so many milliseconds. */
      readonly remindEveryMs?: number;
      /** Asks these people too, when nobody has decided by then. */
      readonly escalation?: { readonly afterMs: number; readonly to: readonly string[] };
    }
  | { readonly kind: 'callback'; readonly timeoutMs?: number }
  /** A step has failed, or nobody knows whether it did what it should: a person says how to go on. Never given by a node type. */
  | {
      readonly kind: 'decision';
      readonly reason: 'failed' | 'outcome_unknown';
      /** Number of the attempt that is decided on. */
      readonly attempt?: number;
      readonly title: string;
      readonly error: StepError;
      readonly timeoutMs?: never;
    }
  /** A run of another workflow, whose output becomes this step's. */
  | {
      readonly kind: 'child';
      readonly workflowId: string;
      /** The published one when absent, pinned when the child starts. */
      readonly version?: number;
      readonly input: unknown;
      readonly timeoutMs?: number;
    };

/** A node type as the kernel uses it: its card, and for pure and waiting kinds what they mean. `config` arrives rendered, expression fields raw. */
export interface NodeType extends NodeCard {
  readonly evaluate?: (config: JsonObject, context: EvaluationContext) => NodeResult;
  readonly wait?: (config: JsonObject, context: EvaluationContext) => WaitSpec;
  /** What a step touches, such as `host:api.example.com` or `file:report.xlsx`; in `hybrid` mode two steps that touch the same never work at once. */
  readonly resources?: (config: JsonObject) => readonly string[];
  /** Outside services that a step calls, by which calls are limited and failing services left alone; `resources` when absent. */
  readonly services?: (config: JsonObject) => readonly string[];
}

export interface Catalog {
  /** The newest version when `version` is absent. */
  readonly get: (type: string, version?: number) => NodeType | undefined;
  readonly list: () => readonly NodeType[];
}

/** What sort of failure it is, for retry policies: no answer, too slow, told to wait, their fault, our request's fault, a bug or a refusal here. */
export type ErrorClass = 'network' | 'timeout' | 'rate_limit' | 'server' | 'client' | 'internal';

/** A step that failed inside the kernel or a node runner. `code` is stable; `message` is for people. */
export interface StepError {
  readonly code: string;
  readonly message: string;
  /** Whether the same attempt may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Set by the provider; wins over the policy's wait, within a cap. Milliseconds. */
  readonly retryAfterMs?: number;
  readonly class?: ErrorClass;
  /** The attempt was put off before it began (open circuit, rate limit): it is made later and does not count as one. */
  readonly deferred?: true;
  /** The outside effect surely did not happen. Absent: it may have. */
  readonly notSent?: true;
  readonly details?: JsonObject;
}
