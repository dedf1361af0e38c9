import { type Catalog, summarize, walkNodes, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';

/** The sentence on each step's card, by node id: the author's own, or made from the configuration. */
export function stepSentences(document: WorkflowDocument, catalog: Catalog): Record<string, string> {
  const names = new Map<string, string>();
  for (const { node } of walkNodes(document)) names.set(node.id, node.name ?? catalog.get(node.type, node.version)?.title ?? node.id);
  const sentences: Record<string, string> = {};
  for (const { node } of walkNodes(document)) {
    sentences[node.id] = node.summary ?? sentenceOf(node, catalog, names);
  }
  return sentences;
}

function sentenceOf(node: WorkflowNode, catalog: Catalog, names: ReadonlyMap<string, string>): string {
  const type = catalog.get(node.type, node.version);
  return type ? summarize(type, node.config, { nameOf: (id) => names.get(id) }) : `Not known here: ${node.type}`;
}

/** Trigger nodes of the workflow itself, switched off ones left out. */
export function triggerNodes(document: WorkflowDocument, catalog: Catalog): readonly WorkflowNode[] {
  return document.nodes.filter((node) => !node.disabled && catalog.get(node.type, node.version)?.kind === 'trigger');
}

/** Steps that do something: everything but triggers, bodies of containers included. */
export function stepCount(document: WorkflowDocument, catalog: Catalog): number {
  let count = 0;
  for (const { node } of walkNodes(document)) if (catalog.get(node.type, node.version)?.kind !== 'trigger') count += 1;
  return count;
}
