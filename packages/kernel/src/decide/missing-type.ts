import type { NodeType } from '../catalog.ts';
import type { WorkflowNode } from '../document.ts';

/**
 * Stands in for a type that is no longer there, in a version that has runs under way. An effect, whatever it was: results that the journal
 * holds are read as they are, and the host, which does not find the type either, answers a new attempt with `node_type_missing`.
 */
export function missingType(node: WorkflowNode): NodeType {
  return {
    type: node.type,
    version: node.version ?? 1,
    kind: node.type.startsWith('trigger.') ? 'trigger' : 'effect',
    category: 'flow',
    title: node.name ?? node.type,
    description: '',
    icon: 'QuestionMark',
    keywords: [],
    config: {},
    output: {},
    sampleConfig: {},
    sampleOutput: null,
    ports: { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] },
    outside: 'none',
    summary: '',
  };
}
