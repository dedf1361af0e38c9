import type { ASTNode } from '@marcbachmann/cel-js';
import { CompileProblem, type Compiler, isPath, type Names, type Program, truth, unwrap } from './program.ts';
import { charge, type Evaluation, EvaluationProblem, mismatch } from './scope.ts';
import { compare, isPlainObject, kindOf, Maybe, MISSING } from './values.ts';

type LoopName = 'map' | 'filter' | 'all' | 'exists' | 'exists_one' | 'find' | 'sortBy' | 'groupBy';
export const LOOPS: ReadonlySet<string> = new Set<LoopName>(['map', 'filter', 'all', 'exists', 'exists_one', 'find', 'sortBy', 'groupBy']);
export const OPTIONALS: ReadonlySet<string> = new Set(['orValue', 'or', 'hasValue', 'value']);

export function isMacro(name: string, receiver: ASTNode | undefined): boolean {
  if (receiver === undefined) return name === 'has' || name === 'default';
  return name === 'default' || LOOPS.has(name) || OPTIONALS.has(name) || (receiver.op === 'id' && receiver.args === 'optional');
}

/** Compiles what must see its arguments unevaluated; `undefined` when `name` is an ordinary function. */
export function compileMacro(
  compiler: Compiler,
  name: string,
  receiver: ASTNode | undefined,
  args: readonly ASTNode[],
  node: ASTNode,
  names: Names,
): Program | undefined {
  if (!isMacro(name, receiver)) return undefined;
  if (name === 'has') return compileHas(compiler, args, node, names);
  if (name === 'default') return compileDefault(compiler, receiver ? [receiver, ...args] : args, node, names);
  if (!receiver) return undefined;
  if (receiver.op === 'id' && receiver.args === 'optional') return compileOptional(compiler, name, args, node, names);
  if (OPTIONALS.has(name)) return compileOptionalMethod(compiler, name, receiver, args, node, names);
  return compileLoop(compiler, name as LoopName, receiver, args, node, names);
}

/** `has(a.b.c)`: whether the whole path exists; null counts as existing. */
function compileHas(compiler: Compiler, args: readonly ASTNode[], node: ASTNode, names: Names): Program {
  const [path] = args;
  if (!path || args.length !== 1 || !isPath(path)) throw new CompileProblem('has is used as has(trigger.body.name).', node.start);
  const soft = compiler.soft(path, names);
  return (evaluation) => {
    const value = soft(evaluation);
    return value !== MISSING && !(value instanceof Maybe && !value.present);
  };
}

/** `default(x, y)`: x, or y when x is missing anywhere along its path or null. */
function compileDefault(compiler: Compiler, args: readonly ASTNode[], node: ASTNode, names: Names): Program {
  const [wanted, otherwise] = args;
  if (!wanted || !otherwise || args.length !== 2)
    throw new CompileProblem('default is used as default(trigger.body.name, "nobody").', node.start);
  const soft = compiler.soft(wanted, names);
  const fallback = compiler.strict(otherwise, names);
  return (evaluation) => {
    const value = softly(soft, evaluation);
    return value === MISSING || value === null || value === undefined ? fallback(evaluation) : value;
  };
}

/** Missing fields deep inside, such as in `upper(a.b)`, count as missing; other problems stay problems. */
function softly(program: Program, evaluation: Evaluation): unknown {
  try {
    return unwrap(program(evaluation));
  } catch (problem) {
    if (problem instanceof EvaluationProblem && problem.kind === 'missing') return MISSING;
    throw problem;
  }
}

function compileOptional(compiler: Compiler, name: string, args: readonly ASTNode[], node: ASTNode, names: Names): Program {
  const [inner] = args;
  if (name === 'none' && !inner) return () => new Maybe(false, null);
  if (name !== 'of' || !inner) throw new CompileProblem('Use optional.of(x) or optional.none().', node.start);
  const value = compiler.strict(inner, names);
  return (evaluation) => new Maybe(true, value(evaluation));
}

function compileOptionalMethod(
  compiler: Compiler,
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  node: ASTNode,
  names: Names,
): Program {
  const soft = compiler.soft(receiver, names);
  const maybe = (evaluation: Evaluation): Maybe => {
    const value = soft(evaluation);
    if (value instanceof Maybe) return value;
    return value === MISSING ? new Maybe(false, null) : new Maybe(true, value);
  };
  if (name === 'hasValue') return (evaluation) => maybe(evaluation).present;
  if (name === 'value') return (evaluation) => present(maybe(evaluation));
  const [other] = args;
  if (!other) throw new CompileProblem(`${name} is used as trigger.body.?name.${name}("nobody").`, node.start);
  const fallback = compiler.strict(other, names);
  return (evaluation) => {
    const found = maybe(evaluation);
    if (!found.present) return fallback(evaluation);
    return name === 'or' ? found : found.value;
  };
}

function present(maybe: Maybe): unknown {
  if (maybe.present) return maybe.value;
  throw new EvaluationProblem('missing', 'The optional value is missing.');
}

function compileLoop(
  compiler: Compiler,
  name: LoopName,
  receiver: ASTNode,
  args: readonly ASTNode[],
  node: ASTNode,
  names: Names,
): Program {
  const [variable, first, second] = args;
  const usage = `${name} is used as rows.${name}(row, …), where row stands for one entry.`;
  if (!variable || variable.op !== 'id' || !first || args.length > (name === 'map' ? 3 : 2)) throw new CompileProblem(usage, node.start);
  const list = compiler.strict(receiver, names);
  const inner: Names = { ...names, slots: [...names.slots, variable.args] };
  const slot = names.slots.length;
  const body = compiler.strict(second ?? first, inner);
  const guard = second ? compiler.strict(first, inner) : undefined;
  return (evaluation) => {
    const items = entriesOf(unwrap(list(evaluation)), name);
    charge(evaluation, 1 + items.length);
    const each = (item: unknown): unknown => {
      evaluation.slots[slot] = item;
      return unwrap(body(evaluation));
    };
    const kept = guard
      ? items.filter((item) => {
          evaluation.slots[slot] = item;
          return truth(guard(evaluation), 'map');
        })
      : items;
    return LOOP[name](kept, each, evaluation);
  };
}

/** Over a list its entries; over an object its keys, as CEL has it. */
function entriesOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isPlainObject(value)) return Object.keys(value);
  return mismatch(`${name} goes over a list, and this is ${kindOf(value)}.`);
}

type Loop = (items: readonly unknown[], each: (item: unknown) => unknown, evaluation: Evaluation) => unknown;

const LOOP: { readonly [Name in LoopName]: Loop } = {
  map: (items, each) => items.map(each),
  filter: (items, each) => items.filter((item) => truth(each(item), 'filter')),
  all: (items, each) => items.every((item) => truth(each(item), 'all')),
  exists: (items, each) => items.some((item) => truth(each(item), 'exists')),
  exists_one: (items, each) => items.filter((item) => truth(each(item), 'exists_one')).length === 1,
  find: (items, each) => items.find((item) => truth(each(item), 'find')) ?? null,
  sortBy: (items, each, evaluation) => {
    charge(evaluation, items.length * 4);
    const keyed = items.map((item) => ({ item, key: each(item) }));
    return keyed.sort((left, right) => compare(left.key, right.key)).map(({ item }) => item);
  },
  groupBy: (items, each) => {
    const groups = new Map<string, unknown[]>();
    for (const item of items) {
      const key = String(each(item));
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
    return Object.fromEntries(groups);
  },
};
