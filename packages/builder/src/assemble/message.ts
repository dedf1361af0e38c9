import { capital } from '../recognise/form-fields.ts';
import { startsWithVerb } from '../recognise/verbs.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { attachmentsFor } from './attachments.ts';
import { factsOf, linesOf, tableLines } from './contents.ts';
import { fieldName } from './expressions.ts';
import { besides, isMaker, namedFindings } from './findings.ts';
import { decisionLetter, hello, letterFor, lowerFirst, type Written } from './letters.ts';
import { fieldLine, mentionLines } from './named-values.ts';
import { isMe, personWords } from './recipients.ts';
import { decisionLines, decisionMet, wasRefused } from './refused.ts';

type Email = Extract<Wish, { kind: 'email' }>;

/**
 * What a mail says whose wish was read: the words that were given for it, else the letter that they name, else what the steps before gave. Somebody
 * outside never gets the data of the form back, nor rows that nothing was worked out from.
 *
 * @param earlier the subject of the mail that this one only repeats
 */
export function messageFor(assembly: Assembly, wish: Email, isOutside: boolean, earlier?: string): Written {
  const named = wish.quote === undefined ? mentionLines(assembly, wish.mentions) : undefined;
  const written = withAsked(plainMessage(assembly, wish, isOutside, { earlier, named }), wish);
  if (named === undefined || written.text === '') return written;
  // What a text was written from it has.
  const prompt = assembly.data.made === 'text' ? JSON.stringify(assembly.last(isMaker)?.config) : '';
  const missing = named.split('\n').filter((line) => !`${written.text} ${prompt}`.includes(/\{\{ (.*) \}\}/u.exec(line)?.[1] ?? line));
  return missing.length === 0 ? written : { ...written, text: `${written.text}\n\n${missing.join('\n')}` };
}

/** What a mail asks for at its end. A text that was said word for word is the whole text. */
function withAsked(written: Written, { asks = [], quote }: Email): Written {
  if (asks.length === 0 || written.text === '' || quote !== undefined) return written;
  const sentences = asks.map((words) => {
    const said = toYou(words)
      .replace(/^(?:(?:them|him|her|you)\s+)?/iu, '')
      .replace(/[.!?,;]+$/u, '');
    if (/^for\s/iu.test(said)) return `We would be very glad about ${said.replace(/^for\s+/iu, '')}.`;
    if (/^to\s/iu.test(said)) return `Please ${said.replace(/^to\s+/iu, '')}.`;
    return `We would like to know ${said}. Please answer this e-mail.`;
  });
  return { ...written, text: `${written.text}\n\n${sentences.join(' ')}` };
}

interface Around {
  readonly earlier: string | undefined;
  /** The values that the words name, a line each. */
  readonly named: string | undefined;
}

