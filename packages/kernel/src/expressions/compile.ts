import type { ASTNode } from '@marcbachmann/cel-js';
import { add, divide, multiply, negate, remainder, subtract } from './arithmetic.ts';
import { FUNCTIONS } from './functions.ts';
import { compileMacro, isMacro } from './macros.ts';
import { compileNodes, missingAt } from './paths.ts';
import { CompileProblem, type Compiler, isPath, type Names, type Program, truth, unwrap } from './program.ts';
import { charge, type Evaluation, EvaluationProblem, mismatch, SCOPE_NAMES } from './scope.ts';
import { compare, equals, isPlainObject, kindOf, Maybe, MISSING, readField } from './values.ts';

/**
 * Turns a CEL tree into closures. The parser is cel-js's; evaluation is ours because three rules differ from its evaluator:
 * numbers mix and are never bigint, a missing field is named in words, and every evaluation has a cost budget.
 */
export function compileStrict(node: ASTNode, names: Names): Program {
  if (!isPath(node)) return compileSoft(node, names);
  const soft = compileSoft(node, names);
  return (evaluation) => {
    const value = soft(evaluation);
    if (value === MISSING) throw new EvaluationProblem('missing', missingAt(node, names, evaluation, compileSoft));
    return value;
  };
}

/** Like strict, but a path whose end does not exist gives MISSING instead of a problem; `has` and `default` are made of it. */
function compileSoft(node: ASTNode, names: Names): Program {
  switch (node.op) {
    case 'value':
      return compileLiteral(node);
    case 'id':
      return compileName(node.args, node, names);
    case '.':
    case '.?':
      return compileNodes(node) ?? compileRead(compileSoft(node.args[0], names), constant(node.args[1]), node.op === '.?');
    case '[]':
    case '[?]':
      return compileNodes(node) ?? compileRead(compileSoft(node.args[0], names), compileStrict(node.args[1], names), node.op === '[?]');
    case 'call':
    case 'rcall':
      return compileCall(node, names);
    default:
      return compileOperator(node, names);
  }
}

type OperatorNode = Exclude<ASTNode, { op: 'value' | 'id' | '.' | '.?' | '[]' | '[?]' | 'call' | 'rcall' }>;

function compileOperator(node: OperatorNode, names: Names): Program {
  switch (node.op) {
    case 'list':
      return compileList(node.args, names);
    case 'map':
      return compileMap(node.args, names);
    case '?:':
      return compileChoice(node.args, names);
    case '&&':
      return compileLogic(node.args, names, false);
    case '||':
      return compileLogic(node.args, names, true);
    case '!_': {
      const operand = compileStrict(node.args, names);
      return (evaluation) => !truth(operand(evaluation), '!');
    }
    case '-_': {
      const operand = compileStrict(node.args, names);
      return (evaluation) => negate(operand(evaluation));
    }
    default:
      return compileBinary(node.op, compileStrict(node.args[0], names), compileStrict(node.args[1], names));
  }
}

const COMPILER: Compiler = { strict: compileStrict, soft: compileSoft };

function constant(value: unknown): Program {
  return () => value;
}

function compileLiteral(node: ASTNode & { op: 'value' }): Program {
  const value = node.args;
  if (typeof value === 'bigint') return constant(Number(value));
  if (value instanceof Uint8Array) throw new CompileProblem('Bytes such as b"…" are not available.', node.start);
  if (typeof value === 'object' && value !== null) return constant(Number(value.valueOf()));
  return constant(value);
}

function compileName(name: string, node: ASTNode, names: Names): Program {
  const slot = names.slots.lastIndexOf(name);
  if (slot !== -1) return (evaluation) => evaluation.slots[slot];
  if (names.extra && !SCOPE_NAMES.includes(name) && !names.extra.includes(name)) {
    throw new CompileProblem(`"${name}" is not a name here. Names are ${SCOPE_NAMES.join(', ')}; put texts in quotes.`, node.start);
  }
  return (evaluation) => {
    charge(evaluation, 1);
    return readField(evaluation.scope, name);
  };
}

function compileRead(holder: Program, key: Program, optional: boolean): Program {
  return (evaluation) => {
    const found = holder(evaluation);
    if (found instanceof Maybe || optional) {
      const inner = found instanceof Maybe ? (found.present ? found.value : MISSING) : found;
      const value = inner === MISSING ? MISSING : readField(inner, key(evaluation));
      return value === MISSING ? new Maybe(false, null) : new Maybe(true, value);
    }
    charge(evaluation, 1);
    return found === MISSING ? MISSING : readField(found, key(evaluation));
  };
}

