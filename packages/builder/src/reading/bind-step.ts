import { isLetter } from '../assemble/letters.ts';
import { durationSeconds } from '../language/durations.ts';
import { normalise } from '../language/normalise.ts';
import { rephrase } from '../language/rephrase.ts';
import { readApproval } from '../recognise/branches.ts';
import { type Condition, readCondition, subjectOf } from '../recognise/conditions.ts';
import { detectCompute } from '../recognise/detect-compute.ts';
import { detectOutputs } from '../recognise/detect-outputs.ts';
import { detectText } from '../recognise/detect-text.ts';
import { personNamed } from '../recognise/named-person.ts';
import { servicesIn } from '../recognise/services.ts';
import { withoutSource } from '../recognise/tables.ts';
import { active } from '../recognise/verbs.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';
import type { ReadStep, StepLabel } from './reading.ts';
import { wishOfLabel } from './wish-of-label.ts';

/** The plainer words that the recognisers read. */
export const plain = (words: string): string =>
  active(
    rephrase(normalise(words))
      .replace(/^[\s,.:;-]+|[\s,:;.>-]+$/gu, '')
      .trim(),
  );

/**
 * A wish of the kind that was read, with the values that its words give. What they leave open stays open, so that it is asked for or filled in.
 *
 * @param around what was said just before and after, for a value that stands outside the wish's own words
 */
export function bindStep(
  { label, words }: { readonly label: StepLabel; readonly words: string },
  { before, after }: { readonly before: string; readonly after: string },
): WishKind {
  const around = `${before} ${words}`;
  const wide = plain(`${words} ${upToStop(after)}`);
  const clause = plain(words);
  switch (label) {
    case 'read':
    case 'code':
      return { kind: label };
    case 'combine':
      return { kind: 'combine', by: wide };
    case 'wait':
      return { kind: 'wait', seconds: waitOf(clause) ?? waitOf(plain(around)), around: `${words} ${upToStop(after)}` };
    case 'respond':
      return { kind: 'respond', text: clause };
    case 'template':
      return { kind: 'template', text: /"([^"]{3,})"/u.exec(clause)?.[1], about: clause };
    case 'set':
      return { kind: 'set', fields: listed(clause), about: clause };
    case 'generate': {
      const found = detected('generate', clause);
      const into =
        /\btranslat/iu.test(clause) && !/\b(?:in)?to\s+\p{L}+/iu.test(clause)
          ? /\b(?:in)?to\s+(?:\p{Lu}?\p{L}+)(?:,?\s+(?:and\s+)?(?:\p{Lu}\p{L}+))*/u.exec(after)?.[0]
          : undefined;
      const noun = /\b(feedback|answer|reply|letter|post|offer|apology|text|translation)s?\b/iu.exec(clause)?.[1]?.toLowerCase();
      return { kind: 'generate', instruction: into ? `${clause} ${into}` : clause, noun: found?.noun ?? noun ?? 'text' };
    }
    case 'unmet': {
      const named = servicesIn(clause)[0];
      const service = named ?? servicesIn(wide)[0];
      return { kind: 'unmet', wish: named ? clause : service ? wide : clause, service: service?.name, instead: service?.instead };
    }
    case 'email':
      return quoted(emailOf(clause, wide, plain(around)), wide);
    case 'write': {
      const format = /\b(?:excel|csv|pdf|json|xlsx|spreadsheet|text file|txt)\b/iu;
      const said = !format.test(clause) && format.test(wide) ? wide : clause;
      return detected('write', said) ?? wishOfLabel('write', said);
    }
    case 'fetch':
      return fetchOf(/https?:/u.test(clause) ? clause : wide);
    case 'filter':
      return filterOf(withoutSource(clause));
    case 'classify':
      return plainLabels(classifyOf(clause, wide));
    case 'extract': {
      const found = detected('extract', clause);
      return found ?? wishOfLabel(label, wide);
    }
    default:
      return detected(label, clause) ?? detected(label, plain(around)) ?? wishOfLabel(label, clause);
  }
}

