import {
  edgeIdFor,
  findNode,
  isJsonObject,
  type NodeCard,
  type Patch,
  expressionsIn,
  renameReference,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowNode,
} from '@arches/kernel';
import { allEdges, allIds, type Edit, freeId, nameOf } from './edits.ts';

/** Steps on the clipboard: plain JSON, so that they can be pasted into another workflow, or read. */
export interface CopiedSteps {
  readonly kind: 'arches/steps';
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
}

export function copiedSteps(document: WorkflowDocument, ids: readonly string[]): CopiedSteps {
  const chosen = new Set(ids);
  const nodes = ids.flatMap((id) => findNode(document, id)?.node ?? []);
  return {
    kind: 'arches/steps',
    nodes,
    edges: allEdges(document).filter(({ source, target }) => chosen.has(source) && chosen.has(target)),
  };
}

/** What is on the clipboard, if it is steps: our own, or a document's `nodes` and `edges`. */
export function readSteps(text: string): CopiedSteps | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || !Array.isArray(value['nodes'])) return undefined;
    const nodes = value['nodes'].filter((node) => isJsonObject(node) && typeof node['id'] === 'string' && typeof node['type'] === 'string');
    if (nodes.length === 0) return undefined;
    const edges = Array.isArray(value['edges']) ? value['edges'].filter(isJsonObject) : [];
    return { kind: 'arches/steps', nodes: nodes as WorkflowNode[], edges: edges as unknown as WorkflowEdge[] };
  } catch {
    return undefined;
  }
}

/** Puts copies in, under new ids; links and references among them lead to the copies. */
export function pasted(
  document: WorkflowDocument,
  copied: CopiedSteps,
  parent: string | undefined,
  cards: ReadonlyMap<string, NodeCard>,
): Edit {
  const taken = allIds(document);
  const names = new Map<string, string>();
  const rename = (node: WorkflowNode): void => {
    const id = freeId(node.id.replace(/_\d+$/, ''), taken);
    taken.add(id);
    names.set(node.id, id);
    for (const inner of node.body?.nodes ?? []) rename(inner);
  };
  for (const node of copied.nodes) rename(node);
  const layout = document.layout ?? {};
  const where = parent === undefined ? {} : { parent };
  const nodes = copied.nodes.map((node) => renamed(node, names));
  const edgeIds = new Set(allEdges(document).map(({ id }) => id));
  const patches: Patch[] = nodes.map((node, index) => {
    const at = layout[copied.nodes[index]?.id ?? ''];
    return { op: 'add_node', node, ...where, ...(at && parent === undefined ? { position: { x: at.x + 40, y: at.y + 40 } } : {}) };
  });
  for (const edge of copied.edges) {
    const next = { ...edge, source: names.get(edge.source) ?? edge.source, target: names.get(edge.target) ?? edge.target };
    const id = edgeIdFor(next, edgeIds);
    edgeIds.add(id);
    patches.push({ op: 'connect', edge: { ...next, id }, ...where });
  }
  const words = nodes.map((node) => nameOf(node, cards)).join(', ');
  return { patches, select: nodes.map(({ id }) => id), words: `Added a copy of ${words}.` };
}

function renamed(node: WorkflowNode, names: ReadonlyMap<string, string>): WorkflowNode {
  let config: unknown = node.config;
  for (const [from, to] of names) config = withReference(config, from, to);
  const { body } = node;
  return {
    ...node,
    id: names.get(node.id) ?? node.id,
    config: config as WorkflowNode['config'],
    ...(body
      ? {
          body: {
            nodes: body.nodes.map((inner) => renamed(inner, names)),
            edges: body.edges.map((edge) => ({
              ...edge,
              id: `${names.get(edge.source) ?? edge.source}-${names.get(edge.target) ?? edge.target}-${edge.sourcePort}`,
              source: names.get(edge.source) ?? edge.source,
              target: names.get(edge.target) ?? edge.target,
            })),
          },
        }
      : {}),
  };
}

/** Templates inside a value, with what they say of one step said of another. */
function withReference(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => withReference(entry, from, to));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withReference(entry, from, to)]));
  if (typeof value !== 'string' || !value.includes('{{')) return value;
  return expressionsIn(value).reduceRight(
    (text, { source, sourceStart }) =>
      text.slice(0, sourceStart) + renameReference(source, from, to) + text.slice(sourceStart + source.length),
    value,
  );
}
