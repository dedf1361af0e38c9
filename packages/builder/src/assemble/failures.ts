import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';
import type { Assembly, End } from './assembly.ts';

/** “Retry 3 times”: a setting of the call before, not a wait. */
export function addRetry(assembly: Assembly, { times, because }: Extract<Wish, { kind: 'retry' }>): void {
  const index = lastCall(assembly);
  const node = assembly.nodes[index];
  if (node) {
    assembly.nodes[index] = { ...node, policy: { ...node.policy, retry: { maxAttempts: Math.min(20, times + 1) } } };
    assembly.note('decision', `“${node.name ?? node.id}” is tried up to ${times + 1} times.`);
    return;
  }
  assembly.add('todo', 'placeholder', `Try it up to ${times + 1} times`, { wish: because }, because);
}

/** “If it still fails”, of a step that is tried again: the way it takes when it has failed for good. */
export function failureOf(assembly: Assembly, { words }: Condition): { yes: End; no: End } | undefined {
  const index = lastCall(assembly);
  const node = assembly.nodes[index];
  const isTried = node?.policy?.retry !== undefined || (node?.type === 'http.request' && assembly.data.fetched === undefined);
  if (
    !node ||
    !isTried ||
    !/^(?:(?:it|that|this|the (?:call|request|post|export|delivery|upload))\s+)?(?:still\s+)?(?:fails?|failed|does not work|goes wrong|is not successful)(?:\s+again)?$/iu.test(
      words,
    )
  )
    return undefined;
  assembly.nodes[index] = { ...node, policy: { ...node.policy, onError: 'route' } };
  return { yes: { source: node.id, port: 'error' }, no: { source: node.id, port: 'out' } };
}

function lastCall({ nodes }: Assembly): number {
  const index = nodes.length - 1;
  return nodes[index]?.type === 'http.request' ? index : -1;
}
