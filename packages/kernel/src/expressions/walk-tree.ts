import type { ASTNode } from '@marcbachmann/cel-js';

/** Visits every node of a parsed expression, parents first. */
export function walkTree(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  for (const child of childrenOf(node.args)) walkTree(child, visit);
}

export function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return isTree(args) ? [args] : [];
}

function isTree(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
