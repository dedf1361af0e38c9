import type { WorkflowGraph } from '../document.ts';
import { adjacencyOf, topologicalOrder } from './graph.ts';

export interface Ancestors {
  /** Whether every path through the graph that matters has `first` before `then`; `undefined` when a cycle leaves no order. */
  readonly isBefore: (first: string, then: string) => boolean | undefined;
  /** Whether an edge from `first` to `then` would close no cycle, as far as the order tells. */
  readonly mayFollow: (first: string, then: string) => boolean;
}

/**
 * Which of the nodes asked about lead to which others. One bit for each of them and node, handed on along the edges,
 * so that ten thousand nodes that all refer to each other take megabytes and milliseconds.
 */
export function ancestorsOf(graph: WorkflowGraph, asked: readonly string[]): Ancestors {
  const bits = new Map([...new Set(asked)].map((id, index) => [id, index]));
  const words = Math.ceil(bits.size / 32);
  const order = topologicalOrder(graph);
  const place = new Map(order.map((id, index) => [id, index]));
  const { incoming } = adjacencyOf(graph);
  const before = new Map<string, Uint32Array>();
  for (const id of order) {
    const own = new Uint32Array(words);
    for (const { source } of incoming.get(id) ?? []) {
      const theirs = before.get(source);
      for (let word = 0; word < words; word += 1) own[word] = (own[word] ?? 0) | (theirs?.[word] ?? 0);
      const bit = bits.get(source);
      if (bit !== undefined) own[bit >> 5] = (own[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
    before.set(id, own);
  }
  return {
    isBefore: (first, then) => {
      const bit = bits.get(first);
      const set = before.get(then);
      return bit === undefined || !set || !place.has(first) ? undefined : ((set[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0;
    },
    mayFollow: (first, then) => (place.get(first) ?? Infinity) < (place.get(then) ?? -1),
  };
}