/** The classes that are named in the wish, else just after it. */
function classifyOf(clause: string, wide: string): WishKind {
  const said = clause.replace(/\s+(?:with|by|using)\s+(?:an? |the )?(?:llm|ai|gpt|chatgpt|language model|model)\b/iu, '');
  const bare = /^(?:classify|label|tag|categorise|sort)(?: (?:it|them|this|that))?(?: as)? (?=\S+ ?\/)/iu;
  const listed = bare.test(said) ? eitherOr(said.replace(bare, '')) : [];
  if (listed.length > 1) return { kind: 'classify', labels: listed, noun: 'text' };
  // “by how angry they are”
  const how = /\bby how ([\p{L}]{4,})\b/iu.exec(said)?.[1]?.toLowerCase();
  if (how) return { kind: 'classify', labels: [how, `not ${how}`], noun: 'text' };
  const found = detected('classify', said) ?? wishOfLabel('classify', said);
  if (found?.kind === 'classify' && found.labels.length > 1)
    return {
      ...found,
      labels: found.labels.map((name) =>
        name.replace(/^(?:label|classify|tag|sort|categorise|mark)\s+(?:(?:it|them|this|as|into)\s+)*/u, ''),
      ),
    };
  const wider = wishOfLabel('classify', wide);
  if (wider?.kind === 'classify' && wider.labels.length > 1) return wider;
  const named = /\bas\s+(?:either\s+)?([\p{L}-]+(?:\s*,\s*[\p{L}-]+)*\s+or\s+[\p{L}-]+)\b/iu.exec(wide)?.[1];
  const own = eitherOr(said);
  const labels = own.length > 1 ? own : named ? eitherOr(named) : [];
  return { ...(found?.kind === 'classify' ? found : { kind: 'classify', noun: 'text' }), labels };
}

/** “label it bug, feature or question” has a class “bug”. */
function plainLabels(wish: WishKind): WishKind {
  if (wish.kind !== 'classify') return wish;
  return {
    ...wish,
    labels: wish.labels.map((name) => name.replace(/^(?:label|classify|tag|sort|categorise|mark)\s+(?:(?:it|them|this|as|into)\s+)*/u, '')),
  };
}

const digits: { readonly [word: string]: string } = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, index) => [word, String(index + 1)]),
);

/** Numbers as digits and the comparisons people use, for words that are known to be a condition. */
function comparable(text: string): string {
  return text
    .replaceAll(/\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/giu, (word) => digits[word.toLowerCase()] ?? word)
    .replaceAll(/\b(?:tops|hits|passes|beyond|north of|in excess of)\b(?= ?[$€£]?\d)/giu, 'over')
    .replaceAll(/\b(?:bigger|larger|greater|higher|longer) than\b/giu, 'more than');
}

/** The rest of the sentence. */
function upToStop(text: string): string {
  return text.split(/[.;!?](?:\s|$)|\s(?:then|and then|->)\s/u)[0] ?? '';
}

