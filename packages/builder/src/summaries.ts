import { type Catalog, summarize, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import type { PlanStep } from './plan-types.ts';

/** The sentence of each step, bodies of loops included. */
export function summariesOf(document: WorkflowDocument, catalog: Catalog): { [nodeId: string]: string } {
  const names = new Map<string, string>();
  const all: WorkflowNode[] = [];
  const collect = (nodes: readonly WorkflowNode[]): void => {
    for (const node of nodes) {
      all.push(node);
      names.set(node.id, node.name ?? node.id);
      if (node.body) collect(node.body.nodes);
    }
  };
  collect(document.nodes);
  return Object.fromEntries(
    all.map((node) => {
      const card = catalog.get(node.type, node.version);
      if (node.summary) return [node.id, node.summary];
      return [
        node.id,
        card
          ? summarize(card, node.config, { nameOf: (id: string) => names.get(id) })
          : `Not possible yet: ${String(node.config['wish'] ?? node.name ?? '')}`,
      ];
    }),
  );
}

export function stepsOf(
  nodes: readonly WorkflowNode[],
  because: ReadonlyMap<string, string | null>,
  summaries: { readonly [id: string]: string },
  doubted: readonly string[] = [],
): PlanStep[] {
  return nodes.flatMap((node) => [
    {
      nodeId: node.id,
      type: node.type,
      name: node.name ?? node.id,
      sentence: summaries[node.id] ?? '',
      because: because.get(node.id) ?? null,
      change: 'new' as const,
      placeholder: node.type === 'placeholder',
      unsure: isDoubted(because.get(node.id), doubted),
    },
    ...(node.body ? stepsOf(node.body.nodes, because, summaries, doubted) : []),
  ]);
}

const isDoubted = (because: string | null | undefined, doubted: readonly string[]): boolean =>
  typeof because === 'string' && because !== '' && doubted.some((words) => because.includes(words));
