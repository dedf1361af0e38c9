import { addressesIn } from '../recognise/detect-outputs.ts';
import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';
import { withDecided } from './approvers.ts';
import { allWishes, endOf, inEveryList, insideOf, placeOf } from './places.ts';

type Approve = Extract<Wish, { kind: 'approve' }>;

const byItself = /\bautomatic\w*|\bauto-?approv\w*|\bwithout (?:asking|approval|a question)|\b(?:are|is|get) (?:fine|ok)\b/iu;
const byMachine = /\b(?:ai|gpt|llm|chatgpt|language model|bot)\b/iu;
const asksFirst =
  /^\W*(?:(?:and|then|also|please)\s+)*ask\s+(\S+@\S+)\W*$|\bask\s+(?:(?:the |my |our )?[\p{L} ]{2,24}?\s+)?(\S+@\S+?|me|us|(?:the |my |our )[\p{L} ]{2,24}?)\s*(?:first|for (?:an? |their |his |her )?(?:ok|okay|approval|permission|decision|go-?ahead)|to (?:approve|ok|okay|check|confirm|decide|sign|agree)\b.*|whether\b.*|if (?:it|that|this)\b.*)\W*$/iu;
const mustAgree =
  /\b(?:check|review) by\s+\S+@|\bcheck with\s+\S+@|\b(?:has to|have to|must|should|needs? to)\s+(?:first )?(?:ok|okay|approve|check|confirm|sign|agree)\b|\b(?:let|have|get)\s+\S+(?:\s\S+@\S+)?\s+(?:to )?(?:check|approve|review|look|read|confirm|ok|sign)\b|\b(?:approval|ok|okay|sign-?off|permission) (?:by|from|of)\b|^\W*(?:the )?(?:\p{L}+ )?(?:boss|manager|head|principal|teacher|doctor|director|owner|team lead)\s+(?:approves|agrees|signs|checks)\b/iu;
