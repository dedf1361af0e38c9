import type { ASTNode } from '@marcbachmann/cel-js';
import type { Names, Program } from './program.ts';
import { charge, type Evaluation, NodeLookup, SCOPE_NAMES } from './scope.ts';
import { kindOf, Maybe, MISSING, readField } from './values.ts';

/** The node id in `nodes.x` or `nodes["x"]`, when the tree is just that. */
export function nodeIdOf(node: ASTNode): string | undefined {
  if (node.op !== '.' && node.op !== '.?' && node.op !== '[]' && node.op !== '[?]') return undefined;
  if (node.args[0].op !== 'id' || node.args[0].args !== 'nodes') return undefined;
  const key = node.args[1];
  if (typeof key === 'string') return key;
  return key.op === 'value' && typeof key.args === 'string' ? key.args : undefined;
}

/** `nodes.x`, which reads through a lookup where the scope has one. */
export function compileNodes(node: ASTNode): Program | undefined {
  const id = nodeIdOf(node);
  if (id === undefined || node.op === '.?' || node.op === '[?]') return undefined;
  return (evaluation) => {
    charge(evaluation, 1);
    const nodes = evaluation.scope.nodes;
    if (nodes instanceof NodeLookup) return nodes.find(id) ?? MISSING;
    return readField(nodes, id);
  };
}

/** The path as a person wrote it: `trigger.body.rows[0].name`. */
export function describePath(node: ASTNode): string {
  if (node.op === 'id') return node.args;
  if (node.op === '.' || node.op === '.?') return `${describePath(node.args[0])}.${node.args[1]}`;
  if (node.op === '[]' || node.op === '[?]') {
    const key = node.args[1];
    const inner =
      key.op === 'value' ? JSON.stringify(key.args, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)) : '…';
    return `${describePath(node.args[0])}[${inner}]`;
  }
  return '(…)';
}

/** The sentence for a path that leads nowhere: names its first part that does not exist, and what there is instead. */
export function missingAt(
  node: ASTNode,
  names: Names,
  evaluation: Evaluation,
  compileSoft: (node: ASTNode, names: Names) => Program,
): string {
  if (node.op === 'id') return missingName(node.args);
  if (node.op !== '.' && node.op !== '[]' && node.op !== '.?' && node.op !== '[?]') return 'A value is missing.';
  const holder = compileSoft(node.args[0], names)(evaluation);
  if (holder === MISSING) return missingAt(node.args[0], names, evaluation, compileSoft);
  const id = nodeIdOf(node);
  if (id !== undefined) return missingNode(id, evaluation);
  return missingField(describePath(node.args[0]), describeKey(node, names, evaluation, compileSoft), holder);
}

function missingName(name: string): string {
  if (name === 'item' || name === 'index') return `"${name}" exists only inside a loop.`;
  if (SCOPE_NAMES.includes(name)) return `"${name}" has no value here.`;
  return `"${name}" is not a name here; for a field with "-" in its name write ["${name}"] with the whole name in quotes.`;
}

function missingNode(id: string, { scope }: Evaluation): string {
  const reason = scope.nodes instanceof NodeLookup ? scope.nodes.explain(id) : 'has no output yet';
  return `nodes.${id} ${reason}.`;
}

function describeKey(
  node: ASTNode & { op: '.' | '[]' | '.?' | '[?]' },
  names: Names,
  evaluation: Evaluation,
  compileSoft: (node: ASTNode, names: Names) => Program,
): unknown {
  const key = node.args[1];
  return typeof key === 'string' ? key : compileSoft(key, names)(evaluation);
}

function missingField(path: string, key: unknown, holder: unknown): string {
  if (path === 'vars') return `There is no variable "${String(key)}". Make it under Settings, Variables, and run this again.`;
  if (path === 'env') {
    return `Workflows may not read the setting "${String(key)}". Whoever operates Arches can allow it with ARCHES_WORKFLOW_ENV; then run this again.`;
  }
  if (Array.isArray(holder)) {
    if (typeof key === 'number') return `${path} has ${holder.length} entries, and none at place ${key} (the first is 0).`;
    return `${path} is a list and has no field "${String(key)}"; use ${path}[0].${String(key)} or ${path}.map(row, row.${String(key)}).`;
  }
  if (typeof holder !== 'object' || holder === null || holder instanceof Maybe) {
    return `${path} is ${kindOf(holder)}, so it has no field "${String(key)}".`;
  }
  const dashed = Object.keys(holder).find((name) => name.startsWith(`${String(key)}-`));
  if (dashed !== undefined) return `${path} has no field "${String(key)}"; if you mean "${dashed}", write ${path}["${dashed}"].`;
  const known = Object.keys(holder).slice(0, 8);
  const list = known.length === 0 ? 'it is empty' : `its fields are ${known.join(', ')}${Object.keys(holder).length > 8 ? ', …' : ''}`;
  return `${path} has no field "${String(key)}"; ${list}.`;
}
