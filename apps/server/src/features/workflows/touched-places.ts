import type { Patch } from '@arches/kernel';

/** What a change touches, as names that can be compared: `node:a`, `edge:e1`, `meta:name`. Two changes that share none go together. */
export function touchedPlaces(patches: readonly Patch[]): ReadonlySet<string> {
  return new Set(patches.flatMap(placesOf));
}

function placesOf(patch: Patch): string[] {
  switch (patch.op) {
    case 'add_node':
    case 'replace_node':
      return [`node:${patch.node.id}`];
    case 'remove_node':
    case 'set_config':
    case 'set_node':
      return [`node:${patch.nodeId}`];
    case 'rename_node':
      return [`node:${patch.nodeId}`, `node:${patch.newId}`];
    case 'connect':
      return [`edge:${patch.edge.id}`, `node:${patch.edge.source}`, `node:${patch.edge.target}`];
    case 'disconnect':
      return [`edge:${patch.edgeId}`];
    case 'move':
      return Object.keys(patch.positions).map((nodeId) => `place:${nodeId}`);
    case 'set_pin':
      return [`pin:${patch.nodeId}`];
    case 'set_meta':
      return [`meta:${patch.field}`];
  }
}

export function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((place) => other.has(place));
}
