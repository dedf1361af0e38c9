import type { ModelPort } from '@arches/ai';
import type { Catalog, EvaluationContext, JsonObject, NodeCard, NodeMark, NodeResult, NodeType, Usage, WaitSpec } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { Embedder } from '@arches/knowledge';
import { z } from 'zod';
import type { FilePort } from './ports/files.ts';
import type { MailPort } from './ports/mail.ts';
import type { SandboxPort } from './ports/sandbox.ts';

/** What an effect may use; nothing else reaches it. */
export interface Capabilities {
  /** The door out: every address is checked, sizes and times are capped. */
  readonly fetch: typeof fetch;
  readonly ai: ModelPort;
  readonly embedder: Embedder;
  readonly files: FilePort;
  readonly mail: MailPort;
  /** Untrusted code and document parsers, in a killable child process. */
  readonly sandbox: SandboxPort;
  readonly signal: AbortSignal;
  /** Stable over attempts of the same step. */
  readonly idempotencyKey: string;
  readonly timezone: string;
  /** A line in the step's log. */
  readonly log: (line: string) => void;
}

export interface EffectResult {
  readonly output: unknown;
  readonly ports?: readonly string[];
  readonly usage?: Usage;
  /** Things the person should know although the step succeeded, as plain sentences. */
  readonly warnings?: readonly string[];
}

type CardFields = Omit<NodeCard, 'config' | 'output' | 'sampleConfig' | 'kind' | 'ports'> & { readonly ports?: NodeCard['ports'] };

interface Common<Config extends z.ZodType> extends CardFields {
  readonly resources?: NodeType['resources'];
  readonly services?: NodeType['services'];
  readonly config: Config;
  readonly output: z.ZodType;
  readonly sampleConfig: z.input<Config>;
}

export interface EffectDefinition<Config extends z.ZodType = z.ZodType> extends Common<Config> {
  readonly kind: 'effect';
  readonly run: (config: z.output<Config>, capabilities: Capabilities) => Promise<EffectResult>;
  /** What a test answers instead of touching the outside; the sample output when absent. Never called for `outside: "none"`, which really runs. */
  readonly simulate?: (config: z.output<Config>) => EffectResult;
}

export interface PureDefinition<Config extends z.ZodType = z.ZodType> extends Common<Config> {
  readonly kind: 'pure';
  readonly evaluate: (config: z.output<Config>, context: EvaluationContext) => NodeResult;
}

export interface WaitDefinition<Config extends z.ZodType = z.ZodType> extends Common<Config> {
  readonly kind: 'wait';
  readonly wait: (config: z.output<Config>, context: EvaluationContext) => WaitSpec;
}

/** Triggers and containers: the kernel itself knows what they mean. */
export interface PlainDefinition<Config extends z.ZodType = z.ZodType> extends Common<Config> {
  readonly kind: 'trigger' | 'container';
}

/** Steps that steer the container around them; the kernel knows what they mean too. */
export interface MarkDefinition<Config extends z.ZodType = z.ZodType> extends Common<Config> {
  readonly kind: 'pure';
  readonly mark: NodeMark;
  readonly evaluate?: never;
}

/** A node type with everything that belongs to it; the registry lists them and `catalogOf` gives the kernel its part. */
export interface NodeDefinition extends NodeType {
  /** Effects only. The configuration arrives rendered and is checked against the schema first. */
  readonly run?: (config: unknown, capabilities: Capabilities) => Promise<EffectResult>;
  readonly simulate?: (config: unknown) => EffectResult;
}

const onePort: NodeCard['ports'] = { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] };

/** A node: data first, behaviour last. Configuration is parsed before behaviour sees it, so `config` has its defaults and its types. */
export function defineNode<Config extends z.ZodType>(
  definition: EffectDefinition<Config> | PureDefinition<Config> | WaitDefinition<Config> | PlainDefinition<Config> | MarkDefinition<Config>,
): NodeDefinition {
  const { config: schema, output, sampleConfig, ports, kind, resources, services, ...rest } = definition;
  const card: Omit<CardFields, 'ports'> = rest;
  const shared: NodeCard & Pick<NodeType, 'resources' | 'services'> = {
    ...card,
    ...(resources ? { resources } : {}),
    ...(services ? { services } : {}),
    kind,
    ports: ports ?? onePort,
    config: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject,
    output: z.toJSONSchema(output, { unrepresentable: 'any' }) as JsonObject,
    sampleConfig: sampleConfig as JsonObject,
  };
  const parse = (config: unknown): z.output<Config> => parseConfig(definition.type, schema, config);
  switch (definition.kind) {
    case 'effect': {
      const { run, simulate } = definition;
      const sample: EffectResult = { output: definition.sampleOutput };
      return {
        ...shared,
        run: (config, capabilities) => run(parse(config), capabilities),
        simulate: (config) => (simulate ? simulate(parse(config)) : sample),
      };
    }
    case 'pure': {
      const { evaluate } = definition;
      if (!evaluate) return shared;
      return { ...shared, evaluate: (config, context) => evaluate(parse(config), context) };
    }
    case 'wait': {
      const { wait } = definition;
      return { ...shared, wait: (config, context) => wait(parse(config), context) };
    }
    case 'trigger':
    case 'container':
      return shared;
  }
}

function parseConfig<Config extends z.ZodType>(type: string, schema: Config, config: unknown): z.output<Config> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? `“${issue.path.join('.')}”` : 'the settings';
  throw new AppError('config_invalid', `${type}: ${field} ${issue ? issueWords(issue) : 'cannot be used as they are'}.`, {
    details: { issues: parsed.error.issues.map((each) => ({ path: each.path.join('.'), message: issueWords(each) })) },
    class: 'client',
    notSent: true,
  });
}

/** What is wrong with a value, as the end of a sentence about it. */
function issueWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${/^[aeiou]/u.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'invalid_union':
      return 'is empty or of a kind that this step cannot use';
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.minimum === 1 && issue.origin !== 'number' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return `has a field that is not known: ${issue.keys.join(', ')}`;
    default:
      return `is not right: ${issue.message.replace(/\.$/u, '')}`;
  }
}

/** The catalogue the kernel and the builder read. Later definitions of the same type win by version. */
export function catalogOf(definitions: readonly NodeDefinition[]): Catalog {
  const newest = new Map<string, NodeDefinition>();
  const exact = new Map<string, NodeDefinition>();
  for (const definition of definitions) {
    exact.set(`${definition.type}@${definition.version}`, definition);
    const known = newest.get(definition.type);
    if (!known || known.version < definition.version) newest.set(definition.type, definition);
  }
  return {
    get: (type, version) => (version === undefined ? newest.get(type) : exact.get(`${type}@${version}`)),
    list: () => [...newest.values()],
  };
}
