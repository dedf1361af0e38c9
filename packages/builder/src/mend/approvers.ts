import type { Wish } from '../recognise/wish.ts';
import { endOf, placeOf } from './places.ts';

const decides =
  /^\s*for (?:his |her |their |an? )?(?:approval|decision|ok|okay|sign-?off|release)\b|^\W{0,3}(?:(?:has to|have to|must|should|needs? to|is to|will)\s+)?(?:approves?|decides?|agrees?|signs?(?: (?:it )?off)?|oks?|okays?|confirms?|checks?|release[sd]?)\b/iu;
const orders = /\b(?:mail|e-?mail|send|tell|notify|inform|forward|thank|alert|warn|ask)\b/iu;

const told =
  /^\W*(?:(?:and|then)\s+)*(?:the |our |each )?(\p{L}+)\s+(?:gets?|receives?|hears?|is told)\b.*\b(?:yes or no|decision|answer|result|outcome)\b/iu;

/** “the caretaker a@b has to approve” and “goes to the director a@b for approval”: whoever is named is the one who decides, and gets no mail beside. */
export function withApprovers(list: readonly Wish[], text: string): Wish[] {
  return list.reduce<Wish[]>((done, wish, index) => {
    const next = list[index + 1];
    const last = done.at(-1);
    const [address, ...more] = wish.kind === 'email' ? wish.to : [];
    if (wish.kind === 'email' && address && more.length === 0 && !orders.test(wish.because)) {
      const isFor =
        last?.kind === 'approve' &&
        !last.address &&
        placeOf(last, text) - endOf(wish, text) <= 2 &&
        placeOf(last, text) >= endOf(wish, text);
      if (isFor && last.kind === 'approve') return [...done.slice(0, -1), { ...last, who: undefined, address }];
      const isDeciding =
        /@\S+\s+(?:decides|approves|agrees|has to (?:approve|decide|agree))\b/iu.test(wish.because) ||
        decides.test(text.slice(endOf(wish, text), endOf(wish, text) + 40));
      if (isDeciding && (next?.kind !== 'approve' || told.test(next.because)))
        return [
          ...done,
          { kind: 'approve', who: undefined, address, because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) },
        ];
    }
    const who = wish.kind === 'approve' && last?.kind === 'approve' ? told.exec(wish.because)?.[1] : undefined;
    if (who)
      return [
        ...done,
        {
          kind: 'email',
          to: [],
          person: who.toLowerCase(),
          about: wish.because,
          because: wish.because,
          ...(wish.at === undefined ? {} : { at: wish.at }),
        },
      ];
    if (
      wish.kind === 'approve' &&
      wish.address === undefined &&
      last?.kind === 'email' &&
      last.to.length === 1 &&
      !orders.test(last.because)
    ) {
      const gap = text.slice(endOf(last, text), Math.max(endOf(last, text), placeOf(wish, text)));
      if (placeOf(wish, text) >= endOf(last, text) && /^[\s)]*$/u.test(gap))
        return [...done.slice(0, -1), { ...wish, who: undefined, address: last.to[0], because: `${last.because} … ${wish.because}` }];
    }
    return [...done, wish];
  }, []);
}

/** “approved ones go into the table” after both answers were told is a part of the first of them. */
export function withDecided(list: readonly Wish[]): Wish[] {
  return list.reduce<Wish[]>((done, said) => {
    const wish = decided(said);
    const last = done.at(-1);
    if (wish.kind !== 'if' || last?.kind !== 'if' || wish.condition.subject !== 'decision' || last.condition.subject !== 'decision')
      return [...done, wish];
    const isSame = (wish.condition.value === last.condition.value) === (wish.condition.negated === last.condition.negated);
    const [then, otherwise] = isSame ? [wish.then, wish.otherwise] : [wish.otherwise, wish.then];
    return [...done.slice(0, -1), { ...last, then: [...last.then, ...then], otherwise: [...last.otherwise, ...otherwise] }];
  }, []);
}

function decided(wish: Wish): Wish {
  const said =
    wish.kind === 'if' && wish.condition.test === 'unread'
      ? /^(?:the )?(approved|accepted|granted|rejected|declined|refused) \p{L}+$/iu.exec(wish.condition.words)?.[1]
      : undefined;
  if (wish.kind !== 'if' || !said) return wish;
  const value = /^(?:approved|accepted|granted)$/iu.test(said) ? 'approved' : 'rejected';
  return { ...wish, condition: { ...wish.condition, subject: 'decision', test: 'equals', value } };
}
