import { isStranger } from '../assemble/recipients.ts';
import { capital, fieldFor, formFields, listedFields, type PlannedField, usualFields } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import { plain } from './bind-step.ts';
import { contentOf, fileFields, filesBrought, isAttached, isWorkedOn, kindOfFile, objectOfUpload, thingsNamed } from './form-files.ts';
import { allSteps, type Reading } from './reading.ts';
import { roomFor } from './said-fields.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

type Form = Extract<Trigger, { kind: 'form' }>;

/** Somebody does more than hand over a file: then there is a form around it. */
const fillsIn =
  /\b(?:forms?(?! as\b)|survey|questionnaire|fill\w*|sign(?:s|ed)?[ -]?up|regist\w+|enrol\w*|appl(?:y|ies|ied)|reports?(?=\s+(?:an?|the|their|any|some|damage|\p{L}+s\b))|reported|requests?(?=\s+(?:an?|the|their|to)\b)|claims?(?=\s+(?:an?|the|their)\b)|asks?|wants?|complain\w*|describes?|books?(?=\s+(?:an?|the)\b)|orders?(?=\s+(?:an?|the)\b)|reserv\w+|offers?(?=\s+(?:an?|the|their)\b)|files?(?=\s+(?:an?|their)\s+(?:claim|complaint|repair|request|report))|enquir\w+|inquir\w+|typed?)\b/iu;
const uploadForm = /\bupload (?:form|page|link|field)\b/giu;

/** The form that a start asks for: the fields that were named, else what its subject calls for, and the files that are brought. */
export function formOfReading(read: Reading, whole: string): Form {
  const { words: because = '', values = [] } = read.trigger ?? {};
  const reading = read.hasFile && isPasted(because) ? { ...read, hasFile: false } : read;
  const said = plain(because);
  const content = reading.hasFile ? contentOf(reading) : undefined;
  const things = thingsNamed(values, (words) => isPerson(words));
  const listed = valuesOf(values, 'field').length > 0 ? [] : listedFields(said).map((label) => fieldFor(label));
  const brought = listed.some(({ type }) => type === 'file') ? [] : filesBrought(because);
  const object = objectOfUpload(because);
  // “Upload a signed consent form” hands over a paper.
  const around =
    reading.hasFile && object !== undefined ? said.replaceAll(uploadForm, ' ').replace(object, ' ') : said.replaceAll(uploadForm, ' ');
  const isForm = fillsIn.test(around) || (!reading.hasFile && /\bform\b/iu.test(things.join(' '))) || isAttached(because);
  const isUpload = reading.hasFile || /\bupload\w*\b/iu.test(because) || (brought.length > 0 && !isForm);
  const title = titleOf(said, values, things, { upload: isUpload ? object : undefined, isForm });
  const uploaded = isUpload ? filesOf(reading, { because, things, brought, content, whole, isForm, title }) : brought;
  const usual = usualOf(because, title, reading, whole);
  const others = listed.length > 0 ? listed : isUpload && !isForm ? beside(because) : (entered(because, things, reading) ?? usual);
  const files = others.some(({ type, required }) => type === 'file' && required) ? [] : uploaded;
  const fields = [...others.filter(({ type }) => type !== 'file' || files.length === 0), ...files];
  const own = fields.length > 0 ? fields : usualFields(`${because} ${title}`);
  const isSaid = ({ label }: PlannedField): boolean => whole.toLowerCase().includes(label.replace(/^your\s+/iu, '').toLowerCase());
  const guessed = own.filter((field) => field.type !== 'file' && !isSaid(field)).map(({ name }) => name);
  return {
    kind: 'form',
    title,
    fields: own.filter(({ name }, index) => own.findIndex((field) => field.name === name) === index).slice(0, 20),
    because,
    isAssumed: false,
    ...(others === usual || fields.length === 0 ? { guessed } : {}),
    // A file that comes alone is what the steps work on.
    brings: content ?? (own.every(({ type }) => type === 'file') && isWorkedOn(reading) ? contentOf(reading) : 'attachment'),
  };
}

/** Whom a noun names, rather than what is handed in or asked for. */
const isPerson = (words: string): boolean =>
  (isStranger(words.toLowerCase()) && words.split(' ').length <= 2) ||
  /^(?:i|we|both|it|new (?:one|hire)s?|to\s.*|(?:people|somebody|someone|anyone|whoever|staff|supplier|colleague|author|driver)s?)$/iu.test(
    words,
  );

