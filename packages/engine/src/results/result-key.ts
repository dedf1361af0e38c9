import { createHash } from 'node:crypto';
import type { ExecuteCommand } from '../ports.ts';

/** Changed when results of an earlier release must not be found any more. */
const FORMAT = 1;

/**
 * The name that a step's result is kept under, as a digest: nothing of what went into it can be read from it. Always the type and its
 * version and the connections it works with; then the key that the workflow gives, else the whole configuration. In a workflow a key
 * belongs to its step; in the organisation it is shared by all steps of the type that use it.
 */
export function resultKey(workflowId: string, command: ExecuteCommand, connections: readonly string[]): string {
  const { cache, type, typeVersion, nodeId, config } = command;
  const hasKey = cache !== undefined && 'key' in cache;
  const place = cache?.scope === 'organization' ? ['organization'] : ['workflow', workflowId, hasKey ? nodeId : null];
  const what = hasKey ? ['key', cache.key] : ['config', config];
  const text = inOrder([FORMAT, place, type, typeVersion, connections, what]);
  return createHash('sha256').update(text).digest('base64url');
}

/** JSON with the fields of objects in one order, so that equal values have equal texts. */
function inOrder(value: unknown): string {
  return (
    JSON.stringify(value, (_name, each: unknown) => {
      if (typeof each === 'bigint') return Number(each);
      if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
      return Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    }) ?? 'null'
  );
}
