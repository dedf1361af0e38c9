import { wordNumber } from '../language/durations.ts';
import { capital, type PlannedField } from '../recognise/form-fields.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

/** What people hand over as a file beside other things, however they call it. */
const things = String.raw`photos?|fotos?|pictures?|pics?|images?|screenshots?|scans?|x-rays?|files?|pdfs?|jpe?gs?|zips?|documents?|attachments?|cvs?|resumes?|résumés?|receipts?|certificates?|payslips?|drawings?|sketch(?:es)?|videos?|recordings?`;
const counts = String.raw`an?|the|their|his|her|its|our|one|some|any|two|three|four|\d{1,2}`;
const brought = new RegExp(
  String.raw`(?:^\W*|(?:\b(?:with|and|plus|add(?:s|ing)?|attach(?:es|ing)?|enclos(?:es?|ing)|sends?|uploads?|drops?|hands? in|submits?|including|gets?|receives?|takes?)|w/|[+&,])\s*)` +
    String.raw`((?:(?:${counts})\s+)*(?:(?!(?:and|with|or|the|a|an|of|sends?|adds?|uploads?|attach(?:es)?)\s)[\p{L}-]+\s+){0,2}?(?:${things})(?:\s+of\s+(?:(?:${counts})\s+)?[\p{L}-]+(?:\s+(?!(?:with|from|and|or|for|in|on|at|to|as|is|are|by|by|who|that|which|via|through|attached|we|i|they|a|the)\b)[\p{L}-]+)?)?)(?!\s+(?:texts?|numbers?|no|names?|ids?|booth|orders?|books?|albums?|contests?|competitions?|sessions?|shoots?|shops?|an?|the|their|his|her)\b)(?![\p{L}-])`,
  'giu',
);

/** Photos, scans and other files that the words of a start bring along: “describe the fault and add a picture”. */
export function filesBrought(words: string): PlannedField[] {
  return [...words.matchAll(brought)].flatMap(([, said = '']) => fileFields(said, false));
}

/** “Offer furniture with a photo”, “object and attach evidence”: the files come beside something that is filled in. */
export const isAttached = (words: string): boolean =>
  /\b(?:attach(?:es|ing)?|enclos(?:es?|ing))\b/iu.test(words) ||
  (!/\b(?:uploads?|uploaded|drops?|hands? in|handed in|sends? in|submits?)\b/iu.test(words) &&
    [...words.matchAll(brought)].some(([whole]) => /^(?:with|and|plus|add\w*|including|w\/|[+&,])/iu.test(whole)));

/** “two photos” are two fields; more than five, or no number, are one. */
export function fileFields(said: string, required: boolean): PlannedField[] {
  const many = /^(?:the\s+|their\s+|his\s+|her\s+)?(two|three|four|five|[2-5])\s+/iu.exec(said);
  const count = many ? (wordNumber(many[1]?.toLowerCase() ?? '') ?? Number(many[1])) : 1;
  const thing = bare(many ? said.slice(many[0].length).replace(/s$/u, '') : said).replace(/^(?:one|some|any|\d+)\s+/iu, '');
  const label = capital(/^(?:|file)$/iu.test(thing) ? 'The file' : thing);
  return Array.from({ length: count }, (_, index) => ({
    name: `${nameOf(label.replace(/^The /u, ''))}${count > 1 ? index + 1 : ''}`,
    label: count > 1 ? `${label} ${index + 1}` : label,
    type: 'file',
    required,
  }));
}

function nameOf(label: string): string {
  const [word = 'file', ...more] = label
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9 ]/gu, '')
    .trim()
    .split(/\s+/u)
    .filter((one, index) => index === 0 || !/^(?:the|an?|our|your|their)$/iu.test(one))
    .slice(0, 3);
  const name = [word.toLowerCase(), ...more.map((next) => capital(next.toLowerCase()))].join('');
  return /^[a-z]/u.test(name) ? name : 'file';
}

const tables =
  /\b(?:csvs?|excels?|xlsx?|ods|tsv|json|spreadsheets?|tables?|lists?|exports?|ledgers?|timesheets?|price lists?|rows?|answers|responses|comments|reviews)\b/iu;
const papers =
  /\b(?:pdfs?|word|docx?|txt|photos?|fotos?|pictures?|pics?|images?|scans?|scanned|letters?|contracts?|cvs?|resumes?|minutes|transcripts?|essays?|homework|certificates?|invoices?|receipts?|articles?|manuscripts?|theses|thesis|passport|ids?)\b/iu;
