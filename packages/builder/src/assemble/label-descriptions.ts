import type { WorkflowNode } from '@arches/kernel';
import type { Assembly } from './assembly.ts';

/** Labels with what belongs to them, once no step looks for their names any more. */
export function describeLabels(assembly: Assembly): void {
  for (const [index, node] of assembly.nodes.entries()) assembly.nodes[index] = described(node, assembly);
}

function described(node: WorkflowNode, assembly: Assembly): WorkflowNode {
  const whole = node.body ? { ...node, body: { ...node.body, nodes: node.body.nodes.map((inner) => described(inner, assembly)) } } : node;
  const said = assembly.takesIn.get(node.id);
  const labels = node.config['labels'];
  if (!said || !Array.isArray(labels)) return whole;
  const named = labels.map((label) => {
    const description = typeof label === 'string' ? said[label] : undefined;
    return description === undefined ? label : { name: label, description };
  });
  return { ...whole, config: { ...node.config, labels: named } };
}
