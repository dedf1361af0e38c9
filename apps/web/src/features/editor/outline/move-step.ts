import { edgeIdFor, findNode, type NodeCard, type Patch, type WorkflowDocument, type WorkflowEdge } from '@arches/kernel';
import { allEdges, type Edit, nameOf } from '../model/edits.ts';

/** Swaps a step with its neighbour in a chain: `a → b → c`, b up, is `b → a → c`. Undefined where links branch or there is no neighbour. */
export function moveStep(
  document: WorkflowDocument,
  nodeId: string,
  direction: 'up' | 'down',
  cards: ReadonlyMap<string, NodeCard>,
): Edit | undefined {
  const place = findNode(document, nodeId);
  if (!place) return undefined;
  const { graph, parent } = place;
  const into = (id: string): readonly WorkflowEdge[] => graph.edges.filter(({ target }) => target === id);
  const outOf = (id: string): readonly WorkflowEdge[] => graph.edges.filter(({ source }) => source === id);
  const between = direction === 'up' ? into(nodeId) : outOf(nodeId);
  const [link] = between;
  if (!link || between.length !== 1) return undefined;
  const [first, second] = [link.source, link.target];
  if (outOf(first).length !== 1 || into(second).length !== 1) return undefined;
  const firstNode = graph.nodes.find(({ id }) => id === first);
  const secondNode = graph.nodes.find(({ id }) => id === second);
  if (!firstNode || !secondNode || cards.get(firstNode.type)?.kind === 'trigger') return undefined;
  const [coming, going] = [into(first), outOf(second)];
  // Branches keep their meaning only where the step with branches stays where it is.
  if (link.sourcePort !== 'out' || going.some(({ sourcePort }) => sourcePort !== 'out')) return undefined;
  const gone = [...coming, link, ...going];
  const taken = new Set(
    allEdges(document)
      .filter(({ id }) => !gone.some((edge) => edge.id === id))
      .map(({ id }) => id),
  );
  const where = parent ? { parent: parent.id } : {};
  const connect = (edge: Omit<WorkflowEdge, 'id'>): Patch => {
    const id = edgeIdFor(edge, taken);
    taken.add(id);
    return { op: 'connect', edge: { id, ...edge }, ...where };
  };
  const patches: Patch[] = [
    ...gone.map(({ id }): Patch => ({ op: 'disconnect', edgeId: id })),
    ...coming.map(({ source, sourcePort, targetPort }) => connect({ source, sourcePort, target: second, targetPort })),
    connect({ source: second, sourcePort: 'out', target: first, targetPort: 'in' }),
    ...going.map(({ target, targetPort }) => connect({ source: first, sourcePort: 'out', target, targetPort })),
  ];
  const words = `${nameOf(secondNode, cards)} now comes before ${nameOf(firstNode, cards)}.`;
  return { patches, select: [nodeId], words };
}
