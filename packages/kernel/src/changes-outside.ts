import type { NodeType } from './catalog.ts';
import type { JsonObject } from './json.ts';

/** Whether a step with this configuration changes anything outside Arches. What an expression will give is not known, so it counts as a change. */
export function changesOutside({ outside, reads }: NodeType, config: JsonObject): boolean {
  if (outside !== 'write') return false;
  if (!reads) return true;
  const value = config[reads.field];
  return value !== undefined && !reads.values.includes(value);
}