function plainMessage(assembly: Assembly, wish: Email, isOutside: boolean, { earlier, named }: Around): Written {
  const { about: words, what, quote, person, decision } = wish;
  if (decision) return decisionLetter(assembly, decision === 'approved', `${words} ${what ?? ''}`);
  const { made, text, decision: decided } = assembly.data;
  const report = attachmentsFor(assembly, words, isOutside) === undefined ? undefined : assembly.data.report;
  const told = what === undefined || isOnlyMention(wish) ? {} : messageOf(what, words, isOutside);
  const said = `${words} ${what ?? ''}`;
  const isLetterOf = isOutside || (person !== undefined && isMe(person)) || /\b(?:remind|nudge|nag|chase|follow[- ]?up)/iu.test(said);
  const letter = isLetterOf ? letterOf(said, assembly) : undefined;
  const subject = told.subject ?? letter?.subject ?? subjectOf(assembly, told.thing, isOutside);
  if (quote !== undefined) return { subject: told.thing === undefined ? (shortQuote(quote) ?? subject) : subject, text: quote };
  const isRefused = made === 'text' && text !== undefined && wasRefused(assembly, text);
  const attached = report ? '\n\nThe file is attached.' : '';
  if (told.sentence)
    return {
      subject,
      text: `${hello(assembly)}\n\n${told.sentence}${report ? attached : isOutside ? '' : after(resultsOf(assembly, said))}`,
    };
  const isWritten = made === 'text' && !isRefused && text !== undefined && assembly.last(isMaker)?.type !== 'ai.summarize';
  const picked = isOutside || made !== 'text' ? undefined : (namedFindings(assembly, what ?? '') ?? fieldLine(assembly, what ?? ''));
  if (picked !== undefined) return { subject, text: picked };
  if (isWritten) return { subject, text: `${template(text)}${isOutside ? '' : after(besides(assembly, template(text), said))}${attached}` };
  if (letter)
    return ofWhat(
      assembly,
      { subject, text: `${letter.text}${report ? attached : isOutside ? '' : after(resultsOf(assembly, said))}` },
      { named, thing: told.thing },
    );
  if (report)
    return {
      subject,
      text: `${isOutside ? hello(assembly) : 'Hello,'}\n\n${told.thing ? `${lowerFirst(told.thing)}: ` : ''}the file is attached.`,
    };
  if (isOutside && decided && (told.thing === undefined || /\b(?:answer|decision|outcome|result|yes|no|why|reasons?)\b/iu.test(told.thing)))
    return decisionLetter(assembly, decided === 'approved', said);
  if (isOutside && isRefused) return decisionLetter(assembly, false, said);
  const result = isOutside ? resultFor(assembly, told.thing) : (countOf(assembly, told.thing) ?? resultsOf(assembly, said));
  if (earlier !== undefined && what === undefined && (isOutside || result === undefined))
    return { subject: `Reminder: ${lowerFirst(earlier)}`, text: `${hello(assembly)}\n\nthis is a short reminder: ${lowerFirst(earlier)}.` };
  if (result === undefined && named !== undefined) return { subject, text: hello(assembly) };
  if (result === undefined) return { subject, text: askForText(assembly, told.thing ?? '', subject, person) };
  if (!isOutside) {
    const isAnswer = decided === 'rejected' || (decided === 'approved' && made === undefined && told.thing === undefined);
    const isDecided = isAnswer || /\b(?:answer|decision|outcome|decided)\b/iu.test(said);
    const lead = isDecided ? (decisionLines(assembly) ?? decisionMet(assembly)) : undefined;
    const body = made === undefined || result === factsOf(assembly) ? result : `${subject}:\n\n${result}`;
    const verdict = decided === 'rejected' && !told.subject && !told.thing ? `${subject}: not approved` : subject;
    return { subject: verdict, text: lead ? `${lead}\n\n${body}` : body };
  }
  return { subject, text: `${hello(assembly)}\n\n${told.thing ? `here is what you asked for: ` : ''}${result}` };
}

/** “Tell them which date they chose” brings nothing but what it names. */
const isOnlyMention = ({ what = '', mentions = [] }: Email): boolean =>
  mentions.length > 0 && /^(?:with|about|which|what|their|his|her)\b/iu.test(what.trim());

/** Steps that work something out of rows, so that it may be shown to people outside. */
const workedOut = new Set(['data.group', 'data.map', 'data.sort']);

const after = (text: string | undefined): string => (text ? `\n\n${text}` : '');

/** “Any thoughts?” is its own subject. */
const shortQuote = (quote: string): string | undefined =>
  quote.trim().split(/\s+/u).length <= 8 ? capital(quote.trim().replace(/[.,;:!]+$/u, '')) : undefined;

