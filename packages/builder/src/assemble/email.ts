import type { WorkflowNode } from '@arches/kernel';
import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { attachmentsFor } from './attachments.ts';
import { factsOf, linesOf, tableLines } from './contents.ts';
import { decisionLetter, hello, isLetter, letterFor, type Written } from './letters.ts';
import { askForText, datumIn, messageFor, messageOf } from './message.ts';
import { isMe, isStranger, personWords, type Recipient, recipientOf } from './recipients.ts';
import { ensureRead } from './sources.ts';
import { addFile } from './steps.ts';
import { theirAddress } from './their-address.ts';
import { subjectWith } from './subject-parts.ts';
import { objectOf, subjectFor } from './subjects.ts';

type Email = Extract<Wish, { kind: 'email' }>;

/** An e-mail as a person would write it: to people outside a letter, to those inside the facts, and what only the person knows is asked for. */
export function addEmail(assembly: Assembly, wish: Email): void {
  const { to, person, about, others = [], copy = [], because } = wish;
  const { file } = assembly.data;
  if (/^\W*(?:and )?(?:cc|copy to)\b/iu.test(about) && addCopy(assembly, to, person)) return;
  if (file && !file.isRead && !assembly.data.report && /\b(?:rows?|list|content|data)\b/iu.test(about)) ensureRead(assembly, null);
  addCleaned(assembly, wish);
  const isAsker =
    to.length === 0 && (wish.decision !== undefined || /^(?:employees?|staff members?|requesters?|colleagues?)$/u.test(person ?? ''));
  const whom = isAsker && (assembly.data.address || assembly.data.record === 'input') ? 'requester' : person;
  const theirs = to.length === 0 && !isAsker ? theirAddress(assembly, person, wish.isTheirs === true) : undefined;
  const earlier = earlierMail(assembly, wish);
  const known = earlier
    ? { address: String(earlier.config['to']), isOutside: String(earlier.config['to']).startsWith('{{') }
    : theirs !== undefined
      ? { address: theirs, isOutside: false }
      : (ofRow(assembly, wish) ?? recipientOf(assembly, to, whom, isForPerson(assembly, wish)));
  const { isOutside } = known;
  const address = [known.address, ...others.map((one) => recipientOf(assembly, [], one, false).address)]
    .filter((one) => one !== '')
    .join(', ');
  const copies = copy.map((one) => (one.includes('@') ? one : recipientOf(assembly, [], one, false).address)).filter((one) => one !== '');
  const people = [...(to.length > 0 ? to : person ? [personWords(person)] : []), ...others.map((one) => personWords(one))];
  const alsoTo = copy.length > 0 ? `, copy to ${copy.map((one) => (one.includes('@') ? one : personWords(one))).join(', ')}` : '';
  const { subject, text } = assembly.isExplicit
    ? messageFor(assembly, wish, isOutside, earlier && String(earlier.config['subject']))
    : writtenFor(assembly, wish, isOutside);
  const attachments = attachmentsFor(assembly, about, isOutside);
  assembly.add(
    'email',
    'email.send',
    people.length > 0
      ? `E-mail ${people.join(', ')}${alsoTo}`
      : `${earlier?.name?.startsWith('E-mail') ? earlier.name : 'Send the e-mail'}${alsoTo}`,
    {
      to: address,
      ...(copies.length > 0 ? { cc: copies.join(', ') } : {}),
      subject: wish.inSubject ? subjectWith(assembly, wish.subject ?? subject, wish.inSubject) : (wish.subject ?? subject),
      text,
      ...(attachments ? { attachments: template(attachments) } : {}),
    },
    because,
  );
  assembly.note('recommendation', 'Set your mail server under Settings → Mail, so that e-mails can be sent.');
}

