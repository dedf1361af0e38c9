import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, inEveryList } from './places.ts';

type If = Extract<Wish, { kind: 'if' }>;

const moods = /^(?:negative|positive|neutral)$/u;

/**
 * “if urgent …, if billing …, else …”: conditions that only name a kind are ways of one choice. The kinds are those that were named; each
 * way is taken alone, and what was said after “else” only when none of them holds.
 */
export function mendLabels(wishes: readonly Wish[]): Wish[] {
  const isSorted = allWishes(wishes).some(({ kind }) => kind === 'classify');
  return inEveryList(wishes, (list) => {
    const first = list.findIndex((wish) => labelOf(wish) !== undefined);
    if (first < 0) return list;
    const chain: If[] = [];
    for (const wish of list.slice(first)) {
      const label = labelOf(wish);
      if (
        label === undefined ||
        wish.kind !== 'if' ||
        (chain.at(-1)?.otherwise.length ?? 0) > 0 ||
        chain.some((one) => labelOf(one) === label)
      )
        break;
      chain.push(wish);
    }
    if (chain.length < 2) return list;
    const labels = chain.map((wish) => labelOf(wish) ?? '');
    const rest = labels.every((label) => moods.test(label)) ? (labels.includes('neutral') ? [] : ['neutral']) : ['other'];
    const nested = chain.reduceRight<readonly Wish[]>(
      (otherwise, wish) => [
        {
          ...wish,
          condition: judgedAs(wish.condition, labelOf(wish) ?? ''),
          otherwise: wish.otherwise.length > 0 ? wish.otherwise : otherwise,
        },
      ],
      [],
    );
    const before = list
      .slice(0, first)
      .map((wish): Wish => (wish.kind === 'classify' && wish.labels.length === 0 ? { ...wish, labels: [...labels, ...rest] } : wish));
    const sort: Wish = { kind: 'classify', labels: [...labels, ...rest], noun: 'message', because: chain[0]?.because ?? '' };
    return [...before, ...(isSorted ? [] : [sort]), ...nested, ...list.slice(first + chain.length)];
  });
}

const judgedAs = (condition: Condition, label: string): Condition => ({ ...condition, subject: 'text', test: 'judged', value: label });

/** The kind that a condition names and nothing else: “if urgent”, “negative ones”, “if it is about billing”. */
function labelOf(wish: Wish): string | undefined {
  if (wish.kind !== 'if' || wish.condition.negated || !/^(?:judged|unread)$/u.test(wish.condition.test)) return undefined;
  const words = wish.condition.words
    .toLowerCase()
    .replace(/^(?:(?:and|or|but|if|when|for|all|the|it|its|it's|this|they|is|are|a|an|any|about|of type|of kind)\s+)+/u, '')
    .replace(
      /\s+(?:ones?|messages?|tickets?|requests?|reviews?|comments?|enquir(?:y|ies)|questions?|mails?|e-mails?|issues?|feedback)$/u,
      '',
    )
    .trim();
  return /^[\p{L}-]+(?: [\p{L}-]+)?$/u.test(words) &&
    !/\b(?:yes|no|not|so|ok|approved|rejected|declined|possible|needed|wanted|none|nothing|somebody|someone|anyone|empty|missing|down|up|there|ready|done|found|member|customer|new)\b/u.test(
      words,
    )
    ? words
    : undefined;
}