/** "late or on time", "praise / complaint / question": short names with a divider between each two. */
function eitherOr(clause: string): string[] {
  const labels = clause
    .replace(/^.*?\b(?:into|as|whether (?:it|they|this|that) (?:is|are|'s)|whether|between|is it|if it is|judge|tell)\s+/iu, '')
    .split(/\s*(?:,|\/|\bor\b|\band\b|\bvs\.?\b|\bfrom\b)\s*/iu)
    .map((label) =>
      label
        .replace(/^(?:an?|the)\s+/iu, '')
        .trim()
        .toLowerCase(),
    )
    .filter((label) => label !== '');
  return labels.length >= 2 && labels.every((label) => label.split(/\s+/u).length <= 3) ? labels : [];
}

function waitOf(text: string): number | undefined {
  const said = comparable(text)
    .replace(/\b(?:a )?fortnight\b/iu, '14 days')
    .replace(/\b(\d+) ?d\b/iu, '$1 days')
    .replace(/\b(\d+) ?h(?:rs?)?\b/iu, '$1 hours')
    .replace(/\b(\d+) ?m(?:ins?)?\b/iu, '$1 minutes')
    .replace(/\bhalf a year\b/iu, '182 days')
    .replace(
      /\b(?:the )?(?:next|following) (?:morning|evening)\b|\b(?:the )?(?:morning|evening|night) after\b|\b(?:the )?(?:evening|morning|night) before\b/iu,
      '1 day',
    )
    .replace(/\bthe (day|week|month) (?=before|after)/iu, '1 $1 ')
    .replace(/\banother (?=week|day|month|hour)/iu, '1 ')
    .replace(/\b(?:the )?(?:next|following) day\b|\btomorrow\b|\b(?:the |on the )?day after\b|\bovernight\b/iu, '1 day');
  return durationSeconds(said);
}

function detected<Kind extends WishKind['kind']>(kind: Kind, clause: string): Extract<WishKind, { kind: Kind }> | undefined {
  return [...detectCompute(clause), ...detectText(clause), ...detectOutputs(clause)].find(
    (wish): wish is Extract<WishKind, { kind: Kind }> => wish.kind === kind,
  );
}

/** A person without the words around: “to subscribers”, “thank them”. */
function cleaned(wish: Extract<WishKind, { kind: 'email' }>): Extract<WishKind, { kind: 'email' }> {
  const person = wish.person
    ?.replace(/^(?:(?:to|thank|tell|mail|e-?mail|send|by|for|with|and|then|ask|inform|notify|of|both|back|it|let|the|a|an|on)\s+)+/u, '')
    .replace(/^.*\s(me|us|them|him|her|everyone|everybody)$/u, '$1');
  return { ...wish, person: person === '' || /^(?:the )?(?:others?|rest)$/u.test(person ?? '') ? undefined : person };
}

/** Words in quotes are the text of the mail. */
function quoted(wish: WishKind, wide: string): WishKind {
  const quote = /"([^"]{3,})"/u.exec(wide)?.[1];
  return wish.kind === 'email' && quote ? { ...wish, quote } : wish;
}

/** To whom: an address or person among the wish's own words, else among those after it. */
function emailOf(clause: string, wide: string, around: string): WishKind {
  const [own, wider] = [clause, wide.split(/\b(?:otherwise|else)\b/iu)[0] ?? wide].map((said) =>
    cleaned(detected('email', said) ?? (wishOfLabel('email', said) as Extract<WishKind, { kind: 'email' }>)),
  );
  // “a reminder | to return the books” says only afterwards what of.
  if (own && /\b(?:reminder|remind(?: \p{L}+){1,2})$/iu.test(clause) && /\b(?:reminder|remind)\b.*\s(?:to|of|about)\s/iu.test(wide))
    return emailOf(wide, wide, around);
  // “the reporter gets a thank you”
  const gets = own?.to.length === 0 ? getter.exec(clause)?.[1]?.toLowerCase() : undefined;
  if (own && gets) return { ...own, person: gets.replace(/^(?:the|our|my|each|every)\s+/u, '') };
  // “mail | a friendly reminder”
  if (own && /^\W*(?:(?:and|then|please)\s+)*(?:send|mail|e-mail)(?:\s+(?:them|him|her|it))?\W*$/iu.test(clause) && isLetter(wide))
    return { ...emailOf(wide, wide, around), about: wide } as WishKind;
  if (own && /^\s*(?:that|saying)\s/iu.test(wide.slice(clause.length))) return { ...own, about: wide };
  if (!own || own.to.length > 0) return own ?? wishOfLabel('email', clause);
  if (!own.person && /\b(?:i(?:'d| would)? (?:like|want|need|get)|give me|send me)\b/iu.test(clause)) return { ...own, person: 'me' };
  const named = own.person ? undefined : personNamed(clause);
  if (named && !(wider && wider.to.length > 0)) return cleaned({ ...own, person: named });
  if (wider && wider.to.length > 0) return { ...own, to: wider.to };
  return own.person || !wider?.person ? (own.person ? own : (detected('email', around) ?? own)) : { ...own, person: wider.person };
}

const getter =
  /^\W*(?:(?:and|then|also)\s+)*((?:the |our |my |each |every )?(?!it\b|this\b|that\b|others?\b|the rest\b|the others\b|which\b|what\b|who\b|everything\b|they\b|we\b|you\b|i\b|he\b|she\b|one\b)\p{L}+(?: \p{L}+)?)\s+(?:(?:should|must|will|shall)\s+)?(?:gets?|receives?)\s+(?!back\b|approved\b|asked\b|in\b)/iu;

/** “that came in last week”, “of the week”, “from yesterday”: rows whose date is not older. */
function recentOf(clause: string): Condition | undefined {
  const match =
    /\b(?:in|from|of|during|over|within|since|for)?\s*(?:the\s+)?(?:last|past|this|previous)\s+(\d+\s+)?(day|week|month|quarter|year)s?\b|\b(?:of|in)\s+the\s+()(week|month)\b|\b(?:last|past|this)?\s*(week|month)'?s\s+(?=\p{L}+s\b)|\b(?:from|since|of)\s+(yesterday)\b/iu.exec(
      clause,
    );
  if (!match) return undefined;
  const unit = (match[2] ?? match[4] ?? match[5] ?? 'day').toLowerCase();
  const days = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[unit] ?? 7;
  return { words: clause, subject: 'date', test: 'newer_than_days', value: days * (Number(match[1] ?? 1) || 1), negated: false };
}

function filterOf(clause: string): WishKind {
  if (
    /^(?:(?:those|the ones|only|just|that (?:came in|arrived)|came in|arrived)\s+)*(?:in|of|from|during)?\s*(?:the\s+)?(?:(?:last|past|previous)\s+(?:\d+\s+)?(?:day|week|month|quarter|year)s?|yesterday)$/iu.test(
      clause,
    )
  ) {
    const condition = recentOf(clause);
    if (condition) return { kind: 'filter', condition };
  }
  const found = detected('filter', clause);
  if (found?.condition) return found;
  const said = comparable(clause);
  const again = detected('filter', said);
  if (again?.condition) return again;
  const bare = said
    .replace(
      /^(?:(?:and|but|then|please|only|just|keep|show|me|list|find|pick out|pick|take|leave|see|look (?:up|for)|remove|drop|ignore|skip\w*|exclude|leave out|all|every(?:body|one)|any|the|those|ones?|rows?|people|ppl|anything|everything|whoever|that|which|who|whose|where|with|are|is|have|has)\s+)+/iu,
      '',
    )
    .replace(/\s+(?:only|ones?|out|please)$/iu, '')
    .replace(/[?!.]+$/u, '');
  const condition = readCondition(bare) ?? readCondition(`is ${bare}`) ?? stateOf(bare);
  if (!condition) return { kind: 'filter', condition: /\bcompare\b/iu.test(said) ? undefined : recentOf(said) };
  return { kind: 'filter', condition };
}

/** "unpaid", "active members": a state, as a column of that name would say it. */
function stateOf(words: string): Condition | undefined {
  const state =
    /^(?:(?:the )?(?:[\p{L}-]+ ){0,2}(?:(?:is|are|still|not yet) )*)??(open|unpaid|overdue|paid|active|inactive|new|late|pending|cancelled|failed|missing|returning|approved|rejected|expired|closed|damaged|unread|unanswered|incomplete|complete|finished|sold out|absent|present|ill|vegetarian|confirmed|unconfirmed|signed|unsigned|delivered|urgent|free)(?: \p{L}+)?$/iu.exec(
      words,
    )?.[1];
  return state ? { words, subject: 'status', test: 'equals', value: state.toLowerCase(), negated: false } : undefined;
}

function fetchOf(clause: string): WishKind {
  const found = detected('fetch', clause);
  const written = /\b(POST|PUT|PATCH|DELETE)\b/u.exec(clause)?.[1] as 'POST' | undefined;
  // “call https://…/create” makes something there.
  const makes =
    /^\W*(?:(?:please|then|and)\s+)*(?:call|hit|use|trigger|ping|invoke)\b/iu.test(clause) &&
    /https?:\/\/\S*\/(?:create|add|new|send|submit|register|book|notify|import|upload|start|trigger|refund|cancel|order|ship|charge|update|upsert)\b/iu.test(
      clause,
    );
  const orders =
    makes ||
    /^\W*(?:(?:please|then|and)\s+)*(?:order|ship|deliver|book|buy|submit|register|create|report|record|refund|charge|cancel|pay|notify)\b/iu.test(
      clause,
    );
  if (found && /^\W*(?:(?:please|then|and)\s+)*(?:delete|erase)\b/iu.test(clause)) return { ...found, method: 'DELETE' };
  if (found) return found.method === 'GET' && (written || orders) ? { ...found, method: written ?? 'POST' } : found;
  const sends = /\b(?:post|push|put|submit|send|book|store|save|create|write|register|update|insert|report|record)\b/iu.test(clause);
  return {
    kind: 'fetch',
    url: /https?:\/\/[^\s,;"')]+/iu.exec(clause)?.[0],
    method: /\bdelete\b/iu.test(clause)
      ? 'DELETE'
      : sends && !/^(?:get|fetch|read|look|check|query|pull|ask)\b/iu.test(clause)
        ? 'POST'
        : 'GET',
    what: clause,
  };
}

/** "keep only name, phone and city" */
function listed(clause: string): string[] {
  return clause
    .replace(/^.*?\b(?:keep|only|fields?|columns?|cols?|to|set|add|choose|rename|map)\b:?\s*/iu, '')
    .split(/,|\band\b|&|\+/iu)
    .map((field) => subjectOf(field))
    .filter((field) => field !== '' && field.split(' ').length <= 3)
    .slice(0, 12);
}

/** What a condition says, with the words after it where it says nothing by itself; words that no rule can take apart still make a branch, which says them. */
export function bindCondition(words: string, after = '', before = ''): Condition {
  const isUnless = /^\W*(?:unless|except)\b/iu.test(words);
  const isBare = /^\W*(?:if|when|whenever|in case|where|should|unless|once)\W*$/iu.test(words);
  const said = plain(isBare ? `${words} ${upToStop(after)}` : words)
    .replace(
      /^(?:(?:and|but|only|then|also)\s+)*(?:if|when(?:ever)?|in case|where|should|unless|once|as soon as|as long as|provided)\s+(?:that\s+)?/iu,
      '',
    )
    .trim();
  const condition = readApproval(said) ??
    readCondition(comparable(said)) ?? { words: said, subject: subjectOf(said), test: 'unread', value: '', negated: false };
  const whole =
    /^(?:(?:is|are|goes?|falls?|rises?|gets?|drops?)\s+)*(?:over|above|below|under|more|less|at least|at most|higher|lower|[<>])/iu.test(
      said,
    )
      ? withSubject(condition, before)
      : condition;
  return isUnless ? { ...whole, negated: !whole.negated } : whole;
}

/** “the flour price on https://… | is below 20”: what is compared was said just before. */
function withSubject(condition: Condition, before: string): Condition {
  const noun =
    /(?:^|\s)(?:the|its|their|your|our|a)\s+((?:[\p{L}-]+\s+){0,1}[\p{L}-]+?)(?:\s+(?:on|at|of|from|in|for)\b[^,;]*)?\s*$/iu.exec(
      before.replaceAll(/\s*\b(?:at|on|from|of|in)?\s*https?:\S+/gu, ' ').trimEnd(),
    )?.[1];
  return noun && typeof condition.value === 'number'
    ? { ...condition, words: `${noun} ${condition.words}`, subject: subjectOf(noun) || condition.subject }
    : condition;
}

/** What a list holds, for the name of a loop: "for each customer" → customer. */
export function nounOfLoop({ words, branches }: ReadStep): string {
  const said = plain(words)
    .toLowerCase()
    .replaceAll(
      /\b(?:for|to|in|of|go(?:es)? through|loop over|each|every|everybody|everyone|all|the|a|an|one by one|single|them|these|those|our|my|their|individually|separately|personally)\b/gu,
      ' ',
    )
    .replaceAll(/[^\p{L} ]/gu, ' ')
    .trim()
    .split(/\s+/u)
    .at(-1);
  const people =
    /\b(customer|client|parent|student|pupil|member|guest|tenant|patient|supplier|subscriber|employee|person|donor|volunteer)s?\b/iu.exec(
      plain(words),
    )?.[1];
  const noun =
    people ||
    (/^(?:there|on|at|with|his|row)$/u.test(said ?? '') ? 'row' : said) ||
    /\b(customer|client|parent|student|member|guest|tenant|patient|supplier|order|invoice|row|person)s?\b/iu.exec(
      branches[0]?.[0]?.words ?? '',
    )?.[1];
  return (noun ?? 'entry')
    .toLowerCase()
    .replace(/ies$/u, 'y')
    .replace(/([^s])s$/u, '$1');
}

export const withWords = (kind: WishKind, words: string): Wish => ({ ...kind, because: words.trim() });
