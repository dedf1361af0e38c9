import type { Wish } from '../recognise/wish.ts';
import { bindCondition } from '../reading/bind-step.ts';
import { readCondition } from '../recognise/conditions.ts';
import { allWishes, endOf, inEveryList, insideOf, placeOf } from './places.ts';

type If = Extract<Wish, { kind: 'if' }>;

const elseWords =
  /\b(?:otherwise|or else|else|if not|(?:above|over|below|under) that|anything (?:above|over|else|more)|everything (?:else|above)|(?:below|shorter ones|smaller ones|larger ones|less)(?= (?:just|only|go|goes|get|gets|send|are|is|->))|(?:for )?(?:the rest|(?:the )?others)(?= (?:just|only|an?|get|gets|send|mail|go|goes|by)\b))\b(?! if\b)/giu;
/** “save it, tell the office, and if …”: what was said before a condition does not hang on it. */
function earlier(list: readonly Wish[], text: string): Wish[] {
  return list.flatMap((wish): Wish[] => {
    if (wish.kind !== 'if') return [wish];
    const at = placeOf(wish, text);
    const isBefore = (one: Wish): boolean => {
      const end = endOf(one, text);
      return end > 0 && end <= at && /[,;.]|\band\s*$/u.test(text.slice(end, at)) && !/\bonly\b/iu.test(text.slice(end, at));
    };
    const before = wish.then.filter(isBefore);
    return before.length === 0 || before.length === wish.then.length
      ? [wish]
      : [...before, { ...wish, then: wish.then.filter((one) => !isBefore(one)) }];
  });
}