/** “cc the boss” is a copy of the mail before, or of both letters about an answer. */
function addCopy(assembly: Assembly, to: readonly string[], person: string | undefined): boolean {
  const index = assembly.nodes.findLastIndex(({ type }) => type === 'email.send');
  const node = assembly.nodes[index];
  const loop = assembly.nodes.at(-1);
  const inner = loop?.body?.nodes.findLast(({ type }) => type === 'email.send');
  if (!node && loop?.body && inner) {
    const cc = recipientOf(assembly, to, person, false).address;
    const nodes = loop.body.nodes.map((one) => (one === inner ? { ...one, config: { ...one.config, cc } } : one));
    assembly.nodes[assembly.nodes.length - 1] = { ...loop, body: { ...loop.body, nodes } };
    return true;
  }
  // On a way of its own it is a mail of its own: the one before went out whichever way is taken.
  if (!node || assembly.ends.some(({ port }) => port !== 'out')) return false;
  const cc = recipientOf(assembly, to, person, false).address;
  const near = assembly.ends.map(({ source }) => source);
  const isCopied = (one: WorkflowNode): boolean => one.type === 'email.send' && near.includes(one.id);
  const isNear = assembly.nodes.some(isCopied);
  for (const [at, one] of assembly.nodes.entries())
    if (isNear ? isCopied(one) : one === node) assembly.nodes[at] = { ...one, config: { ...one.config, cc } };
  return true;
}

/** “ask how they like it” */
const asks = /^\W*(?:(?:please|then|and|also)\s+)*ask\b.*?\b((?:if|how|whether|why|what|when)\b.*)$/iu;

/** A mail that names nobody goes to the person whom it is about, unless it is plainly one for those who run the workflow. */
function isForPerson(assembly: Assembly, { about, decision }: Email): boolean {
  const { data } = assembly;
  // A reply that was written for whoever wrote goes to them.
  const isReply = data.made === 'text' && assembly.last(({ type }) => type === 'ai.generate' || type === 'text.template') !== undefined;
  if (
    isReply &&
    data.address !== undefined &&
    /\b(?:repl\w+|answer|apolog\w+|goes? out|send it|sent|back)\b/iu.test(`${about} ${data.title ?? ''}`)
  )
    return true;
  // A mail that names nobody answers whoever sent the form; elsewhere it is better asked than guessed.
  if (decision === undefined && assembly.isExplicit && !isLetter(about))
    return data.record === 'input' && !data.file && !forThoseInside.test(about);
  if (decision !== undefined || isLetter(about) || (asks.test(about) && data.made !== 'rows')) return true;
  const isInside =
    /\b(?:alerts?|reports?|summar\w+|lists?|overview|details|results?|know|notif\w+|cop(?:y|ies)|totals?|digest|warn\w*)\b/iu.test(about);
  return (
    !isInside &&
    data.made !== 'rows' &&
    data.report === undefined &&
    /\b(?:send|sends|sent|goes? out|reply|answer|write|offer|mail|e-?mail)\b/iu.test(about)
  );
}

/** “Mail its head” in a loop: each row has its own, whose address stands in it. */
function ofRow(assembly: Assembly, { to, person, isOfEach }: Email): Recipient | undefined {
  if (!isOfEach || to.length > 0 || person === undefined || assembly.data.record !== 'item' || isStranger(person)) return undefined;
  assembly.note('recommendation', `Check that each row has a column “email” with the address of ${personWords(person)}.`);
  return { address: template('item.email'), isOutside: false };
}

const forThoseInside = /\b(?:alerts?|reports?|overview|digest|warn\w*|notif\w*|summar\w+|lists?|my (?:in|mail)box)\b/iu;

/** “A week later, remind”: whoever got the mail before. */
function earlierMail(assembly: Assembly, { to, person, about, decision }: Email): WorkflowNode | undefined {
  if (!assembly.isExplicit || to.length > 0 || person !== undefined || decision !== undefined) return undefined;
  const waited = assembly.nodes.findLastIndex(({ type }) => type === 'flow.delay' || type === 'placeholder');
  const mail = assembly.nodes.findLastIndex(({ type }) => type === 'email.send');
  const isFollowing =
    (waited > mail && assembly.nodes[waited]?.name?.startsWith('Wait')) || /\bagain\b|\bremind|\bonce more\b|\banother\b/iu.test(about);
  return mail >= 0 && isFollowing ? assembly.nodes[mail] : undefined;
}

