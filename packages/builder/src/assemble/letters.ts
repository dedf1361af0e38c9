import { type Assembly, template } from './assembly.ts';
import { tableLines } from './contents.ts';
import { reasonLine } from './refused.ts';

/** A short letter of a kind that everybody knows, so that nothing has to be made up. */
interface Letter {
  readonly kind: RegExp;
  readonly subject: string;
  readonly line: string;
}

const letters: readonly Letter[] = [
  {
    kind: /\bbirthday\b/iu,
    subject: 'Happy birthday',
    line: 'happy birthday! We wish you all the best for the new year of your life.',
  },
  {
    kind: /\b(?:merry|happy) christmas\b|\bchristmas (?:wishes|greetings?)\b|\bhappy holidays\b/iu,
    subject: 'Merry Christmas',
    line: 'we wish you a merry Christmas.',
  },
  { kind: /\bhappy new year\b/iu, subject: 'Happy new year', line: 'we wish you a happy new year.' },
  {
    kind: /\b(?:apolog\w*|(?:say|are|be) sorry|sorry)\b/iu,
    subject: 'We are sorry',
    line: 'we are sorry for the trouble. We look into it and will get back to you.',
  },
  {
    kind: /\breview\b(?!s?\s+(?:it|the|and))|\bhow (?:it|their (?:stay|visit|order)|the \w+) (?:was|went)\b|\bfor (?:their )?(?:feedback|(?:a )?rating|opinion|(?:\d |five |some )?stars)\b/iu,
    subject: 'How was it?',
    line: 'thank you for being with us. How was it? We would be glad about a few words as an answer to this e-mail.',
  },
  {
    kind: /\b(?:refus(?:e|es|ed|al)|declin(?:e|es|ed)|regrets?|(?:polite|kind|friendly|nice) no|turn (?:it|them|him|her) down)\b/iu,
    subject: 'Your request',
    line: 'thank you for your request. We are sorry that we cannot say yes to it.',
  },
  { kind: /\bwelcom(?:e|es|ing)\b|\bgreet\b/iu, subject: 'Welcome', line: 'welcome! We are glad that you are here.' },
  { kind: /\bthank(?:s|ing)?\b|\bthank[- ]you\b|\bthx\b/iu, subject: 'Thank you', line: 'thank you very much.' },
  {
    kind: /\bconfirm\w*\b|\b(?:a|the|gets?) receipt\W*$|\breceipt of\b|\backnowledg\w*|\bthat we (?:got|received|have)\b/iu,
    subject: 'Confirmation',
    line: 'we have received it. Thank you; we will get back to you if anything is missing.',
  },
  { kind: /\binvit\w*\b/iu, subject: 'Invitation', line: 'you are invited. We would be glad to see you.' },
];
/** How a reminder is worded, or which one it is; not what it reminds of. */
const manners =
  'short|friendly|kind|small|quick|first|second|third|fourth|last|final|next|firm(?:er)?|strong(?:er)?|strict(?:er)?|stern(?:er)?|hard(?:er)?|sharp(?:er)?|polite|nice|gentle|soft|clear(?:er)?|serious|urgent|formal|personal|little|new|extra|automatic|simple|weekly|daily|monthly|e-?mail';
const reminder = /\b(?:remind\w*|nudg\w+|nags?|chase|follow(?:ing)?[- ]?up)\b/iu;

export interface Written {
  readonly subject: string;
  readonly text: string;
}

/** The decision that somebody made, told to the person whom it is about; with the reason, where the words of the wish speak of it. */
export function decisionLetter(assembly: Assembly, isApproved: boolean, said = ''): Written {
  const title = assembly.eventTitle()?.replace(/^New | form$/gu, '');
  const isPerson =
    /^(?:customer|client|patient|member|student|parent|guest|tenant|employee|supplier|donor|volunteer|applicant|person)$/iu.test(
      title ?? '',
    );
  // “Employees request equipment” is a sentence.
  const isSentence =
    /^\p{L}+s (?:request|order|need|want|ask|book|submit|hand|apply|register|report)\b|\b(?:requests|asks|wants|needs|submits|applies)\b/iu.test(
      title ?? '',
    );
  const about = title && title.split(' ').length <= 3 && !isPerson && !isSentence ? title : undefined;
  const reason = /\b(?:reasons?|comments?|why|explanation|remarks?)\b/iu.test(said) ? reasonLine(assembly) : undefined;
  const what = about ? `your ${lowerFirst(about)}` : 'your request';
  return {
    subject: about ? `Your ${lowerFirst(about)}: ${isApproved ? 'approved' : 'not approved'}` : isApproved ? 'Approved' : 'Not approved',
    text: `${hello(assembly)}\n\n${what} has ${isApproved ? '' : 'not '}been approved.${reason ? `\n\n${reason}` : ''}`,
  };
}

/** The letter that the words ask for; undefined when they are of no kind that is known. */
export function letterFor(about: string, assembly: Assembly): Written | undefined {
  if (reminder.test(about)) return reminderOf(about, assembly);
  const letter = letters.find(({ kind }) => kind.test(about));
  return letter && { subject: letter.subject, text: `${hello(assembly)}\n\n${letter.line}` };
}

export const isLetter = (about: string): boolean => reminder.test(about) || letters.some(({ kind }) => kind.test(about));

/** What is to be remembered: said after “to”, “of” or “about”, or the date that the workflow looks at. */
function reminderOf(about: string, assembly: Assembly): Written {
  const what =
    /\bremind\w*\b.*?\b(?:to|of|about|that)\s+((?!customers?\b|clients?\b|members?\b|patients?\b|them\b|him\b|her\b|parents?\b|tenants?\b|guests?\b|the (?:customer|client|member|patient|parent|tenant|guest|person|applicant|team|player)s?\b|everyone\b|all\b|each\b|me\b|us\b)\p{L}[^,;.@]{2,70})$/iu.exec(
      about,
    );
  const words = what?.[1]?.replace(/\s+(?:by (?:e-)?mail|via (?:e-)?mail|please)$/iu, '').trim();
  const named = new RegExp(String.raw`\b(?:the|an?|our|my)\s+(?!(?:${manners})\b)([\p{L}-]{3,})\s+reminder\b`, 'iu').exec(about)?.[1];
  const isOrder = words !== undefined && /\bremind\w*\b.*?\bto\s/iu.test(about);
  const noun = isOrder ? words : (assembly.data.due?.noun ?? words ?? named);
  // Several of them are listed; one is named with its date.
  const { record, rows, due } = assembly.data;
  if (due && record === undefined && rows)
    return { subject: `Reminder: ${due.noun}`, text: `Hello,\n\nthis is a short reminder:\n\n${template(tableLines(rows))}` };
  const date = assembly.data.due ? ` (${template(`${assembly.data.record ?? 'item'}.${assembly.data.due.column}`)})` : '';
  return {
    subject: noun ? `Reminder: ${noun}` : 'Reminder',
    text: `${hello(assembly)}\n\n${isOrder ? `please remember to ${words}` : noun ? `this is a short reminder: ${noun}${date}` : 'this is a short reminder'}.`,
  };
}

export function hello(assembly: Assembly): string {
  const name = assembly.data.recordFields.find((field) => /^name$|firstName/iu.test(field));
  return name && assembly.data.record ? `Hello ${template(`${assembly.data.record}.${name}`)},` : 'Hello,';
}

export const lowerFirst = (text: string): string => (/^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