const ofRows = new Set<ReadStep['label']>(['filter', 'sort', 'total', 'deduplicate', 'combine', 'calculate', 'topics', 'each']);
const ofText = new Set<ReadStep['label']>(['extract', 'summarize', 'generate', 'template', 'classify']);

/** Some step takes what the file says; what is calculated may be typed in beside it. */
export const isWorkedOn = ({ steps }: Reading): boolean =>
  allSteps(steps).some(({ label }) => label !== 'calculate' && label !== 'each' && (ofRows.has(label) || ofText.has(label)));

/**
 * Whether the file that is read holds rows or a text: said by its format, else by what is done with it first, else by what it is called.
 * Fields are picked out of a paper; a list is filtered, sorted or added up.
 */
export function contentOf({ trigger, steps }: Reading): 'table' | 'document' {
  const words = trigger?.words ?? '';
  const format = valuesOf(trigger?.values ?? [], 'format').join(' ');
  if (tables.test(format)) return 'table';
  if (papers.test(format)) return 'document';
  const worked = allSteps(steps).filter(({ label }) => ofRows.has(label) || ofText.has(label));
  const first = worked[0]?.label;
  if (first !== undefined && ofRows.has(first))
    return papers.test(words) && !tables.test(words) && first === 'calculate' ? 'document' : 'table';
  // “A log, deer or boar, count per camera”: what is sorted into classes and counted are rows.
  if (first !== 'extract' && worked.some(({ label }) => ofRows.has(label))) return 'table';
  if (tables.test(words)) return 'table';
  if (papers.test(words)) return 'document';
  return 'document';
}

const kinds: readonly [RegExp, string][] = [
  [/\bcsvs?\b/iu, 'CSV'],
  [/\b(?:excels?|xlsx?|spreadsheets?)\b/iu, 'Excel or CSV'],
  [/\bjson\b/iu, 'JSON'],
  [/\bpdfs?\b/iu, 'PDF'],
];

/** The kind of file that was said, for its label; a table whose kind nobody said may be either. */
export function kindOfFile(words: string, content: 'table' | 'document' | undefined): string | undefined {
  const said = kinds.find(([pattern]) => pattern.test(words))?.[1];
  if (content === 'document') return said === 'PDF' ? said : undefined;
  return said ?? (content === 'table' && !papers.test(words) ? 'Excel or CSV' : undefined);
}

const uploading = String.raw`(?:uploads?|uploading|drops?(?: off| in)?|hands? in|handed in|submits?|attach(?:es)?|sends?(?: us| in)?|files?(?=\s+(?:an?|the|their|his|her)\s)|photographs?|brings?)`;
const thing = String.raw`((?:(?!(?:before|as|with|to|into|in|on|from|and|or|here|for|via|by|at|when|after|every|each|through|that|is|are|there|should|must|can|may|will|gives?|shall)\b)[\p{L}\p{N}'’_-]+(?:\.\w{2,4}\b)?\s*){1,5})`;
const uploads = new RegExp(String.raw`\b${uploading}\s+(?:(?:of|the|an?|our|my|their|his|her|its|some|all|your)\s+)*${thing}`, 'iu');
const isUploaded = new RegExp(
  String.raw`^\W*(?:(?:when(?:ever)?|if|once|as soon as|the|an?|our|my|their|each|every|any|new)\s+)*${thing}\s*(?:(?:is|are|gets?|get|that|which|i|we|they)\s+)+(?:uploaded|handed in|dropped|sent in|submitted|upload|drop)\b`,
  'iu',
);
const uploadedOne = new RegExp(String.raw`\buploaded\s+(?:(?:the|an?)\s+)?${thing}`, 'iu');

/** What is handed in, where nobody marked it: “practices upload the order sheet”, “the petty cash sheet I upload”. */
export function objectOfUpload(words: string): string | undefined {
  const said = (isUploaded.exec(words) ?? uploads.exec(words) ?? uploadedOne.exec(words))?.[1]?.trim().replace(/[.,;:]+$/u, '');
  const named = said === undefined ? undefined : bare(said);
  return named === undefined ||
    named === '' ||
    /^(?:(?:it|them|this|that|one|something|files?|form|page|i|we|they|new)$|(?:those|these|ones|rows?|lines?|entries|duplicates|doubles|any(?:one|thing)?|every(?:one|thing))\b)/iu.test(
      named,
    )
    ? undefined
    : named;
}

/** The values of a start with those that are no things: who does it is not what is handed in. */
export const thingsNamed = (values: readonly ReadValue[], isPerson: (words: string) => boolean): string[] =>
  [...valuesOf(values, 'file'), ...valuesOf(values, 'noun')]
    .map((words) => bare(words))
    .filter((words) => words !== '' && !isPerson(words));