const returned = /\b(?:it|them|this|that|list|table)\b.*\bback\b|\b(?:result|file|csv|excel|spreadsheet)\b/iu;

/** “Mail it back”: the file as it is after the work on its rows, not the one that was handed in. */
function addCleaned(assembly: Assembly, { about, because }: Email): void {
  const { file, report, made } = assembly.data;
  const named =
    assembly.source &&
    new RegExp(String.raw`\b${assembly.source.name.replaceAll(/[^\p{L}\p{N} ]/gu, '.').replaceAll(' ', '[ _]')}\.(csv|xlsx?)\b`, 'iu').exec(
      about,
    );
  if (named && made === 'rows' && !report)
    return addFile(assembly, {
      kind: 'write',
      format: /csv/iu.test(named[1] ?? '') ? 'csv' : 'excel',
      name: assembly.source?.name ?? 'result',
      because,
    });
  if (!file?.isRead || report || made !== 'rows' || !returned.test(about)) return;
  const form = assembly.nodes.find(({ type }) => type === 'trigger.form');
  const isCsv = (/\(CSV\)/u.test(JSON.stringify(form?.config['fields'] ?? '')) || /\bcsv\b/iu.test(about)) && !/\bexcel\b/iu.test(about);
  addFile(assembly, { kind: 'write', format: isCsv ? 'csv' : 'excel', name: 'result', because });
}

function writtenFor(assembly: Assembly, { about: words, what, person, to, decision, quote }: Email, isOutside: boolean): Written {
  const { made, report, text, rows, record, content, fetched } = assembly.data;
  if (decision) return decisionLetter(assembly, decision === 'approved');
  const told = what === undefined ? undefined : messageOf(what, words);
  const about = told?.thing !== undefined && !words.toLowerCase().includes(told.thing.toLowerCase()) ? `${words} ${told.thing}` : words;
  const subject = subjectFor(
    about,
    { person: to.length > 0 ? undefined : person, isOutside, ...(told && { told: told.thing ?? null }) },
    assembly,
  );
  if (told?.sentence && quote === undefined && made !== 'text' && (/\bremind/iu.test(words) || !letterFor(words, assembly)))
    return { subject: told.subject ?? subject, text: withFacts(assembly, `${hello(assembly)}\n\n${told.sentence}`, isOutside) };
  if (quote !== undefined) return { subject, text: quote };
  const letter =
    isOutside || (person !== undefined && isMe(person)) || /\bremind\w*\b/iu.test(about) ? letterFor(about, assembly) : undefined;
  if (letter && made !== 'text' && !(report && !isOutside))
    return report ? { ...letter, text: `${letter.text}\n\nThe file is attached.` } : letter;
  if (made === 'text' && text) return { subject: letter?.subject ?? subject, text: template(text) };
  if (report) return { subject, text: 'Hello,\n\nthe file is attached.' };
  const object = told ? told.thing : objectOf(about, person);
  if (
    fetched &&
    content === `${fetched}.body` &&
    !(isOutside && object === undefined && !/\b(?:it|them|that|answer|result|reply)\b/iu.test(about))
  )
    return { subject, text: `Answer of the web address (status ${template(`${fetched}.status`)}):\n\n${template(content)}` };
  if (made === 'rows' && rows && object && /^(?:number|count) of\b/iu.test(object))
    return { subject, text: `${subject}: ${template(`size(${rows})`)}` };
  if (made === 'rows' && rows && person !== 'first on the list') return { subject, text: `${subject}:\n\n${template(tableLines(rows))}` };
  const isOwn = isOutside && object !== undefined;
  const datum = isOutside && object && record ? datumIn(assembly, object) : undefined;
  if (datum) return { subject, text: `${hello(assembly)}\n\n${subject.toLowerCase()}: ${template(datum)}` };
  if (!isOutside && record === 'item') return { subject, text: `${subject}:\n\n${template(linesOf('item'))}` };
  const facts = isOutside ? undefined : factsOf(assembly);
  if (facts) return { subject, text: facts };
  const news = isOutside || /\bthat\s+\p{L}+\s/iu.test(about) ? newsFor(about, person, assembly, subject) : undefined;
  if (news) return news;
  if (isOutside && object === undefined && assembly.data.decision) return decisionLetter(assembly, assembly.data.decision === 'approved');
  return { subject, text: askForText(assembly, isOwn || object ? (object ?? '') : '', subject) };
}

