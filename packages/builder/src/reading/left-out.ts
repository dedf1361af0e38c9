import type { Condition } from '../recognise/conditions.ts';
import type { WishKind } from '../recognise/wish.ts';
import type { ReadStep } from './reading.ts';
import type { ReadValue } from './values.ts';

/** Words before an order that change nothing about it. */
const opening = String.raw`^\W*(?:(?:and|but|also|please|pls|plz|then|so|now|just|first|next|finally|afterwards|to|we|i|you|can|could|should|must|want|need|it|only|ok|okay)\s+)*`;
/** Whom or what a list holds, as it is spoken of without saying more. */
const anyRow = String.raw`(?:those|these|the ones|any(?:one|body|thing)|every(?:one|body|thing)|people|ppl|whoever|whatever)`;
/** “All but the dogs”, “keep everyone except those over 60” */
const allBut = String.raw`(?:(?:keep|take|list|show|use|give(?: me)?|send(?: me)?|include|count)\s+)?(?:all|every(?:one|body|thing)|any(?:one|body|thing)|the (?:whole )?(?:list|lot)|them all)(?:\s+(?:of (?:them|it|those)|rows|the rows|entries|people|the others))?\s+(?:but(?:\s+not)?|except(?:\s+for)?|apart from|other than|besides|bar|minus|excluding|without|not)`;
const away = String.raw`(?:out|away|off)`;
const throwing = String.raw`(?:leave|throw|kick|weed|cut|take|filter|toss|strip|cross|chuck|sort|sift|screen|clean|clear|rule|keep)`;

const orders = [
  String.raw`${throwing}\s+${away}(?:\s+of it)?`,
  String.raw`(?:remov|dropp?|ignor|skipp?|exclud|discard|omitt?|delet|eras|disregard|eliminat|dismiss|ditch|chuck|forget)(?:e|es|s|ing)?(?:\s+(?:over|about|out))?`,
  String.raw`(?:get(?:ting)?|be)\s+rid\s+of`,
  String.raw`rid\s+of`,
  String.raw`no(?: ?body| ?one)(?=\s+(?:with|who|under|over|below|above|from|in|older|younger)\b)`,
  String.raw`(?:do\s+not|don['’]?t|dont|never|not)\s+(?:include|keep|take|count|use|show|list|want|consider|add|bother with)`,
  String.raw`(?:except(?:ing)?(?:\s+for)?|minus|excluding)`,
  allBut,
  String.raw`(?:not|no|without)(?=\s+(?:the\s+)?${anyRow}\b)`,
  String.raw`(?:not|without)(?=\s+(?:the\s+)?(?:\S+\s+){1,3}ones\b)`,
  String.raw`no(?=\s+(?:[\p{L}-]+\s+){1,2}(?:with|who|that|which|under|over|below|above|from|in|older|younger|cheaper|dearer|whose)\b)`,
];
const leading = new RegExp(`${opening}(?:${orders.join('|')})\\s+(?=\\S)`, 'iu');
/** “Throw the cancelled ones out” */
const around = new RegExp(String.raw`${opening}${throwing}\s+(.+?)\s+${away}\W*$`, 'iu');
/** “The cancelled ones are not counted”, “paid ones out” */
const trailing =
  /^\W*(?:(?:and|but|also)\s+)*(.+?)\s+(?:(?:(?:are|is|be|get|gets|should be|must be|to be|can be|being)\s+)+(?:not\s+(?:counted|included|needed|wanted)|ignored|excluded|left out|removed|skipped|dropped|thrown out|taken out|kicked out|omitted|out)|(?:do(?:es)?\s+not|don['’]?t|doesn['’]?t)\s+count|(?<=\bones\s)out|(?:ignored|excluded|left out|removed|skipped|dropped|omitted))\W*$/iu;

/** “But skip everyone under 20” → everyone under 20: the rows that are left out, where the words leave any out. */
export function leftOutIn(words: string): string | undefined {
  const behind = leading.test(words) ? words.replace(leading, '') : (around.exec(words)?.[1] ?? trailing.exec(words)?.[1]);
  return behind === undefined ? undefined : behind.replace(/\s+please\W*$/iu, '').trim();
}

/** The values that stand in the words. */
export const valuesWithin = (values: readonly ReadValue[], words: string): ReadValue[] =>
  values.filter((value) => words.includes(value.words));

/** “Do not write to | anyone who opted out”: what is said just before may turn a filter round. */
const leavesOut =
  /(?:\b(?:not|never|except(?: for)?|excluding|without|skip(?:ping)?|ignor\w+|leav\w+ out|drop(?:ping)?|remov\w+|exclud\w+)|n['’]t)\s+(?!forget|worry|only|just|need)(?:[\p{L}]+\s+){0,3}$/iu;

export const isTurnedBefore = (lead: string): boolean => leavesOut.test(`${lead} `.replace(/\s+$/u, ' '));

/** The filter of those rows as one that leaves them out. */
export function leavingOut(wish: WishKind): WishKind {
  if (wish.kind !== 'filter') return wish;
  return { ...wish, leavesOut: true, ...(wish.condition ? { condition: turned(wish.condition) } : {}) };
}

const turned = (condition: Condition): Condition => ({ ...condition, negated: !condition.negated });

/** “Kick out those from Poland | and those rated below 3”: the order before is meant for these as well. */
export function isLeftOutToo(last: ReadStep, step: ReadStep): boolean {
  return (
    last.label === 'filter' &&
    step.label === 'filter' &&
    (last.isLeftOut === true || leftOutIn(last.words) !== undefined) &&
    leftOutIn(step.words) === undefined &&
    /^\W*(?:and(?: also)?|or|nor|plus|also|as well as|&|\+)?\W*$/iu.test(step.lead) &&
    /[\p{L}&+]/u.test(step.lead) &&
    !orderOfItsOwn.test(step.words)
  );
}

const orderOfItsOwn =
  /^\W*(?:(?:then|also|please|only|just)\s+)*(?:keep|only|just|show|take|list|pick|select|filter|find|give|send|mark|flag|highlight|look|use|leave|get|include)\b|\b(?:only|stay|remain)\W*$/iu;

/** “Those over 60 except members” → those over 60, and members that are left out of them. */
export function exceptionIn(words: string): { readonly kept: string; readonly leftOut: string } | undefined {
  const [, kept = '', leftOut = ''] = /^(.*\S)\s+(?:except(?:\s+for)?|but not|apart from|excluding)\s+(\S.*)$/iu.exec(words) ?? [];
  return kept === '' ? undefined : { kept, leftOut };
}
