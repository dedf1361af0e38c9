import { changesOutside } from '../changes-outside.ts';
import type { NodeKind, NodeType } from '../catalog.ts';
import type { NodePolicy, WorkflowNode } from '../document.ts';
import type { NodePlace } from './graph.ts';
import { pointer } from './pointer.ts';
import { called, fixWith, type Validation } from './validation.ts';

const WHY_NOT: { readonly [kind in Exclude<NodeKind, 'effect'>]: string } = {
  trigger: 'it starts the workflow and has no result of its own to keep',
  container: 'it runs the steps inside it; let those use their results again',
  wait: 'it waits for a time, a person or another run, and each run has to wait itself',
  pure: 'it is worked out here in microseconds, so there is nothing to save',
};

/** Whether a step's result may be used again; reports why it may not. */
export function mayCache(validation: Validation, place: NodePlace, policy: NodePolicy): boolean {
  const { node, path } = place;
  const card = validation.cardOf(node);
  const why = card && whyNot(card, node);
  const { cache, ...rest } = policy;
  if (why) {
    const value = Object.keys(rest).length > 0 ? { value: rest } : {};
    const fix = fixWith('Run it each time', { op: 'set_node', nodeId: node.id, field: 'policy', ...value });
    const message = `${called(node)} cannot use an earlier result again: ${why.words}.`;
    validation.report({ code: why.code, path: pointer([...path, 'policy', 'cache']), nodeId: node.id, message, fix });
    return false;
  }
  if (cache?.key !== undefined && cache.key.trim() === '') {
    const { key: _, ...bare } = cache;
    const fix = fixWith('Go by everything the step is given', {
      op: 'set_node',
      nodeId: node.id,
      field: 'policy',
      value: { ...policy, cache: bare },
    });
    const message = `${called(node)}: the key of its kept results is empty. Give an expression, or leave it out to go by everything that the step is given.`;
    validation.report({ code: 'cache_key_empty', path: pointer([...path, 'policy', 'cache', 'key']), nodeId: node.id, message, fix });
  }
  return true;
}

function whyNot(card: NodeType, node: WorkflowNode): { readonly code: string; readonly words: string } | undefined {
  if (card.kind !== 'effect') return { code: 'cache_not_possible', words: WHY_NOT[card.kind] };
  if (!changesOutside(card, node.config)) return undefined;
  const only = card.reads ? ` Only with ${card.reads.values.join(' or ')} as its “${card.reads.field}” does it just read` : '';
  return { code: 'cache_of_write', words: `it changes something outside, which would then silently not happen.${only}` };
}