/** Those who run the workflow see what it is about as well. */
function withFacts(assembly: Assembly, text: string, isOutside: boolean): string {
  const { made, rows } = assembly.data;
  if (isOutside) return text;
  if (made === 'rows' && rows) return `${text}\n\n${template(tableLines(rows))}`;
  const facts = factsOf(assembly);
  return facts ? `${text}\n\n${facts}` : text;
}

/** What somebody outside is told: what was said after “that”, the date that it is about, or what happened. */
function newsFor(about: string, person: string | undefined, assembly: Assembly, subject: string): Written | undefined {
  const { due, record } = assembly.data;
  const that =
    /\b(?:tell|inform|let|notify|mail|e-?mail|say|saying)\b.*?\b(?:that|saying)\s+(?!to\b)([^,;]{4,120})$/iu.exec(about)?.[1] ??
    /\b(?:tell|inform|mail|e-?mail|notify)\s+(?:(?:the|our|my|all|each)\s+)?\p{L}+\s+((?:it's\s[^,;]{3,100}|(?:we|they|it|you)\s[\p{L}'-]+\s[^,;]{2,100}|(?:it|their|his|her|the|they|we)\s(?:[\p{L}-]+\s){0,3}?(?:is|are|has|have|was|were|will|can|cannot|miss|need|must)\b[^,;]{2,100}))$/iu.exec(
      about,
    )?.[1] ??
    /\b(?:tell|ask)\s+(?:(?:the|our|my|all|each)\s+)?\p{L}+\s+(to\s(?!approve|check|confirm)[^,;]{3,80})$/iu.exec(about)?.[1];
  if (that)
    return {
      subject: subject === 'News' && that.split(' ').length <= 7 ? capital(that.replace(/^to\s+/iu, '')) : subject,
      text: `${hello(assembly)}\n\n${/^to\s/iu.test(that) ? `please ${that.replace(/^to\s+/iu, '')}` : `this is to let you know: ${that}`}.`,
    };
  const asked = asks.exec(about)?.[1];
  if (asked) {
    const question = asked
      .replaceAll(/\bthey\b/giu, 'you')
      .replaceAll(/\bthem\b/giu, 'you')
      .replaceAll(/\btheir\b/giu, 'your')
      .replaceAll(/\bit's\b/giu, 'it is');
    return {
      subject: 'A question',
      text: `${hello(assembly)}\n\nwe would like to know ${question}${/^(?:why|how|what)$/iu.test(question.trim()) ? ' that is' : ''}. Please answer this e-mail.`,
    };
  }
  if (due && objectOf(about, person) === undefined)
    return {
      subject: `Reminder: ${due.noun}`,
      text: `${hello(assembly)}\n\nthis is a short reminder: ${due.noun} (${template(`${record ?? 'item'}.${due.column}`)}).`,
    };
  const tells = /^\W*(?:(?:please|then|also|and|just)\s+)*(?:tell|inform|notify|let)\b/iu.test(about);
  const happened = assembly.happened();
  return tells && happened
    ? { subject: capital(happened), text: `${hello(assembly)}\n\nthis is to let you know: ${happened}.` }
    : undefined;
}