/** Said of everything that goes out, so that it needs no step of its own beside an approval that is there. */
const general = /\b(?:nothing|no (?:mail|e-?mail|answer|message))\b[^.;]*\b(?:without|before)\b/iu;
const wanted =
  /\b(?:i|we|(?!it\b|they\b|you\b)[\p{L}]+@\S+)\s+(?:want to|need to|would like to|'d like to|must|have to|will|should|can|may)?\s*(?:read|see|check|look (?:at|over)|approve|ok|okay|sign|review|release)\s+(?:(?:it|them|this|that|each|every one|all|the \p{L}+)\s+)?(?:off )?(?:first|before\b)|\bnothing (?:may |must |can |should |is to |shall )?(?:goes|go|leaves?|be sent|is sent)(?: out)? (?:without|before) (?:my |an? |the |our )?(?:ok|okay|approval|yes|consent)|\bfor (?:my )?approval\b|\bi check (?:it|them|this)\b/iu;
const eitherWay =
  /\b(?:yes or no|(?:the|a|our|his|her|their) (?:decision|outcome|verdict|result|answer yes|answer(?=$| by e-mail))|whether (?:it|this|that|they|he|she|the \p{L}+|or not)\b|either way|approved or (?:not|rejected|denied)|granted or (?:not|refused)|(?:if|whether) (?:it is|it was|they are) (?:approved|granted|accepted|allowed|covered))\b/iu;

/** Approvals as they were meant: none that a rule gives by itself, one where a person wants to look first, and both answers told. */
export function mendDecisions(wishes: readonly Wish[], text: string): Wish[] {
  const turned = inEveryList(wishes, (list) => list.flatMap((wish) => turn(wish)));
  const once = withoutGeneral(inEveryList(turned, (list) => joined(list, text)));
  const said = asAsked(once, text);
  const asked = allWishes(said).some(({ kind }) => kind === 'approve') ? said : withWanted(said, text);
  const ordered = inEveryList(asked, (list) => beforeMail(afterBefore(list, text)));
  return inEveryList(ordered, (list) => withDecided(list.flatMap((wish, index) => bothAnswers(wish, list[index - 1]))));
}

function turn(wish: Wish): Wish[] {
  if (wish.kind === 'approve') {
    if (byItself.test(wish.because)) return [];
    // “say thanks” is a letter.
    if (/\bthank\w*|\bwelcome\b|\bsorry\b/iu.test(wish.because) && !/\bapprov|\bok\b|\bask\b|\bcheck\b|\breview\b/iu.test(wish.because))
      return [{ kind: 'email', to: addressesIn(wish.because), person: 'them', about: wish.because, because: wish.because, ...at(wish) }];
    if (byMachine.test(wish.because) && !/\bapprov|\bask me\b/iu.test(wish.because))
      return [
        {
          kind: 'generate',
          instruction: wish.because,
          noun: /\bfeedback\b/iu.test(wish.because) ? 'feedback' : 'text',
          because: wish.because,
          ...at(wish),
        },
      ];
    const [address] = addressesIn(wish.because);
    const isMine = /\b(?:i|me|my)\b/iu.test(wish.because) && (wish.who === undefined || /^(?:them|it|him|her)$/iu.test(wish.who));
    return [{ ...wish, ...(isMine ? { who: 'me' } : {}), address: wish.address ?? address }];
  }
  if (wish.kind === 'email' && mustAgree.test(wish.because)) return [approvalBy(who(wish.because), wish)];
  const found = wish.kind === 'email' ? asksFirst.exec(wish.because) : null;
  return found ? [approvalBy(found[1] ?? found[2] ?? '', wish)] : [wish];
}

function approvalBy(who: string, { because, ...wish }: Wish): Wish {
  const [address] = addressesIn(because);
  return { kind: 'approve', who: address ? undefined : who.trim(), address, because, ...at({ because, ...wish } as Wish) };
}

const who = (words: string): string => /\b(?:let|have|get|by|from)\s+(?:the |my |our )?(\p{L}+)/iu.exec(words)?.[1] ?? 'somebody';

const at = (wish: Wish): { at?: number } => (wish.at === undefined ? {} : { at: wish.at });

/** “over 1000 the boss must approve it before it goes to …”: what comes after goes on either way. */
function afterBefore(list: readonly Wish[], text: string): Wish[] {
  return list.flatMap((wish): Wish[] => {
    const [approve, ...rest] = wish.kind === 'if' ? wish.then : [];
    const next = rest[0];
    if (wish.kind !== 'if' || approve?.kind !== 'approve' || !next || wish.otherwise.length > 0) return [wish];
    const from = placeOf(approve, text);
    const isBefore = from >= 0 && placeOf(next, text) > from && /\bbefore\b/iu.test(text.slice(from, placeOf(next, text) + 8));
    return isBefore ? [{ ...wish, then: [approve] }, ...rest] : [wish];
  });
}

/** “ask a@b if the refund is ok” and “ask the manager, and if yes …” are approvals. */
function asAsked(wishes: readonly Wish[], text: string): Wish[] {
  return inEveryList(wishes, (list) =>
    list.flatMap((wish, index): Wish[] => {
      const next = list[index + 1];
      const isAnswered = next?.kind === 'if' && next.condition.subject === 'decision';
      if (wish.kind === 'email' && isAnswered && /^\W*(?:(?:and|then|please)\s+)*ask\b/iu.test(wish.because))
        return [{ kind: 'approve', who: wish.person, address: wish.to[0], because: wish.because, ...at(wish) }];
      const [first] = wish.kind === 'if' ? wish.then : [];
      if (wish.kind !== 'if' || first?.kind !== 'approve' || wish.otherwise.length > 0) return [wish];
      const end = endOf(first, text);
      return end > 0 && end <= placeOf(wish, text) && /^\s*$/u.test(text.slice(end, placeOf(wish, text))) ? [...wish.then] : [wish];
    }),
  );
}

/** “the caretaker a@b | has to ok it”: who is to approve, read as a mail beside the approval. */
function joined(list: readonly Wish[], text: string): Wish[] {
  return list.reduce<Wish[]>((done, wish) => {
    const isForMe = wish.kind === 'approve' && /\b(?:for (?:my )?approval|to approve)\W*$/iu.test(wish.because);
    const last = done.at(-1);
    if (isForMe && last?.kind === 'email' && last.to.length === 0 && /^(?:me|us)$/u.test(last.person ?? ''))
      return [...done.slice(0, -1), wish];
    const approve = done.find((one): one is Wish & Approve => one.kind === 'approve' && one.address === undefined);
    const isName =
      wish.kind === 'email' &&
      wish.to.length === 1 &&
      !/^\W*(?:\p{L}+\s+)*(?:mail|e-?mail|send|tell|notify|inform|forward|to|thank|alert)\b/iu.test(wish.because);
    const touches =
      approve &&
      isName &&
      (Math.abs(endOf(wish, text) - placeOf(approve, text)) <= 2 ||
        /^\s*(?:by|of|from|:)?\s*(?:the )?$/iu.test(text.slice(endOf(approve, text), Math.max(placeOf(wish, text), 0))));
    if (!approve || !touches || wish.kind !== 'email') return [...done, wish];
    return done.map((one) => (one === approve ? { ...approve, address: wish.to[0], because: `${wish.because} ${approve.because}` } : one));
  }, []);
}

/** “Nothing may go out without an ok” beside an approval says the same once more. */
function withoutGeneral(wishes: readonly Wish[]): Wish[] {
  const approvals = allWishes(wishes).filter((wish): wish is Wish & Approve => wish.kind === 'approve');
  return approvals.length < 2
    ? [...wishes]
    : inEveryList(wishes, (list) => list.filter((wish) => wish.kind !== 'approve' || !general.test(wish.because)));
}

/** A person who wants to look first, though no wish says so: asked before the first e-mail to somebody else. */
function withWanted(wishes: readonly Wish[], text: string): Wish[] {
  const words = wanted.exec(text)?.[0];
  if (!words) return [...wishes];
  const [address] = addressesIn(words);
  const approve: Wish = { kind: 'approve', who: address ? undefined : 'me', address, because: words, at: text.indexOf(words) };
  let isDone = false;
  const insert = (list: readonly Wish[]): Wish[] =>
    list.flatMap((wish): Wish[] => {
      if (isDone) return [wish];
      if (wish.kind === 'email' && !/^(?:me|us)$/u.test(wish.person ?? '')) {
        isDone = true;
        return [approve, wish];
      }
      if (insideOf(wish).length === 0) return [wish];
      if (wish.kind === 'if') return [{ ...wish, then: insert(wish.then), otherwise: insert(wish.otherwise) }];
      return wish.kind === 'each' ? [{ ...wish, body: insert(wish.body) }] : [wish];
    });
  const result = insert(wishes);
  return isDone ? result : [...wishes, approve];
}

/** An approval that is said before a mail stands before it. */
function beforeMail(all: readonly Wish[]): readonly Wish[] {
  const list = inward(all);
  const index = list.findIndex(({ kind }) => kind === 'approve');
  const approve = list[index];
  // “Ask me before” stands at the end and means the beginning.
  const isFirst = approve !== undefined && /\b(?:before|first)\W*$/iu.test(approve.because);
  const begin = isFirst ? list.findIndex(({ kind }) => kind === 'email' || kind === 'unmet') : -1;
  if (approve && begin >= 0 && begin < index)
    return [...list.slice(0, begin), approve, ...list.slice(begin, index), ...list.slice(index + 1)];
  const first = list.findIndex(
    ({ kind, at: place }) => kind === 'email' && place !== undefined && approve?.at !== undefined && place > approve.at,
  );
  if (!approve || first < 0 || first > index) return list;
  const rest = list.filter((wish) => wish !== approve);
  return [...rest.slice(0, first), approve, ...rest.slice(first)];
}

/** … also where the mail stands in the condition before it. */
function inward(list: readonly Wish[]): readonly Wish[] {
  const index = list.findIndex(({ kind }) => kind === 'approve');
  const approve = list[index];
  const holder = list[index - 1];
  if (
    !approve ||
    holder?.kind !== 'if' ||
    !holder.then.some((one) => one.kind === 'email' && one.at !== undefined && approve.at !== undefined && one.at > approve.at)
  )
    return list;
  return [...list.slice(0, index - 1), { ...holder, then: beforeMail([...holder.then, approve]) }, ...list.slice(index + 1)];
}

const approved: Condition = { words: 'approved', subject: 'decision', test: 'equals', value: 'approved', negated: false };

/** “Mail the employee yes or no” after an approval: one e-mail each way. */
function bothAnswers(wish: Wish, before: Wish | undefined): Wish[] {
  if (wish.kind !== 'email' || before?.kind !== 'approve' || !eitherWay.test(wish.about)) return [wish];
  return [
    {
      kind: 'if',
      condition: approved,
      then: [{ ...wish, decision: 'approved' }],
      otherwise: [{ ...wish, decision: 'rejected' }],
      because: wish.because,
      ...at(wish),
    },
  ];
}