/** A reminder that says of nothing what it is for is for what started it all; a list that was handed in says nothing to those on it. */
function ofWhat(
  assembly: Assembly,
  { subject, text }: Written,
  { named, thing = 'reminder' }: { readonly named: string | undefined; readonly thing?: string | undefined },
): Written {
  const isReminder = /^(?:[\p{L}-]+ )?reminder$/iu.test(thing) && (subject === 'Reminder' || subject === capital(thing));
  // How firm a second one is only the person knows.
  const isFirm = /\b(?:firm|strict|strong|stern|hard|sharp|serious|urgent|formal|final|last)(?:er)?\b/iu.test(thing);
  if (isReminder && (isFirm || (assembly.data.record === 'item' && named === undefined)))
    return { subject: capital(thing), text: askForText(assembly, thing, subject) };
  const event = subject === 'Reminder' ? eventOf(assembly)?.replace(/^New | form$/gu, '') : undefined;
  return event
    ? { subject: `Reminder: ${lowerFirst(event)}`, text: text.replace('a short reminder.', `a short reminder: ${lowerFirst(event)}.`) }
    : { subject, text };
}

/** The letter that the words name; in the ways after a decision a refusal or a yes is that decision. */
function letterOf(said: string, assembly: Assembly): Written | undefined {
  const { decision } = assembly.data;
  const isNo =
    /\b(?:refus\w*|declin\w*|reject\w*|regret\w*|turn(?:ed)? down|(?:kind|polite|friendly)?\s?no|sorry|apolog\w*|unfortunately)\b/iu;
  const isKind = /\b(?:kind|polite|friendly|nice|warm|gentle|soft|sympathetic|lovely|thank(?:s|[- ]you)?)\b/iu.test(said);
  if (decision === 'rejected' && isNo.test(said) && isKind && !asksReason.test(said)) return kindRefusal(assembly);
  if (decision === 'rejected' && isNo.test(said)) return decisionLetter(assembly, false, said);
  if (decision === 'approved' && /\b(?:confirm\w*|ok|okay|yes|approv\w*)\b/iu.test(said)) return decisionLetter(assembly, true, said);
  return letterFor(said, assembly);
}

const asksReason = /\b(?:reasons?|why|explanation|comments?)\b/iu;

/** “A nice no thank you”: the tone that was asked for, whatever way it stands on. */
function kindRefusal(assembly: Assembly): Written | undefined {
  const letter = letterFor('polite no', assembly);
  const event = eventOf(assembly)?.replace(/^New | form$/gu, '');
  const isThing =
    /^(?:[\p{L}-]+ )?(?:request|application|registration|order|booking|enquiry|inquiry|claim|purchase|leave|offer|proposal|membership|reservation|sign-?up)$/iu;
  const what = event !== undefined && isThing.test(event) ? lowerFirst(event) : 'request';
  return letter && { subject: `Your ${what}`, text: letter.text.replace('your request', `your ${what}`) };
}

/** All that there is, for those who run it: the text, the rows, the answer of a call, or what came in. */
function resultsOf(assembly: Assembly, words: string): string | undefined {
  const result = resultOf(assembly);
  if (result === undefined || assembly.data.record === 'item') return result;
  return `${result}${after(besides(assembly, result, words))}`;
}

function resultOf(assembly: Assembly): string | undefined {
  const { made, text, rows, record, fetched, content, file } = assembly.data;
  if (made === 'text' && text) return template(text);
  // What a form or a call brought is said first, where something was only looked up for it.
  const facts = record !== undefined && record !== 'item' && !file ? factsOf(assembly) : undefined;
  if (fetched && content === `${fetched}.body`)
    return `${facts ? `${facts}\n\n` : ''}Answer of the web address (status ${template(`${fetched}.status`)}):\n\n${template(content)}`;
  if (made === 'rows' && rows) {
    const isLookedUp = facts && assembly.last(({ type }) => isRows.test(type))?.type === 'placeholder';
    return isLookedUp ? facts : `${facts ? `${facts}\n\n` : ''}${template(tableLines(rows))}`;
  }
  return record === 'item' ? template(linesOf('item')) : factsOf(assembly);
}

const isRows = /^(?:data|flow\.merge|http|ai|code|placeholder)\b/u;