const refused =
  /\b(?:otherwise|else|if not|if no|if (?:it is |it's |they are )?(?:rejected|refused|declined|denied|not approved|not ok))\b/iu;

/** “the doctor must approve, then mail …, else tell …”: the second is for a refusal. */
function afterApproval(list: readonly Wish[], text: string): Wish[] {
  const index = list.findIndex(({ kind }) => kind === 'approve');
  const after = list.slice(index + 1);
  if (index < 0 || after.some(({ kind }) => kind === 'if')) return [...list];
  const split = after.findIndex((wish, place) => {
    const before = after[place - 1] ?? list[index];
    return (
      before !== undefined &&
      refused.test(text.slice(Math.max(0, endOf(before, text)), Math.max(0, placeOf(wish, text)))) &&
      placeOf(wish, text) > endOf(before, text)
    );
  });
  if (split < 1) return [...list];
  const condition = { words: 'approved', subject: 'decision', test: 'equals' as const, value: 'approved', negated: false };
  return [
    ...list.slice(0, index + 1),
    { kind: 'if', condition, then: after.slice(0, split), otherwise: after.slice(split), because: after[split]?.because ?? '' },
  ];
}

/** “if A …, if B …, otherwise …” about one field: the last way is for what is neither. */
function chained(list: readonly Wish[]): Wish[] {
  return list.reduceRight<Wish[]>((done, wish) => {
    const next = done[0];
    if (wish.kind !== 'if' || next?.kind !== 'if' || wish.otherwise.length > 0) return [wish, ...done];
    const isSame =
      wish.condition.test !== 'unread' &&
      (wish.condition.subject === next.condition.subject || /^(?:|it|this|that)$/u.test(next.condition.subject));
    const own =
      /^(?:|it|this|that|amount)$/u.test(next.condition.subject) && isSame
        ? { ...next, condition: { ...next.condition, subject: wish.condition.subject } }
        : next;
    const isRefusal =
      wish.condition.subject === 'decision' && next.condition.subject === 'decision' && wish.condition.value !== next.condition.value;
    if (isRefusal && next.otherwise.length === 0) return [{ ...wish, otherwise: next.then }, ...done.slice(1)];
    return isSame && next.otherwise.length > 0
      ? [{ ...wish, otherwise: [own] }, ...done.slice(1)]
      : [wish, isSame ? own : next, ...done.slice(1)];
  }, []);
}

/** A condition that was said before a wish and read as nothing: “…, if they know German also mail b@…”. */
function withMissing(wishes: readonly Wish[], text: string): Wish[] {
  const leaves = allWishes(wishes);
  const ends = leaves.map((wish) => endOf(wish, text));
  const wrap = (wish: Wish): Wish => {
    const at = placeOf(wish, text);
    if (at <= 0 || insideOf(wish).length > 0 || !['email', 'approve', 'keep', 'unmet'].includes(wish.kind)) return wish;
    const from = Math.max(0, ...ends.filter((end) => end <= at));
    const said =
      from === 0
        ? null
        : /(?:^|[,;.]\s*|\band\s+)(?:and |but )?((?:if|should)\s+[^,;.]{3,60}?)[,:]?\s*(?:then |also |please |and )?$/iu.exec(
            text.slice(from, at),
          );
    return said
      ? {
          kind: 'if',
          condition: bindCondition(said[1] ?? ''),
          then: [wish],
          otherwise: [],
          because: said[1] ?? '',
          at: from + text.slice(from, at).indexOf(said[1] ?? ''),
        }
      : wish;
  };
  return wishes.flatMap((wish): Wish[] => {
    if (wish.kind === 'each') return [{ ...wish, body: narrowed(wish, leaves, text) }];
    if (wish.kind !== 'if') return [wrap(wish)];
    const otherwise = wish.otherwise.map((one) => wrap(one));
    const own = otherwise.filter((one, index) => one !== wish.otherwise[index]);
    return own.length > 0
      ? [{ ...wish, otherwise: otherwise.filter((one) => !own.includes(one)) }, ...own]
      : [{ ...wish, then: wish.then.map((one) => wrap(one)) }];
  });
}

/** “for each ticket with priority high POST it”: the words between the loop and its first step choose among its entries. */
function narrowed(loop: Extract<Wish, { kind: 'each' }>, leaves: readonly Wish[], text: string): readonly Wish[] {
  const [first] = loop.body;
  const from = endOf(loop, text);
  const to = first ? placeOf(first, text) : -1;
  if (!first || first.kind === 'if' || from < 0 || to <= from || loop.because === first.because) return loop.body;
  if (leaves.some((wish) => wish.kind === 'filter' && placeOf(wish, text) < to && endOf(wish, text) > from)) return loop.body;
  const said =
    /^\s*(?:with|where|whose|that (?:is|are|has|have)|which (?:is|are|has|have)|who (?:is|are|has|have))\s+([^,;.]{3,50}?)[,:]?\s*$/iu.exec(
      text.slice(from, to),
    )?.[1];
  const condition = said && (readCondition(said) ?? readCondition(said.replace(/^(\p{L}+)\s+(\p{L}+)$/u, '$1 is $2')));
  return condition ? [{ kind: 'if', condition, then: loop.body, otherwise: [], because: said }] : loop.body;
}

/** “above that”: the other way of the condition before it. */
const opposite =
  /^\W*(?:and |but |then )*(?:(?:if|when|for|with)\s+)?(?:it (?:is|'s)\s+|(?:anything|everything|all|those|amounts?|ones)\s+)*(?:above|over|more|higher|beyond|bigger|larger|below|under|less|smaller|lower)(?:\s+than)?(?:\s+(?:that|this))?\W*$|^\W*(?:and |but )*(?:(?:for|if|when) )?(?:anything|everything|all|everyone) else\b/iu;

/** What the words say for certain of who stands in which way of a condition, where the reader placed it otherwise. */
export function mendBranches(wishes: readonly Wish[], text: string): Wish[] {
  const elses = [...text.matchAll(elseWords)].map(({ index }) => index);
  return inEveryList(withMissing(wishes, text), (list) =>
    chained(withOpposites(apart(afterApproval(earlier(withAlways(list, text), text), text), text))),
  ).reduce<Wish[]>((done, wish, index, all) => placed(done, wish, { all, index, elses, text }), []);
}

interface Among {
  readonly all: readonly Wish[];
  readonly index: number;
  readonly elses: readonly number[];
  readonly text: string;
}

/** Moves what was said before “otherwise” to the first way, and what was said after it to the other. */
function placed(done: Wish[], wish: Wish, { all, elses, text }: Among): Wish[] {
  const before = done.at(-1);
  const holder = before?.kind === 'if' ? before : undefined;
  const at = placeOf(wish, text);
  const split = holder && elseOf(holder, all, elses, text);
  if (holder && split !== undefined && wish.kind !== 'if' && at > placeOf(holder, text) && at < split)
    return [...done.slice(0, -1), { ...holder, then: sorted([...holder.then, wish], text) }];
  if (
    holder &&
    split !== undefined &&
    at > split &&
    /^\W*(?:\p{L}+\W+){1,2}$/u.test(text.slice(split, at)) &&
    !/[.;]/u.test(text.slice(split, at))
  )
    return [...done.slice(0, -1), { ...holder, otherwise: [...holder.otherwise, wish] }];
  if (wish.kind !== 'if') return [...done, wish];
  const own = elseOf(wish, all, elses, text);
  if (own === undefined) return [...done, withoutElse(wish, text)];
  const address = /^[\p{L} ]{4,12}?\s+(?:to\s+|mail\s+)?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/iu.exec(text.slice(own))?.[1];
  const mail = wish.then.find(({ kind }) => kind === 'email');
  if (
    address &&
    wish.otherwise.length === 0 &&
    mail?.kind === 'email' &&
    !all.some((one) => one.kind === 'email' && one.to.length === 1 && one.to[0] === address)
  ) {
    const then = wish.then.map((one) => (one === mail ? { ...mail, to: mail.to.filter((to) => to !== address) } : one));
    return [
      ...done,
      {
        ...wish,
        then,
        otherwise: [{ ...mail, to: [address], because: text.slice(own, own + text.slice(own).indexOf(address) + address.length), at: own }],
      },
    ];
  }
  const isEarly = (one: Wish): boolean => placeOf(one, text) >= 0 && placeOf(one, text) < own;
  const then = sorted([...wish.then.filter(isEarly), ...wish.otherwise.filter(isEarly)], text);
  const late = [...wish.then, ...wish.otherwise].filter((one) => !isEarly(one));
  const isMoved = wish.otherwise.some(isEarly) || wish.then.some((one) => !isEarly(one));
  return [...done, isMoved ? { ...wish, then, otherwise: late } : wish];
}

/** “… and always store it” does not hang on the condition before it. */
function withAlways(list: readonly Wish[], text: string): Wish[] {
  const isAlways = (wish: Wish): boolean => {
    const at = placeOf(wish, text);
    return (
      /^\W*(?:always|in any case|either way|in both cases)\b/iu.test(wish.because) ||
      (at > 0 && /\b(?:always|in any case|either way|in both cases|anyway)\W*$/iu.test(text.slice(Math.max(0, at - 18), at))) ||
      /\b(?:all of (?:them|it)|every one of them)\W*$/iu.test(wish.because)
    );
  };
  return list.flatMap((wish): Wish[] => {
    if (wish.kind !== 'if') return [wish];
    const out = [...wish.then, ...wish.otherwise].filter((one) => one.kind !== 'if' && isAlways(one));
    return out.length === 0
      ? [wish]
      : [
          { ...wish, then: wish.then.filter((one) => !out.includes(one)), otherwise: wish.otherwise.filter((one) => !out.includes(one)) },
          ...out,
        ];
  });
}

/** Without any “otherwise”, what is joined by “and” to the first way belongs to it. */
function withoutElse(wish: If, text: string): If {
  const [first] = wish.otherwise;
  const end = Math.max(-1, ...wish.then.map((one) => endOf(one, text)));
  if (!first || end < 0 || wish.condition.subject === 'decision') return wish;
  const isJoined =
    placeOf(first, text) >= end && /^\s*,?\s*(?:and|then|&|and then|and also)?\s*$/iu.test(text.slice(end, placeOf(first, text)));
  return isJoined ? { ...wish, then: [...wish.then, ...wish.otherwise], otherwise: [] } : wish;
}

/** Where the “otherwise” of a condition stands: the first one after it, with no other condition between. */
function elseOf(wish: If, all: readonly Wish[], elses: readonly number[], text: string): number | undefined {
  const from = endOf(wish, text);
  const at = elses.find((place) => place >= from);
  if (from < 0 || at === undefined) return undefined;
  const others = all.filter((one) => one !== wish && one.kind === 'if').map((one) => placeOf(one, text));
  const inner = wish.then.some((one) => one.kind === 'if' && placeOf(one, text) < at);
  return inner || others.some((place) => place > from && place < at) ? undefined : at;
}

const sorted = (wishes: readonly Wish[], text: string): Wish[] => wishes.toSorted((a, b) => placeOf(a, text) - placeOf(b, text));

/** “if A mail x, if B also mail y”: the second condition does not hang on the first. */
function apart(list: readonly Wish[], text: string): Wish[] {
  return list.flatMap((wish): Wish[] => {
    if (wish.kind !== 'if') return [wish];
    const last = wish.then.at(-1);
    if (last?.kind !== 'if' || wish.then.length < 2 || isOpposite(last)) return [wish];
    const at = placeOf(last, text);
    const isNew =
      /[,.;]\s*(?:and |but |also )?$/iu.test(text.slice(0, at)) && /^\W*(?:and |but |also )*(?:if|when|should)\b/iu.test(last.because);
    const saidLater = wish.then.slice(0, -1).some((one) => placeOf(one, text) > at);
    return isNew && !saidLater ? [{ ...wish, then: wish.then.slice(0, -1) }, last] : [wish];
  });
}

const isOpposite = (wish: Wish): boolean => wish.kind === 'if' && opposite.test(wish.because);

/** “under 50 …, above that …” is one condition with two ways. */
function withOpposites(list: readonly Wish[]): Wish[] {
  return list.reduce<Wish[]>((done, wish) => {
    const last = done.at(-1);
    if (wish.kind === 'if' && isOpposite(wish) && last?.kind === 'if' && last.otherwise.length === 0)
      return [...done.slice(0, -1), { ...last, otherwise: wish.then }, ...wish.otherwise];
    if (wish.kind !== 'if') return [...done, wish];
    const inner = wish.then.findIndex(isOpposite);
    const found = wish.then[inner];
    if (found?.kind !== 'if' || wish.otherwise.length > 0) return [...done, wish];
    return [...done, { ...wish, then: wish.then.slice(0, inner), otherwise: found.then }, ...wish.then.slice(inner + 1)];
  }, []);
}