function compileCall(node: ASTNode & { op: 'call' | 'rcall' }, names: Names): Program {
  const [name, receiver, rest] = node.op === 'call' ? [node.args[0], undefined, node.args[1]] : node.args;
  const macro = receiver === undefined && !isMacro(name, undefined) ? undefined : compileMacro(COMPILER, name, receiver, rest, node, names);
  if (macro) return macro;
  const definition = FUNCTIONS.get(name);
  if (!definition) throw new CompileProblem(`There is no function ${name}(…).`, node.start);
  const args = (receiver === undefined ? rest : [receiver, ...rest]).map((arg) => compileStrict(arg, names));
  if (args.length < definition.min || args.length > definition.max) {
    throw new CompileProblem(`${name} is used as ${definition.usage}.`, node.start);
  }
  return (evaluation) => {
    charge(evaluation, 1);
    return definition.run(
      args.map((arg) => arg(evaluation)),
      evaluation,
    );
  };
}

function compileList(items: readonly ASTNode[], names: Names): Program {
  const programs = items.map((item) => compileStrict(item, names));
  return (evaluation) => {
    charge(evaluation, 1 + programs.length);
    return programs.map((program) => program(evaluation));
  };
}

function compileMap(entries: readonly (readonly [ASTNode, ASTNode])[], names: Names): Program {
  const programs = entries.map(([key, value]) => {
    const keyProgram = key.op === 'id' && !names.slots.includes(key.args) ? constant(key.args) : compileStrict(key, names);
    return [keyProgram, compileStrict(value, names)] as const;
  });
  return (evaluation) => {
    charge(evaluation, 1 + programs.length);
    return Object.fromEntries(programs.map(([key, value]) => [mapKey(key(evaluation)), value(evaluation)]));
  };
}

function mapKey(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean') return String(key);
  return mismatch(`A field name must be text, and this is ${kindOf(key)}.`);
}

function compileChoice(parts: readonly [ASTNode, ASTNode, ASTNode], names: Names): Program {
  const condition = compileStrict(parts[0], names);
  const yes = compileStrict(parts[1], names);
  const no = compileStrict(parts[2], names);
  return (evaluation) => (truth(condition(evaluation), '?') ? yes(evaluation) : no(evaluation));
}

/** CEL's rule: when one side already decides, a problem on the other side does not matter, whichever comes first. */
function compileLogic(parts: readonly [ASTNode, ASTNode], names: Names, decisive: boolean): Program {
  const operator = decisive ? '||' : '&&';
  const left = compileStrict(parts[0], names);
  const right = compileStrict(parts[1], names);
  return (evaluation) => {
    charge(evaluation, 1);
    let first: boolean;
    try {
      first = truth(left(evaluation), operator);
    } catch (problem) {
      if (problem instanceof EvaluationProblem && problem.kind === 'budget') throw problem;
      if (right(evaluation) === decisive) return decisive;
      throw problem;
    }
    return first === decisive ? decisive : truth(right(evaluation), operator);
  };
}

function compileBinary(op: string, left: Program, right: Program): Program {
  const apply = BINARY[op];
  if (!apply) throw new CompileProblem(`The operator ${op} is not available.`, 0);
  return (evaluation) => {
    charge(evaluation, 1);
    return apply(unwrap(left(evaluation)), unwrap(right(evaluation)), evaluation);
  };
}

const BINARY: { readonly [op: string]: (left: unknown, right: unknown, evaluation: Evaluation) => unknown } = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '==': equals,
  '!=': (left, right, evaluation) => !equals(left, right, evaluation),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
  in: isIn,
};

function isIn(needle: unknown, holder: unknown, evaluation: Evaluation): boolean {
  if (Array.isArray(holder)) {
    charge(evaluation, holder.length);
    return holder.some((item) => equals(item, needle, evaluation));
  }
  if (typeof holder === 'string' && typeof needle === 'string') return holder.includes(needle);
  if (isPlainObject(holder)) return readField(holder, needle) !== MISSING;
  return mismatch(`"in" looks into a list, an object or a text, and this is ${kindOf(holder)}.`);
}
