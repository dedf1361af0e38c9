import type { WorkflowDocument, Problem } from '../document.ts';
import { walkNodes } from './graph.ts';
import { anyOf, isMissing, type Issue, issueWords, valueWords } from './issue-sentence.ts';
import { copyJson } from './json-copy.ts';
import { documentLimits } from './limits.ts';
import { fillPlainForm } from './plain-form.ts';
import { pointer, valueAt } from './pointer.ts';
import { shapes } from './document-schema.ts';
import { unknownFieldProblems } from './unknown-field.ts';

/** What was read. Refuse the document when a problem is an error, even if `document` is there: it is what remains without the parts named. */
export interface ParsedDocument {
  /** Absent when the value cannot be read as a document at all. */
  readonly document?: WorkflowDocument;
  readonly problems: Problem[];
}

/**
 * Reads a document from any value: the full envelope, or the plain form `{ id, name, nodes: [{ id, type, config }], edges: [{ source, target }] }`,
 * whose missing parts are filled in (a missing `id` becomes '', for the store to give one). The result shares nothing with the value.
 * With unknown fields only, `document` is the rest, so that their fixes can be applied to it. Never throws.
 */
export function parseDocument(value: unknown): ParsedDocument {
  try {
    return read(value);
  } catch (error) {
    // Only objects with code of their own (proxies, getters) get here; plain data cannot.
    const reason = error instanceof Error ? error.message : String(error);
    return { problems: [{ code: 'not_json', severity: 'error', path: '', message: `The document could not be read: ${reason}` }] };
  }
}

function read(value: unknown): ParsedDocument {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `A workflow is an object such as { "name": …, "nodes": […], "edges": […] }, but this is ${value === undefined ? 'nothing' : valueWords(value)}.`;
    return { problems: [{ code: 'wrong_type', severity: 'error', path: '', message }] };
  }
  const copy = copyJson(value);
  if (copy.problems.length > 0) return { problems: [...copy.problems] };
  const root = copy.value as Record<string, unknown>;
  const tooMany = countProblem(root);
  if (tooMany) return { problems: [tooMany] };
  fillPlainForm(root);
  return check(root);
}

function check(root: Record<string, unknown>): ParsedDocument {
  const first = shapes.document.safeParse(root);
  if (first.success) return finish(root, []);
  const problems = first.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [] : [shapeProblem(issue, root)]));
  const unknown = first.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length === 0) return { problems };
  const removed = unknown.flatMap((issue) => removeKeys(root, issue));
  if (problems.length > 0 || !shapes.document.safeParse(root).success) {
    return { problems: [...unknownFieldProblems(undefined, removed), ...problems] };
  }
  return finish(root, unknownFieldProblems(root as unknown as WorkflowDocument, removed));
}

function removeKeys(root: Record<string, unknown>, issue: Issue): { path: PropertyKey[]; key: string; value: unknown }[] {
  const holder = valueAt(root, issue.path) as Record<string, unknown>;
  return (issue.code === 'unrecognized_keys' ? issue.keys : []).map((key) => {
    const value = holder[key];
    delete holder[key];
    return { path: [...issue.path], key, value };
  });
}

/**
 * The one canonical form: no layout or pin of a node that is not there, and no empty `layout` or `pins`.
 * Patches keep it, which is why their inverses can restore a document exactly.
 */
function finish(root: Record<string, unknown>, problems: Problem[]): ParsedDocument {
  const document = root as unknown as WorkflowDocument;
  const ids = new Set<string>();
  for (const { node } of walkNodes(document)) ids.add(node.id);
  const all = [...problems];
  for (const field of ['layout', 'pins'] as const) {
    const entries = root[field] as Record<string, unknown> | undefined;
    if (!entries) continue;
    for (const id of Object.keys(entries)) {
      if (ids.has(id)) continue;
      delete entries[id];
      if (field === 'layout') continue;
      const message = `There is a pinned output for “${id}”, but no such step; it is left out.`;
      all.push({ code: 'unknown_node', severity: 'warning', path: pointer([field, id]), message });
    }
    if (Object.keys(entries).length === 0) delete root[field];
  }
  return { document, problems: all };
}

function shapeProblem(issue: Issue, root: unknown): Problem {
  const path = pointer(issue.path);
  const field = fieldWords(issue.path);
  const node = owningNode(issue.path, root);
  const owner = node ? { nodeId: node } : {};
  const value = valueAt(root, issue.path);
  const at = node ? ` of step “${node}”` : '';
  if (isMissing(issue, root)) {
    return { code: 'missing_field', severity: 'error', path, ...owner, message: `${field}${at} is missing.${hint(issue.path)}` };
  }
  if (issue.path.at(-1) === 'id' && issue.code === 'custom') {
    return { code: 'bad_id', severity: 'error', path, message: `The id ${JSON.stringify(value)} ${issueWords(issue, root)}.` };
  }
  const code = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'wrong_type' : 'wrong_value';
  return { code, severity: 'error', path, ...owner, message: `${field}${at} ${issueWords(issue, root)}.` };
}

/** `policy.retry.maxAttempts` within its node, edge or the document. */
function fieldWords(path: readonly PropertyKey[]): string {
  const start = path.findLastIndex((key, index) => typeof key === 'number' && (path[index - 1] === 'nodes' || path[index - 1] === 'edges'));
  const rest = path.slice(start + 1);
  if (rest.length === 0) return `${path[start - 1] === 'edges' ? 'Edge' : 'Step'} number ${Number(path[start]) + 1}`;
  const words = `“${rest.map(String).join('.')}”`;
  return start >= 0 && path[start - 1] === 'edges' ? `${words} of edge number ${Number(path[start]) + 1}` : words;
}

function owningNode(path: readonly PropertyKey[], root: unknown): string | undefined {
  const start = path.findLastIndex((key, index) => typeof key === 'number' && path[index - 1] === 'nodes');
  const id = start < 0 ? undefined : valueAt(root, [...path.slice(0, start + 1), 'id']);
  return typeof id === 'string' && path.at(-1) !== 'id' ? id : undefined;
}

function hint(path: readonly PropertyKey[]): string {
  switch (path.at(-1)) {
    case 'type':
      return ' Say which kind of step it is, such as "http.request".';
    case 'id':
      return ' Give it a short name that no other step has.';
    case 'name':
      return ' Give the workflow a name.';
    case 'nodes':
      return ' List the steps there.';
    case 'source':
    case 'target':
      return ' Name the step by its id.';
    default:
      return '';
  }
}

/** Counted before anything is checked: the check itself must not be made to work for ever. */
function countProblem(root: Record<string, unknown>): Problem | undefined {
  const counts = { nodes: 0, edges: 0 };
  const open: unknown[] = [root];
  for (let graph = open.pop(); graph !== undefined; graph = open.pop()) {
    const nodes = valueAt(graph, ['nodes']);
    const edges = valueAt(graph, ['edges']);
    if (Array.isArray(edges)) counts.edges += edges.length;
    if (!Array.isArray(nodes)) continue;
    counts.nodes += nodes.length;
    for (const node of nodes) {
      const body = valueAt(node, ['body']);
      if (body !== undefined) open.push(body);
    }
  }
  const over = (['nodes', 'edges'] as const).filter((kind) => counts[kind] > documentLimits[kind]);
  if (over.length === 0) return undefined;
  const words = anyOf(over.map((kind) => `${documentLimits[kind]} ${kind === 'nodes' ? 'steps' : 'edges'}`));
  return {
    code: 'too_many_nodes',
    severity: 'error',
    path: '/nodes',
    message: `A workflow may have at most ${words}. Split it into several.`,
  };
}