/** What the request is called: by its thing, such as “Holiday request”; else by what the rules know. */
function titleOf(
  said: string,
  values: readonly ReadValue[],
  things: readonly string[],
  { upload, isForm }: { readonly upload: string | undefined; readonly isForm: boolean },
): string {
  // “With an allergy question” is a field, not what it is about.
  const about = said.replaceAll(/\b(?:with|and) (?:an? |the )?(?:[\p{L}-]+ ){1,3}?(?:question|field|(?:tick|check)? ?box)\b/giu, ' ');
  const { title } = formFields(about, about);
  const isOdd = oddTitle.test(title) || valuesOf(values, 'field').some((field) => title.toLowerCase().includes(bare(field).toLowerCase()));
  if (isForm && !isOdd && / form$/iu.test(title)) return title;
  const own = isForm ? things.filter((thing) => thing !== upload) : [...things, ...(upload ? [upload] : [])];
  const named = own
    .filter((thing) => !/\b(?:question|field|(?:tick|check)? ?box)$/iu.test(thing))
    .map(withoutFormat)
    .find((thing) => thing.split(/\s+/u).length <= 4 && !/[\d@"“]/u.test(thing));
  if (named !== undefined) return capital(one(named.replace(/\.\w{2,4}$/u, '').replaceAll('_', ' '), isForm ? undefined : upload));
  // “A landscaper orders trees” is an order, not a landscaper order.
  const [first = '', second] = title.split(' ');
  const isVerb = second !== undefined && new RegExp(String.raw`\b${first}s?\s+${second}s\s+\p{L}`, 'iu').test(said);
  return isOdd ? 'Request' : isVerb ? capital(second) : title;
}

/** “CSV of customer feedback” holds customer feedback. */
const withoutFormat = (thing: string): string =>
  thing.replace(
    /^(?:csv|excel|xlsx?|spreadsheet|file|export|sheet)s?(?: (?:file|export|list|sheet)s?)? (?:of|with) (?:(?:all|our|the|my) )*(?=\S)/iu,
    '',
  );

/** One form is one request, though many are spoken of. */
const one = (words: string, upload: string | undefined): string =>
  upload === undefined
    ? words.replace(
        /\b(request|application|order|complaint|claim|report|booking|registration|question|reservation|referral|nomination|ticket|fault|booking|form)s$/iu,
        '$1',
      )
    : words;

/** Titles that the rules cut out of the middle of a sentence. */
const oddTitle =
  /^(?:their|his|her|takes?|may|can|might|should|must|it|an?|the|of|with|to|into|client send|customer sends?|site|page|web|website|online|scanned|by|from|here|that|this|they|we|you)\b|^\p{L} |^(?:hand|sent|new|every|each|all) (?:claim|order|request|report)|\b(?:of with|sends?|applies|apply|applied|fills?|enters?|uses?|books|comes?|asks?|wants?)\b/iu;

const enters = /\b(?:enter(?:s|ed)?|typ(?:e|es|ed)(?: in)?|past(?:e|es|ed)(?: in)?|put in|key(?:s|ed)? in)\b/iu;

/** What is pasted is a text, however it is called; a file is handed in. */
const isPasted = (because: string): boolean =>
  /\bpast(?:e|es|ed|ing)\b/iu.test(because) && !/\b(?:upload\w*|attach\w*|files?|csv|excel|xlsx?|pdf|spreadsheet)\b/iu.test(because);

const inForm = /\s+(?:in|into|on|onto|via|through|with|using)\s+(?:(?:an?|the|our|my|this|one)\s+)?(?:[\p{L}-]+\s+)?form\b/iu;

/**
 * “Support agents enter a customer number”, “types name and birth date”, “the notes I paste”: the fields are for these. Those who run it type
 * nothing else into their own form: “I’ll type it in a form” has a field for what was named before.
 */
function entered(said: string, things: readonly string[], { steps, trigger }: Reading): PlannedField[] | undefined {
  const isOwn = /\b(?:i|we|i['’]ll|we['’]ll)\b/iu.test(said);
  const because = isOwn ? said.replace(inForm, ' ').replaceAll(/\s+/gu, ' ') : said;
  const verb = enters.exec(because);
  if (!verb || /\bform\b/iu.test(because)) return undefined;
  const after = because.slice(verb.index + verb[0].length).replace(/\s+(?:in|into|at|on|for|when|and then)\s.*$/iu, '');
  // “The protocol I paste”
  const before = /^\W*(?:(?:when|if|from|of)\s+)?((?:the|my|our|an?|some)\s+[\p{L} -]{3,40}?)\s+(?:that\s+|which\s+)?(?:i|we)\b/iu.exec(
    because,
  )?.[1];
  const isPronoun = /^\W*(?:it|them|this|that)\b/iu.test(after);
  const meant = isOwn && isPronoun ? namedBefore(steps, trigger?.at) : undefined;
  const listed =
    things.length > 0
      ? things
      : isPronoun
        ? [meant ?? (isOwn ? 'text' : '')]
        : (after.trim() === '' && before ? [before] : after.split(/\s*,\s*|\s+(?:and|&)\s+/iu)).map((one) =>
            bare(one.replace(/[.;:]+$/u, '').trim()),
          );
  const isList = listed.every(
    (one) => one !== '' && one.split(/\s+/u).length <= 5 && !/\b(?:it|them|this|something|stuff|data)\b/iu.test(one),
  );
  if (!isList) return undefined;
  const hasRoom = /\bpast/iu.test(verb[0]) || isPronoun;
  return listed.map((one) => {
    const field = isOwn ? roomFor(one) : fieldFor(one);
    const isLong = hasRoom || (listed.length === 1 && /[^s]s$/u.test(one));
    return isLong && (field.type === 'text' || (hasRoom && field.type === 'file')) ? { ...field, type: 'long_text' } : field;
  });
}

/** What the steps that were said before a place work on: “translate | the menu of the day | …, I’ll type it in a form”. */
function namedBefore(steps: Reading['steps'], end = Infinity): string | undefined {
  return allSteps(steps)
    .filter(({ at = Infinity }) => at < end)
    .flatMap(({ values }) => [...valuesOf(values, 'what'), ...valuesOf(values, 'noun')])
    .map((words) => bare(words))
    .find((words) => words !== '' && words.split(/\s+/u).length <= 5 && !/^(?:it|them|this|that)$/iu.test(words));
}

/** “A photo of a pothole with the street name”: what is said to come with a file is a field. */
function beside(because: string): PlannedField[] {
  const said = /\b(?:with|and|plus)\s+(?:the|their|his|her|an?)\s+((?:[\p{L}-]+\s+){0,2}?[\p{L}-]+)(?=\s*(?:$|[,.;]|\band\b))/iu.exec(
    because,
  )?.[1];
  return said && !/\b(?:form|page|link|app|tablet|phone|button|photos?|scans?|pictures?|file|upload)\b/iu.test(said)
    ? [fieldFor(said)]
    : [];
}

/** What forms of a well-known kind ask, without a file that nobody speaks of. */
function usualOf(because: string, title: string, { hasFile }: Reading, whole: string): PlannedField[] {
  const isSaid = ({ name }: PlannedField): boolean =>
    new RegExp(String.raw`\b${name === 'cv' ? '(?:cv|resume)' : name}s?\b`, 'iu').test(whole);
  return usualFields(`${because} ${title}`).filter((field) => field.type !== 'file' || hasFile || isSaid(field));
}

interface Handed {
  readonly because: string;
  readonly things: readonly string[];
  readonly brought: readonly PlannedField[];
  readonly content: 'table' | 'document' | undefined;
  readonly whole: string;
  readonly isForm: boolean;
  readonly title: string;
}

const general = /^(?:scans?|files?|pdfs?|documents?|excel(?: files?)?|csvs?(?: files?)?|spreadsheets?)$/iu;

/** What the file is: the object of the upload, what fields are taken out of, or what is uploaded in another sentence. */
function calledFile({ steps }: Reading, because: string, whole: string): string | undefined {
  const own = objectOfUpload(because) ?? filesBrought(because)[0]?.label;
  if (own !== undefined && !general.test(own)) return own;
  const read = allSteps(steps).find(({ label }) => label === 'extract' || label === 'read' || label === 'summarize');
  const noun = bare(valuesOf(read?.values ?? [], 'noun')[0] ?? '');
  return noun !== '' && !/^(?:it|them|each|all|every|one)$/iu.test(noun) ? noun : (own ?? objectOfUpload(whole));
}

/** The files that are handed over, called as the request calls them. */
function filesOf(reading: Reading, { because, things, brought, content, whole, isForm, title }: Handed): PlannedField[] {
  if (isForm && brought.length > 0) return brought.map((field) => ({ ...field, required: true }));
  const two = formFields(plain(because), withoutOthers(whole, because)).fields.filter(({ type }) => type === 'file');
  const called = withoutFormat(
    calledFile(reading, because, whole) ?? (isForm || /^(?:upload|request)$/iu.test(title) ? 'The file' : title),
  );
  // “Passports and certificates” are two.
  const more = isForm
    ? []
    : brought
        .map(({ label }) => label)
        .filter((label) => !called.toLowerCase().includes(label.toLowerCase()) && !label.toLowerCase().includes(called.toLowerCase()));
  const names = things.length > 0 && !isForm ? things : [called, ...more];
  const kind = kindOfFile(`${valuesOf(reading.trigger?.values ?? [], 'format').join(' ')} ${because}`, content);
  if (two.length > 1 && names.length < 2) return two;
  const files = names.slice(0, 5).flatMap((name) => fileFields(name.replace(/\.\w{2,4}$/u, '').replaceAll('_', ' '), true));
  return files.map((field, index) => ({
    ...field,
    name: index === 0 ? 'file' : `file${index + 1}`,
    label: kind === undefined ? field.label : `${withoutKind(field.label)} (${kind})`,
  }));
}

const withoutKind = (label: string): string => {
  const plainLabel = label.replace(/(?:['’]s)?\s*\b(?:csv|excel|xlsx?|pdf|json|spreadsheet)\b(?: file)?$/iu, '').trim();
  return /^(?:|the|an?)$/iu.test(plainLabel) ? 'The file' : plainLabel;
};

/** Other files that the request names say nothing of the one that is handed in. */
const withoutOthers = (whole: string, because: string): string =>
  whole.replaceAll(/[\p{L}\p{N}_-]+\.(?:csv|xlsx?|json|pdf)\b/giu, (name) => (because.includes(name) ? name : ' '));
