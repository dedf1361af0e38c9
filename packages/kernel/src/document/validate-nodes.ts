import { outputPortsOf, type NodePlace, walkGraphs, walkNodes } from './graph.ts';
import { pointer } from './pointer.ts';
import { called, fixWith, PLACEHOLDER, type Validation } from './validation.ts';

/** Ids are unique in the whole document, bodies included: expressions and patches know nodes by nothing else. */
export function checkIds({ document, report }: Validation): void {
  const nodes = new Set<string>();
  for (const { node, path } of walkNodes(document)) {
    if (nodes.has(node.id)) {
      const message = `Two steps have the id “${node.id}”. Give one of them another.`;
      report({ code: 'duplicate_id', path: pointer([...path, 'id']), nodeId: node.id, message });
    }
    nodes.add(node.id);
  }
  const edges = new Set<string>();
  for (const { graph, path } of walkGraphs(document)) {
    for (const [index, edge] of graph.edges.entries()) {
      if (edges.has(edge.id)) {
        const message = `Two edges have the id “${edge.id}”. Give one of them another.`;
        report({ code: 'duplicate_id', path: pointer([...path, 'edges', index, 'id']), message });
      }
      edges.add(edge.id);
    }
  }
}

export function checkNode(validation: Validation, { node, path, parent }: NodePlace): void {
  const { report, cardOf } = validation;
  const at = (field: string) => pointer([...path, field]);
  if (node.type === PLACEHOLDER) {
    const { wish } = node.config;
    const words = typeof wish === 'string' && wish !== '' ? `: “${wish}”` : '';
    const message = `This step is still a wish${words}. Choose a step that does it, or remove it.`;
    report({ code: 'placeholder_left', path: at('type'), nodeId: node.id, severity: node.disabled ? 'warning' : 'error', message });
    return;
  }
  const card = cardOf(node);
  if (!card) return checkType(validation, node, at('type'), at('version'));
  if (card.kind === 'trigger' && parent) {
    const message = `${called(node)} starts a workflow, so it cannot stand inside ${called(parent)}. Move it out.`;
    report({ code: 'trigger_in_body', path: pointer(path), nodeId: node.id, message });
  }
  if (card.kind !== 'container' && node.body) {
    const { body: _, ...bare } = node;
    const message = `${called(node)} cannot hold other steps. Move them out.`;
    const fix = node.body.nodes.length === 0 ? { fix: fixWith('Remove the empty inside', { op: 'replace_node', node: bare }) } : {};
    report({ code: 'unexpected_body', path: at('body'), nodeId: node.id, message, ...fix });
  }
  if (card.kind === 'container' && (node.body?.nodes.length ?? 0) === 0) {
    report({
      code: 'missing_body',
      path: at('body'),
      nodeId: node.id,
      message: `${called(node)} has no steps inside it. Add at least one.`,
    });
  }
}

function checkType({ report, nearestType, cardOf }: Validation, node: NodePlace['node'], typePath: string, versionPath: string): void {
  const newest = node.version === undefined ? undefined : cardOf({ id: node.id, type: node.type, config: {} });
  if (newest) {
    const message = `${called(node)} asks for version ${node.version} of “${node.type}”, which does not exist. The newest is ${newest.version}.`;
    const fix = fixWith(`Use version ${newest.version}`, { op: 'set_node', nodeId: node.id, field: 'version', value: newest.version });
    return report({ code: 'unknown_node_version', path: versionPath, nodeId: node.id, message, fix });
  }
  const meant = nearestType(node.type);
  const message = `There is no kind of step called “${node.type}”.${meant === undefined ? ' Choose one from the list of steps.' : ` Did you mean “${meant}”?`}`;
  const fix =
    meant === undefined ? {} : { fix: fixWith(`Use “${meant}”`, { op: 'set_node', nodeId: node.id, field: 'type', value: meant }) };
  report({ code: 'unknown_node_type', path: typePath, nodeId: node.id, message, ...fix });
}

/** Two webhooks on one path would leave open which of them a call starts. */
export function checkTriggers({ document, report, cardOf }: Validation): void {
  const seen = new Map<string, NodePlace['node']>();
  for (const { node, path } of walkNodes(document)) {
    if (node.disabled || node.type !== 'trigger.webhook' || cardOf(node)?.kind !== 'trigger') continue;
    const { path: hook, method } = node.config;
    if (typeof hook !== 'string') continue;
    const key = `${typeof method === 'string' ? method.toUpperCase() : 'POST'} ${hook.replace(/^\/+|\/+$/g, '')}`;
    const other = seen.get(key);
    if (other) {
      const message = `${called(node)} and ${called(other)} wait for calls on the same path “${hook}”. Give one of them another path.`;
      report({ code: 'duplicate_webhook', path: pointer([...path, 'config', 'path']), nodeId: node.id, message });
    } else seen.set(key, node);
  }
}

/** Ports an edge may leave by; `undefined` when the type is not known, so that nothing can be said. */
export function portsOf({ cardOf }: Validation, node: NodePlace['node']): readonly string[] | undefined {
  if (node.type === PLACEHOLDER) return ['out'];
  const card = cardOf(node);
  return card && outputPortsOf(card, node.config).map((port) => port.name);
}
