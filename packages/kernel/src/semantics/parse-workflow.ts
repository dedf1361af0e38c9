import type { NodePolicy, WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowSettings } from '../document.ts';
import { testCatalog } from '../decide/test-catalog.ts';
import type { JsonObject } from '../json.ts';
import { duration, groupEnd, split, value } from './notation.ts';

/** What stands first between the parentheses, by type; `value` for the others. */
const FIRST_FIELD: { readonly [type: string]: string } = {
  approval: 'title',
  callback: 'timeoutMs',
  child: 'workflow',
  delay: 'seconds',
  'flow.for_each': 'items',
  'flow.parallel': 'need',
  'flow.respond': 'body',
  'flow.while': 'condition',
  if: 'when',
  set: 'fields',
  touch: 'things',
};
const TRIES = { initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000, jitter: 0 };

/**
 * A document in one line: `a -> b & c -> d`, statements parted by `;`. A step is `id:type(config)[policy]{body}.port`, of which only the id
 * is needed. Settings stand in statements that begin with `@`.
 */
export function parseWorkflow(text: string): WorkflowDocument {
  const statements = split(text, ';');
  const words = statements.filter((statement) => statement.startsWith('@')).map((statement) => statement.slice(1));
  const rest = words.map((word) => settingOf(word));
  const settings: WorkflowSettings = Object.assign({}, ...rest.flatMap((each) => each.settings ?? []));
  const graph = graphOf(statements.filter((statement) => !statement.startsWith('@')));
  return { schemaVersion: 1, id: 'wf_row', name: 'Row', ...graph, ...Object.assign({}, ...rest), settings };
}

function settingOf(words: string): Partial<WorkflowDocument> {
  const [first = '', ...others] = words.split(' ');
  const rest = others.join(' ');
  if (first === 'sequential' || first === 'hybrid') return { settings: { executionMode: first } };
  if (first === 'strict' || first === 'lenient' || first === 'adaptive') return { settings: { errorHandling: first } };
  if (first === 'within') return { settings: { timeoutMs: duration(rest) ?? 0 } };
  if (first === 'gives') return { outputs: value(rest) as JsonObject };
  if (first === 'pins') return { pins: value(rest) as JsonObject };
  if (/^\d+ at once$/.test(words)) return { settings: { concurrency: Number(first) } };
  throw new Error(`No setting: @${words}`);
}

interface End {
  readonly id: string;
  readonly port: string;
}

function graphOf(statements: readonly string[]): Pick<WorkflowDocument, 'nodes' | 'edges'> {
  const nodes = new Map<string, WorkflowNode>();
  const edges: WorkflowEdge[] = [];
  for (const statement of statements) {
    let before: readonly End[] = [];
    for (const group of split(statement, '->')) {
      const ends = split(group, '&').map((text) => endOf(text, nodes));
      for (const { id, port } of before) {
        for (const { id: target } of ends)
          edges.push({ id: `${id}-${port}-${target}`, source: id, sourcePort: port, target, targetPort: 'in' });
      }
      before = ends;
    }
  }
  return { nodes: [...nodes.values()], edges };
}

/** One step as it is written at its first mention; later only its id, and the port an edge leaves by. */
function endOf(text: string, nodes: Map<string, WorkflowNode>): End {
  const [head = '', id = '', type] = /^([A-Za-z][\w-]*)(?::([a-z_]+))?/.exec(text) ?? [];
  const groups: { [open: string]: string } = {};
  let at = head.length;
  while (at < text.length && '([{'.includes(text[at] as string)) {
    const end = groupEnd(text, at);
    groups[text[at] as string] = text.slice(at + 1, end - 1);
    at = end;
  }
  const [whole, port = 'out'] = /^(?:\.(\w+))?$/.exec(text.slice(at)) ?? [];
  if (id === '' || whole === undefined) throw new Error(`No step: ${text}`);
  if (!nodes.has(id)) nodes.set(id, nodeOf(id, typeOf(type ?? id, type === undefined), groups));
  return { id, port };
}

function nodeOf(id: string, type: string, groups: { readonly [open: string]: string }): WorkflowNode {
  const words = split(groups['['] ?? '', ',');
  const policy: NodePolicy = Object.assign({}, ...words.filter((word) => word !== 'off').map(policyOf));
  return {
    id,
    type,
    config: configOf(type, split(groups['('] ?? '', ',')),
    ...(Object.keys(policy).length > 0 ? { policy } : {}),
    ...(words.includes('off') ? { disabled: true } : {}),
    ...(groups['{'] === undefined ? {} : { body: graphOf(split(groups['{'], ';')) }),
  };
}

/** A step whose name is that of a type has it; others are effects. */
function typeOf(word: string, isName: boolean): string {
  const found = [word, `flow.${word}`, `trigger.${word}`].find((type) => testCatalog.get(type) !== undefined);
  if (!found && !isName) return word;
  return found ?? 'effect';
}

function configOf(type: string, parts: readonly string[]): JsonObject {
  return Object.fromEntries(
    parts.map((part) => {
      const [, field, rest] = /^([a-zA-Z]+): (.*)$/.exec(part) ?? [];
      return [field ?? FIRST_FIELD[type] ?? 'value', value(rest ?? part)];
    }),
  );
}

function policyOf(words: string): NodePolicy {
  const [, least] = /^at least (\d+)$/.exec(words) ?? [];
  const [, onError] = /^on error (fail|continue|route|ask)$/.exec(words) ?? [];
  const [, tries, on] = /^(\d+) tries(?: on (\w+))?$/.exec(words) ?? [];
  const [, kept, key, onlyThen] = /^kept (\w+)(?: by (.+?))?( on error)?$/.exec(words) ?? [];
  if (kept !== undefined) {
    const use = onlyThen === undefined ? {} : { use: 'on_error' as const };
    return { cache: { ttlSeconds: (duration(kept) ?? 0) / 1_000, ...(key === undefined ? {} : { key }), ...use } };
  }
  if (words === 'any') return { join: 'any' };
  if (words === 'at most once') return { effect: 'at_most_once' };
  if (words === 'at least once') return { effect: 'at_least_once' };
  if (least !== undefined) return { join: { atLeast: Number(least) } };
  if (onError !== undefined) return { onError: onError as NonNullable<NodePolicy['onError']> };
  if (tries === undefined) throw new Error(`No policy: ${words}`);
  return { retry: { ...TRIES, maxAttempts: Number(tries), ...(on === undefined ? {} : { on: [on as 'server'] }) } };
}