/** “How many there were” */
function countOf({ data: { made, rows } }: Assembly, thing: string | undefined): string | undefined {
  return made === 'rows' && rows && thing !== undefined && /^(?:how many|(?:the )?(?:number|count) of)\b/iu.test(thing)
    ? template(`size(${rows})`)
    : undefined;
}

/** What somebody outside gets to see: what was worked out for them, or the datum that is named. */
function resultFor(assembly: Assembly, thing: string | undefined): string | undefined {
  const { made, text, rows, record, result } = assembly.data;
  if (result) return `${result.name}: ${template(result.expression)}`;
  if (made === 'text' && text) return template(text);
  const isOwnRow = record === 'item' && assembly.root.nodes.some(({ type }) => workedOut.has(type));
  if (isOwnRow && (thing === undefined || !startsWithVerb.test(thing))) return template(linesOf('item'));
  const shown = assembly.last(({ type }) => /^(?:data|flow\.merge|http|ai|code)\b/u.test(type));
  if (made === 'rows' && rows && shown && (workedOut.has(shown.type) || (record === undefined && thing === undefined)))
    return template(tableLines(rows));
  const datum = thing === undefined ? undefined : datumIn(assembly, thing);
  return datum && `${capital(thing ?? '')}: ${template(datum)}`;
}

/** “the tracking number” is a field of what came in, where another program sent it or the form asks for it. */
export function datumIn(assembly: Assembly, object: string): string | undefined {
  const words = object.toLowerCase().split(/\s+/u);
  if (
    words.length > 3 ||
    !/^(?:number|code|link|date|price|status|id|address|pin|time|total|url|location|amount)$/u.test(words.at(-1) ?? '')
  )
    return undefined;
  const { record, recordFields } = assembly.data;
  if (!record || record === 'input') return undefined;
  const name = fieldName(object, recordFields);
  // The link to a brochure is one that everybody gets; only whoever wants it sent knows it.
  if (
    /^(?:link|url)$/u.test(words.at(-1) ?? '') &&
    !/^(?:payment|tracking|booking|checkout|invoice|order|reset|their)$/u.test(words[0] ?? '') &&
    !recordFields.includes(name)
  )
    return undefined;
  assembly.note('recommendation', `Check that what comes in has a field called “${name}”.`);
  return `${record}.${name}`;
}

/** The subject: what it brings, else what the last step made, else what happened, with the condition that let it be sent. */
function subjectOf(assembly: Assembly, thing: string | undefined, isOutside: boolean): string {
  const { title, when, made } = assembly.data;
  const named = thing !== undefined && thing.split(/\s+/u).length <= 8 ? capital(thing) : undefined;
  const event = eventOf(assembly);
  const own = event?.replace(/^New | form$/gu, '');
  if (isOutside)
    return (
      named ?? (made !== undefined && title ? title : own ? `Your ${lowerFirst(own)}` : (title ?? tableOf(assembly) ?? plainest(assembly)))
    );
  const base = named
    ? event && made === undefined
      ? `${event}: ${lowerFirst(named)}`
      : named
    : made === undefined && event
      ? event
      : (title ?? event ?? tableOf(assembly) ?? plainest(assembly));
  const why =
    when === undefined || /^case \d/u.test(when)
      ? undefined
      : when.replace(/^(?:(?:is|are|if|when|it|it's|its|they|they're|the|a|an|for)\s+)+/iu, '');
  const isNew = why !== undefined && why.length > 2 && why.length <= 48 && !base.toLowerCase().includes(why.toLowerCase());
  return isNew ? `${base}: ${lowerFirst(why)}` : base;
}

const tableOf = ({ root }: Assembly): string | undefined => root.source && capital(root.source.name);

/** Where nothing says what it is about. */
const plainest = ({ data: { report, made } }: Assembly): string => (report ? 'Your file' : made === 'rows' ? 'The list' : 'News');

