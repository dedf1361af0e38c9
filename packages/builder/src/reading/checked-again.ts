import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';
import { allSteps, type ReadStep } from './reading.ts';
import { inEveryStepList } from './step-lists.ts';
import { withInside } from './wish-lists.ts';

type Fetch = Extract<Wish, { kind: 'fetch' }>;

const still = /\bstill\b/iu;
const again =
  /\b(?:again|once more|one more time|another time|a second time|anew|re-?(?:check|test|read|load|fetch|try|measure))\b|\bsecond (?:time|look|check|reading)\b/iu;

/** “If it is down wait ten minutes and look again; if it is still down …”: the second condition is asked after the second look, not instead of the first. */
export function withSecondLooks(steps: readonly ReadStep[], text: string): ReadStep[] {
  const first = allSteps(steps).find(({ label }) => label === 'fetch')?.at;
  const asLook = (step: ReadStep): ReadStep =>
    mayLook.has(step.label) && onlyLooks.test(step.words) && (step.at ?? -1) > (first ?? Infinity) ? { ...step, label: 'fetch' } : step;
  return inEveryStepList(steps, (list) => list.map((step) => secondInside(asLook(step), text)));
}

const mayLook = new Set<ReadStep['label']>(['email', 'unmet', 'read', 'extract', 'filter', 'generate']);
/** “Recheck”, “look at it again”: nobody is written to. */
const onlyLooks =
  /^\W*(?:(?:and|then)\s+)*(?:re-?(?:check|test|read|load|measure)(?:\s+it)?|(?:check|look|test|measure|read|fetch|try|get)\s+(?:(?:it|that|the \p{L}+|at it|there)\s+)?(?:again|once more|a second time|one more time))\W*$/iu;

function secondInside(step: ReadStep, text: string): ReadStep {
  const [then = [], otherwise = []] = step.branches;
  const said = step.cases?.[1];
  const looksAgain = then.some(({ label, words }) => label === 'wait' || (label === 'fetch' && again.test(words)));
  if (step.label !== 'if' || said === undefined || otherwise.length === 0 || !still.test(said.words) || !looksAgain) return step;
  const second: ReadStep = {
    label: 'if',
    words: said.words,
    at: text.indexOf(said.words),
    lead: '',
    tail: '',
    values: said.values,
    sure: step.sure,
    branches: [otherwise, []],
    cases: [],
  };
  return { ...step, branches: [[...then, second], []], cases: [step.cases?.[0], undefined] };
}

/** “Check again” calls the same address again, and “if still cold” after it is what was asked before, of what came now. */
export function checkedAgain(wishes: readonly Wish[]): Wish[] {
  let last: Fetch | undefined;
  const visit = (list: readonly Wish[], outer: Condition | undefined): Wish[] => {
    let isNew = false;
    return list.map((wish) => {
      if (wish.kind === 'fetch') {
        const same = wish.url === undefined && again.test(wish.because) ? last?.url : undefined;
        const next = same === undefined ? wish : { ...wish, url: same, method: 'GET' as const };
        if (next.method === 'GET' && next.url !== undefined) last = next;
        isNew = true;
        return next;
      }
      if (wish.kind !== 'if') return withInside(wish, (inner) => visit(inner, outer));
      const condition = isNew && outer && still.test(wish.because) ? sameAs(wish.condition, outer) : wish.condition;
      return withInside({ ...wish, condition }, (inner) => visit(inner, condition));
    });
  };
  return visit(wishes, undefined);
}

/** What is compared is what was compared before, and with the same where the words say no other. */
function sameAs(own: Condition, outer: Condition): Condition {
  const isOwn = typeof own.value === 'number' && own.test !== 'unread';
  if (!isOwn)
    return own.test === 'unread' || own.subject === '' || own.isGuessed || isVague.test(own.subject) ? { ...outer, words: own.words } : own;
  const isOpen = own.isGuessed === true || own.isOfUnit === true || own.subject === '' || isVague.test(own.subject);
  return isOpen ? { ...own, subject: outer.subject, ...(outer.isGuessed === undefined ? {} : { isGuessed: outer.isGuessed }) } : own;
}

const isVague = /^(?:it|that|this|they|things?|value|case)$/iu;
