import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';
import { conditionExpression } from './expressions.ts';

/** An error status is what is asked for, so it must not fail the call. */
export function letAnswer(assembly: Assembly, fetched: string): void {
  const index = assembly.nodes.findIndex(({ id }) => fetched === `nodes.${id}.output`);
  const node = assembly.nodes[index];
  if (node) assembly.nodes[index] = { ...node, config: { ...node.config, acceptAnyStatus: true } };
}

/** A condition on what a web address answered: its status, or a field of its body. */
export function aboutAnswer(condition: Condition, fetched: string): string {
  if (typeof condition.value === 'number' && !/\bstatus\b/iu.test(condition.words) && condition.test !== 'equals')
    return conditionExpression(condition, `${fetched}.body`, []);
  const isDown =
    /\b(?:down|offline|unreachable|(?:does not|doesn't|no longer) (?:answer|respond|reply|load)|not (?:reachable|available|up|online|ok)|fails?|failing|error|unavailable)\b/iu.test(
      condition.words,
    );
  const isUp =
    /^(?:(?:it|is|it['’]s|still|back|all|everything|site|(?:the|our|my) [\p{L}-]+(?: [\p{L}-]+)?)\s+)*(?:up|online|ok|okay|reachable|fine|available)(?: again)?$/iu.test(
      condition.words,
    );
  if (/\bstatus\b/iu.test(condition.words) && typeof condition.value === 'number')
    return `${fetched}.status ${(condition.test === 'differs') !== condition.negated ? '!=' : '=='} ${condition.value}`;
  const code = condition.words.split(/\s+/u).length < 7 ? /\b[1-5]\d\d\b/u.exec(condition.words)?.[0] : undefined;
  if (
    code !== undefined &&
    !/[<>€$£%]|\b(?:below|above|under|over|more|less|than|euros?|dollars?|drops?|falls?|rises?)\b/iu.test(condition.words)
  )
    return `${fetched}.status ${/\b(?:not|isn['’]?t|other than|anything but|except|no)\b|!=/iu.test(condition.words) ? '!=' : '=='} ${code}`;
  if (/^(?:so|(?:there (?:are|is) )?(?:any|some|something)|any(?:thing)? (?:is |are )?(?:there|found|left))$/iu.test(condition.words))
    return `size(${fetched}.body) > 0`;
  if (/^(?:there (?:are|is) )?(?:none|nothing|no .*)$/iu.test(condition.words)) return `size(${fetched}.body) == 0`;
  if (isDown || isUp) return `${fetched}.status ${isDown !== condition.negated ? '>=' : '<'} 400`;
  return conditionExpression(condition, `${fetched}.body`, []);
}
