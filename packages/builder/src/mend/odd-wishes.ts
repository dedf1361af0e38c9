import { bindStep } from '../reading/bind-step.ts';
import { isLetter } from '../assemble/letters.ts';
import { keepingIn, sourceNamed } from '../recognise/tables.ts';
import { triggerOf } from '../recognise/trigger-event.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, endOf, inEveryList, insideOf, overlaps, placeOf } from './places.ts';

interface Planned {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

/** Wishes that are of another kind than they were read as, which their own words say. */
export function mendOddWishes({ trigger, wishes }: Planned, text: string): Planned {
  const started = startOf(trigger, wishes, text);
  const isWritten = /^cron\b/iu.test(started.trigger.because);
  const turned = inEveryList(withAttached(withPurposes(started.wishes, text)), (list) =>
    list.flatMap((wish) => (isWritten && isWithin(wish, started.trigger.because, text) ? [] : turn(wish, list))),
  );
  const isCollecting = ({ kind, because }: Wish): boolean => kind === 'unmet' && /^\W*(?:collect|gather)\b/iu.test(because);
  const ordered = [...turned.filter(isCollecting), ...turned.filter((wish) => !isCollecting(wish))];
  const loops = ordered.flatMap((wish) =>
    wish.kind === 'each' && started.trigger.kind === 'webhook' && overlaps(wish, started.trigger.because, text) ? wish.body : [wish],
  );
  return { trigger: started.trigger, wishes: withOrders(withMail(loops, started.trigger, text), started.trigger, text) };
}

const attached = /^\W*(?:with\s+)?(?:the|this|that|their)\s+\p{L}+\s+attached\W*$/iu;

/** “mail a@b | with the invoice attached” is said of the mail. */
function withAttached(wishes: readonly Wish[]): Wish[] {
  const said = wishes.find(({ kind, because }) => kind === 'write' && attached.test(because));
  return said ? wishes.map((wish) => (wish.kind === 'email' ? { ...wish, about: `${wish.about} ${said.because}` } : wish)) : [...wishes];
}

/** “remind the treasurer | to send the bills” is one reminder. */
function withPurposes(wishes: readonly Wish[], text: string): Wish[] {
  return inEveryList(wishes, (list) =>
    list.reduce<Wish[]>((done, wish) => {
      const last = done.at(-1);
      const gap = last ? text.slice(endOf(last, text), Math.max(endOf(last, text), placeOf(wish, text))) : '';
      const isPurpose =
        last?.kind === 'email' && /\bremind\b/iu.test(last.because) && /^\s*to\s*$/iu.test(gap) && insideOf(wish).length === 0;
      return isPurpose
        ? [...done.slice(0, -1), { ...last, about: `${last.because} to ${wish.because}`, because: `${last.because} … ${wish.because}` }]
        : [...done, wish];
    }, []),
  );
}

const isWithin = (wish: Wish, words: string, text: string): boolean =>
  insideOf(wish).length === 0 && wish.kind !== 'fetch' && overlaps(wish, words, text);

/** “If a patient cancels, …” at the very beginning starts the workflow, where nothing else does. */
function startOf(trigger: Trigger, wishes: readonly Wish[], text: string): Planned {
  const whoever =
    trigger.because === '' &&
    trigger.kind !== 'schedule' &&
    !sourceNamed(text) &&
    !/\b(?:upload\w*|files?|csv|excel|spreadsheet)\b/iu.test(text)
      ? /\b(?:everyone|everybody|anyone|anybody|people|whoever|customers|those)\s+(?:who|that)\s+([\p{L}]+s)\b([^,;.]{0,40})/iu.exec(text)
      : null;
  const began =
    whoever && !/^(?:is|was|has|does|needs|wants|hasnt|isnt)$/iu.test(whoever[1] ?? '')
      ? triggerOf(`when someone ${whoever[1]}${whoever[2]}`, text)
      : undefined;
  if (began && began.kind !== 'unmet')
    return {
      trigger: { ...began, because: whoever?.[0] ?? '' },
      wishes: inEveryList(wishes, (list) =>
        list.flatMap((wish) =>
          wish.kind === 'filter' && overlaps(wish, whoever?.[0] ?? '', text) ? [] : wish.kind === 'each' ? wish.body : [wish],
        ),
      ),
    };
  const [choice, ...others] = wishes;
  const isChoice = choice?.kind === 'filter' && choice.condition && /^(?:over|under|at_)/u.test(choice.condition.test);
  if (
    trigger.kind === 'manual' &&
    trigger.because === '' &&
    isChoice &&
    choice.condition &&
    allWishes(others).some(({ kind }) => kind === 'approve') &&
    !sourceNamed(text)
  )
    return {
      trigger,
      wishes: [
        {
          kind: 'if',
          condition: choice.condition,
          then: others.filter((wish) => wish.kind !== 'filter' || wish.condition !== undefined),
          otherwise: [],
          because: choice.because,
          ...(choice.at === undefined ? {} : { at: choice.at }),
        },
      ],
    };
  const first = wishes[0];
  const isOpen = trigger.because === '' || placeOf({ kind: 'read', because: trigger.because }, text) > 20;
  if (first?.kind !== 'if' || first.condition.test !== 'unread' || first.otherwise.length > 0 || placeOf(first, text) > 8)
    return { trigger, wishes };
  if (!isOpen || trigger.kind === 'schedule' || trigger.kind === 'form') return { trigger, wishes };
  const event = triggerOf(first.because, text);
  return event && event.kind !== 'unmet' ? { trigger: event, wishes: [...first.then, ...wishes.slice(1)] } : { trigger, wishes };
}

const places =
  /\b(?:max(?:imum)?\.?|up to|limit(?:ed)? to|at most|no more than|only|first)\s+(?:of\s+)?\d+\s+(?:people|persons|places|participants?|seats|guests|members|spots|teams|students)/iu;

function turn(wish: Wish, list: readonly Wish[]): Wish[] {
  const own = wish.at === undefined ? {} : { at: wish.at };
  switch (wish.kind) {
    case 'generate':
      // A greeting that nobody asks to be written is one of the letters that are there.
      return isLetter(wish.because) &&
        !/\b(?:write|draft|compose|generate|ai|gpt|llm|text|translate|personal\w*|reply|answer|apology|with)\b/iu.test(wish.because)
        ? [{ kind: 'email', to: [], person: 'them', about: wish.because, because: wish.because, ...own }]
        : [wish];
    case 'fetch':
      // “check … if the page https://…” is one call, read twice.
      return wish.url === undefined &&
        wish.because.split(/\s+/u).length <= 2 &&
        list.some((one) => one.kind === 'fetch' && one.url !== undefined)
        ? []
        : [wish];
    case 'email':
      // “call the donor” is a call by phone.
      if (
        wish.to.length === 0 &&
        /^\W*(?:(?:and|then|please)\s+)*(?:call|phone|ring)\s+(?!https?:)(?:(?:the|our|my|every|each)\s+)?\p{L}+/iu.test(wish.because)
      )
        return [
          {
            kind: 'unmet',
            wish: wish.because,
            service: 'a phone call',
            instead: 'Calls cannot be made from here; send an e-mail that asks somebody to call.',
            because: wish.because,
            ...own,
          },
        ];
      return /^\W*(?:collect|gather)\b/iu.test(wish.about) ? [gap(wish)] : bothOf(wish);
    case 'write':
      // “with the invoice attached” is said of the mail.
      return attached.test(wish.because) ? [] : [wish];
    case 'combine':
      // “add to the members list” keeps it there.
      return /^\W*(?:and\s+|then\s+)?adds?\b/iu.test(wish.because) && /\b(?:list|table|register|log)\W*$/iu.test(wish.because)
        ? [{ kind: 'keep', place: keepingIn(wish.because)?.place, because: wish.because, ...own }]
        : [wish];
    case 'filter':
      // “clean that” beside an order that says how.
      if (
        wish.condition === undefined &&
        /^\W*(?:and\s+)?clean(?:\s+(?:it|that|this|them|up))*\W*$/iu.test(wish.because) &&
        list.some(({ kind }) => kind === 'deduplicate')
      )
        return [];
      // How many came before is not known to one run.
      return wish.condition === undefined && places.test(wish.because) ? [gap(wish)] : [wish];
    case 'wait':
      return /\bretr(?:y|ies)\b|\btry again\b/iu.test(wish.because)
        ? [{ kind: 'retry', times: Number(/\d+/u.exec(wish.because)?.[0] ?? 3), because: wish.because, ...own }]
        : [wish];
    case 'unmet':
      // “Send a reminder to patients …” is a mail, however unsure the reader was.
      return wish.service === undefined &&
        isLetter(wish.wish) &&
        /^\W*(?:please )?(?:send|mail|e-?mail|remind|thank|notify|tell)\b/iu.test(wish.wish)
        ? [{ ...bindStep({ label: 'email', words: wish.because }, { before: '', after: '' }), because: wish.because, ...own }]
        : [wish];
    case 'set':
      // “{name, email}” says what comes in.
      return /^\W*\{/u.test(wish.because) ? [] : [wish];
    case 'if':
      return places.test(wish.because) ? [{ ...wish, condition: { ...wish.condition, test: 'unread', words: wish.because } }] : [wish];
    case 'each':
      return /^\W*after (?:each|every)\b/iu.test(wish.because) ? [...wish.body] : [wish];
    default:
      return [wish];
  }
}

/** “mail the customer and billing@…” are two mails. */
function bothOf(wish: Extract<Wish, { kind: 'email' }>): Wish[] {
  const person =
    /\b((?:customer|client|patient|parent|tenant|guest|member|student|person|donor|applicant|employee|participant)s?)(?:\s*(?:,|and|&|plus)\s*)(?:the |our )?(?:\p{L}+ )?\S+@|@\S+\s*(?:,|and|&|plus)\s*(?:to )?(?:the |our )((?:customer|client|patient|parent|tenant|guest|member|student|person|donor|applicant|employee|participant)s?)\b/iu.exec(
      wish.because,
    );
  const other = person?.[1] ?? person?.[2];
  if (wish.to.length === 0 || !other) return [wish];
  const own: Wish = { ...wish, to: [], person: other.toLowerCase() };
  return person?.[1] ? [own, wish] : [wish, own];
}

const gap = ({ because, at }: Wish): Wish => ({
  kind: 'unmet',
  wish: because,
  service: undefined,
  instead: /\b(?:collect|gather)\b/iu.test(because)
    ? 'Collecting is a workflow of its own that a form starts; this one can read what was collected once that is a file or has a web address.'
    : 'One run does not know how many came before; a person, or the program that counts them, has to say so.',
  because,
  ...(at === undefined ? {} : { at }),
});

const mailWords =
  /\b(?:i(?:'d| would) like (?:to (?:get|have) )?|i want (?:to get )?|i need |i get |get |give me |send me |we (?:want|need|get) )(?:an? |the )?(?:e-?mail|mail)\b[^.;]*|\b(?:e-?mail|mail)\s+me\b[^.;,]*|\bsend (?:it|them|that|the \p{L}+) to me\b/iu;

/** A mail that is plainly asked for, and was not read as one. */
function withMail(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  const words = mailWords.exec(text)?.[0];
  const all = allWishes(wishes);
  const known =
    all.some(({ kind }) => kind === 'email' || kind === 'respond') ||
    all.some((wish) => wish.kind === 'unmet' && words !== undefined && overlaps(wish, words, text));
  if (!words || known || trigger.because.includes(words) || wishes.length === 0) return [...wishes];
  return [...wishes, { kind: 'email', to: [], person: 'me', about: words, because: words, at: text.indexOf(words) }];
}

const orders =
  /(?:^|[,;:.]\s+|->\s*|\band\s+|\bthen\s+)((?:thank|confirm|welcome|greet|notify|tell|inform|apologi[sz]e(?: to)?|mail|e-?mail|save|store|log)\b(?!\s+(?:how|what|if|whether)\b)[^,;:.]*?)(?=\s*(?:[,;:.]|->|$|\band\b|\bthen\b|\bif\b|\bwhen\b))/giu;

/** An order whose verb leaves no doubt, and that was not read at all, after what was said before it. */
function withOrders(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  if (wishes.length === 0) return [];
  return [...text.matchAll(orders)].reduce<Wish[]>(
    (list, match) => {
      const words = (match[1] ?? '').trim();
      const at = match.index + match[0].indexOf(match[1] ?? '');
      const probe: Wish = { kind: 'read', because: words, at };
      const isRead = allWishes(list).some((wish) => placeOf(wish, text) < at + words.length && endOf(wish, text) > at);
      const starts = trigger.because !== '' && overlaps(probe, trigger.because, text);
      const keeping = keepingIn(words);
      if (
        isRead ||
        starts ||
        (words.split(/\s+/u).length < 2 && !/^(?:confirm|apologi[sz]e|thank)$/iu.test(words)) ||
        (/^(?:save|store|log)\b/iu.test(words) && !keeping)
      )
        return list;
      const own: Wish = keeping
        ? { kind: 'keep', ...keeping, because: words, at }
        : { ...bindStep({ label: 'email', words }, { before: '', after: '' }), because: words, at };
      const index = list.findIndex((wish) => placeOf(wish, text) > at);
      return index < 0 ? [...list, own] : [...list.slice(0, index), own, ...list.slice(index)];
    },
    [...wishes],
  );
}