/** What happened, in at most five words. */
function eventOf(assembly: Assembly): string | undefined {
  const event = assembly.eventTitle()?.replace(/^(?:their|our|my|his|her|the|an?)\s+/iu, '');
  return event &&
    event.split(/\s+/u).length <= 5 &&
    !/[.:;,→>]|\b(?:uploads?|sends?|fills?|posts?|writes?|does|comes?|asks?|gets?|is|are|has|have|us)\b/iu.test(event)
    ? capital(event)
    : undefined;
}

interface Told {
  /** What it brings, as a noun: “totals per shop”. */
  readonly thing?: string;
  /** What it says, as a sentence. */
  readonly sentence?: string;
  readonly subject?: string;
}

/** What a mail tells: “that we got it”, “to book a service”, “how the stay was”, or a thing such as “the totals”. */
export function messageOf(what: string, words: string, isOutside = true): Told {
  const plain = what
    .trim()
    .replace(/[.!;,]+$/u, '')
    .replace(/^(?:an? |the )?(?:\p{L}+ )?reminder (?=to\s)/iu, '');
  const spoken = (said: string): string => (isOutside ? toYou(said) : said);
  if (/^to\s+\p{L}/iu.test(plain)) {
    const order = spoken(plain.replace(/^to\s+/iu, ''));
    const isReminder = /\bremind/iu.test(words);
    return {
      subject: `${isReminder ? 'Reminder: ' : ''}${isReminder ? order : capital(order)}`,
      sentence: isReminder ? `please remember to ${order}.` : `please ${order}.`,
    };
  }
  const question =
    /^(?:if|how|whether|why|what|when|which|where|who)\b/iu.test(plain) && /\bask|want to know|find out|like to know/iu.test(words);
  if (question) return { subject: 'A question', sentence: `we would like to know ${spoken(plain)}. Please answer this e-mail.` };
  const isSaid =
    /^(?:that|saying)\s+(?!(?:thanks?|thank[- ]you|welcome|sorry|hello|hi|goodbye)\b)/iu.test(plain) ||
    /^(?:we|they|it|it['’]s|you|your|their|his|her|the \p{L}+(?: \p{L}+)?|our \p{L}+)\s+(?:is|are|was|were|has|have|had|will|can|cannot|can['’]t|could|got|get|need|must|should|did|does|won['’]t)\b/iu.test(
      plain,
    ) ||
    /^it['’]s\s/iu.test(plain);
  if (isSaid) {
    const news = spoken(plain.replace(/^(?:that|saying)\s+/iu, ''));
    return { ...(news.split(' ').length <= 8 ? { subject: capital(news) } : {}), sentence: `this is to let you know: ${news}.` };
  }
  const thing = plain.replace(/^(?:(?:the|a|an|our|my|their|his|her|its|all|this|that|some|any|as|with|about|of|for)\s+)+/iu, '').trim();
  return thing === '' || vague.test(thing) ? {} : { thing };
}

/** Nouns that say nothing of what it is. */
const vague =
  /^(?:it|them|everything|all|e-?mail|mail|message|note|copy|results?|details?|lists?|files?|text|sum|totals?|numbers?|figures|info|information|data|answer|reply|letter|outcome|output|report|pdf|excel|csv|spreadsheet|(?:have|get|receive)s? (?:a |one )?copy)s?$/iu;

export const toYou = (words: string): string =>
  words
    .replaceAll(/\bthey['’]re\b/giu, 'you are')
    .replaceAll(/\bthey\b/giu, 'you')
    .replaceAll(/\bthem\b/giu, 'you')
    .replaceAll(/\btheirs?\b/giu, 'your');

/** Only the person knows what a brochure or a rota says; the answer is the text. */
export function askForText(assembly: Assembly, object: string, subject: string, person?: string): string {
  const name = object === '' ? subject : object;
  const which = object === '' && person !== undefined ? `to ${personWords(person)}` : `“${name}”`;
  return (
    assembly.ask(4, {
      id: `text:${(which.startsWith('to ') ? which : name).toLowerCase()}`.slice(0, 100),
      text: `What shall the e-mail ${which} say?`,
      options: [],
      free: true,
    }) ?? ''
  );
}
