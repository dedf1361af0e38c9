import type { ASTNode } from '@marcbachmann/cel-js';
import { isMacro, LOOPS, OPTIONALS } from './macros.ts';
import { bareSource, tryParse } from './parse.ts';
import { childrenOf } from './walk-tree.ts';

/** Where values live that a workflow is given from outside: an organisation's variables, and what the operator lets through. */
export type SettingRoot = 'vars' | 'env';

/** One place of an expression that reads a variable or an operator's setting. */
export interface SettingRead {
  readonly root: SettingRoot;
  /** Absent: the expression does not say which, as in `vars[trigger.body.country]`. */
  readonly name?: string;
  /** It is asked for first, with `has`, `default` or `.?`: that it is not there is no mistake. */
  readonly optional: boolean;
  /** Offsets of `vars.name` in the bare source. */
  readonly start: number;
  readonly end: number;
}

/** What an expression reads of `vars` and `env`, in order. Empty when it cannot be read. */
export function settingReadsIn(source: string): SettingRead[] {
  const bare = bareSource(source);
  if (!/\b(vars|env)\b/.test(bare)) return [];
  const outcome = tryParse(bare);
  if ('problem' in outcome) return [];
  const reads: SettingRead[] = [];
  visit(outcome.tree, { optional: false, hidden: new Set() }, reads);
  return reads;
}

/** The expression with every read of one name made to read another; everything else stays letter for letter. */
export function renameSetting(source: string, root: SettingRoot, from: string, to: string): string {
  return settingReadsIn(source)
    .filter((read) => read.root === root && read.name === from)
    .sort((left, right) => right.start - left.start)
    .reduce((text, { start, end }) => `${text.slice(0, start)}${root}.${to}${text.slice(end)}`, source);
}

interface Around {
  readonly optional: boolean;
  /** Names that mean an entry of a loop here. */
  readonly hidden: ReadonlySet<string>;
}

function visit(node: ASTNode, around: Around, reads: SettingRead[]): void {
  if (node.op === 'id') {
    const root = rootOf(node, around);
    if (root) reads.push({ root, optional: around.optional, start: node.range.start, end: node.range.end });
  } else if (node.op === '.' || node.op === '.?' || node.op === '[]' || node.op === '[?]') visitPath(node, around, reads);
  else if (node.op === 'call' || node.op === 'rcall') visitCall(node, around, reads);
  else if (node.op === 'map') {
    for (const [key, value] of node.args) {
      if (key.op !== 'id') visit(key, around, reads);
      visit(value, around, reads);
    }
  } else for (const child of childrenOf(node.args)) visit(child, around, reads);
}

function rootOf(node: ASTNode, { hidden }: Around): SettingRoot | undefined {
  if (node.op !== 'id' || hidden.has(node.args)) return undefined;
  return node.args === 'vars' || node.args === 'env' ? node.args : undefined;
}

function visitPath(node: ASTNode & { op: '.' | '.?' | '[]' | '[?]' }, around: Around, reads: SettingRead[]): void {
  const [holder, key] = node.args;
  const root = rootOf(holder, around);
  const name = typeof key === 'string' ? key : key.op === 'value' && typeof key.args === 'string' ? key.args : undefined;
  if (root && name !== undefined) {
    const optional = around.optional || node.op === '.?' || node.op === '[?]';
    reads.push({ root, name, optional, start: node.range.start, end: node.range.end });
    return;
  }
  visit(holder, around, reads);
  if (typeof key !== 'string') visit(key, around, reads);
}

function visitCall(node: ASTNode & { op: 'call' | 'rcall' }, around: Around, reads: SettingRead[]): void {
  const [name, receiver, args] = node.op === 'call' ? [node.args[0], undefined, node.args[1]] : node.args;
  const soft = { ...around, optional: true };
  const asksFirst = name === 'has' || name === 'default' || (OPTIONALS.has(name) && name !== 'value');
  if (receiver && LOOPS.has(name) && isMacro(name, receiver)) {
    const [variable, ...body] = args;
    visit(receiver, around, reads);
    const hidden = variable?.op === 'id' ? new Set([...around.hidden, variable.args]) : around.hidden;
    for (const part of body) visit(part, { ...around, hidden }, reads);
    return;
  }
  const [first, ...others] = receiver ? [receiver, ...args] : args;
  if (first) visit(first, asksFirst ? soft : around, reads);
  for (const other of others) visit(other, around, reads);
}
