import type { ReadStep } from './reading.ts';

const stop = String.raw`(?:(?:it |everything |the (?:process|workflow|run) )?(?:stops?|ends?|finish(?:es)?)(?: (?:here|there|it|the (?:process|workflow|run)))?|that['’]?s (?:it|all)|that is (?:it|all)|nothing (?:else|more|further)(?: happens)?|no further (?:steps?|action)|(?:do )?not(?:hing)? go on|don['’]?t (?:go on|continue|proceed))`;
const onlyStops = new RegExp(String.raw`^\W*(?:(?:and|then|there|just|please|we|should)\s+)*${stop}\W*$`, 'iu');
const thenStops = new RegExp(String.raw`(?:\b(?:and|then)|[,;:–-])\s+(?:(?:and|then|just|please|we)\s+)*${stop}\W*$`, 'iu');

/** “If it is incomplete, tell them and stop”: the way ends there, and what is said later is for the other way. */
export function endingOf(branch: readonly ReadStep[]): { readonly steps: readonly ReadStep[]; readonly stops: boolean } {
  const last = branch.at(-1);
  if (!last) return { steps: branch, stops: false };
  if (last.label === 'unmet' && onlyStops.test(last.words)) return { steps: branch.slice(0, -1), stops: true };
  return { steps: branch, stops: thenStops.test(last.words) || onlyStops.test(last.tail) };
}
