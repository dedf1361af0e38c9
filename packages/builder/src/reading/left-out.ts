import type { WishKind } from '../recognise/wish.ts';

const leavesOut =
  /(?:\b(?:not|never|except(?: for)?|excluding|skip(?:ping)?|ignor\w+|leav\w+ out|drop(?:ping)?|remov\w+|exclud\w+)|n['’]t)\s+(?!forget|worry|only|just|need)(?:[\p{L}]+\s+){0,3}$/iu;

/** “Do not write to | anyone who opted out”: what is said just before may turn a filter round. */
export function turnedBy(lead: string, wish: WishKind): WishKind {
  if (wish.kind !== 'filter' || !wish.condition || !leavesOut.test(`${lead} `.replace(/\s+$/u, ' '))) return wish;
  return { ...wish, condition: { ...wish.condition, negated: !wish.condition.negated } };
}
