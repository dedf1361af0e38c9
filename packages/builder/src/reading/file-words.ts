import { isStaff } from '../assemble/recipients.ts';
import type { WishKind } from '../recognise/wish.ts';
import { type ReadValue, valuesOf } from './values.ts';

type Write = Extract<WishKind, { kind: 'write' }>;

const formats: readonly [RegExp, Write['format']][] = [
  [/\bcsvs?\b/iu, 'csv'],
  [/\bjson\b/iu, 'json'],
  [/\bpdfs?\b/iu, 'pdf'],
  [/\b(?:excel|xlsx?|spreadsheet|sheet)\b/iu, 'excel'],
  [/\b(?:txt|md|markdown|log|text file|plain text)\b/iu, 'text'],
];
/** Formats that nothing here writes, and what comes nearest. */
const foreign: readonly [RegExp, Write['format']][] = [
  [/\b(?:word|docx?|odt|rtf|powerpoint|pptx?|html)\b/iu, 'pdf'],
  [/\b(?:xml|ics|vcf|yaml|tsv)\b/iu, 'text'],
];

/** Words that only say that a file is made, or what becomes of it. */
const idle =
  /^(?:and|then|also|please|pls|finally|all|it|them|that|this|those|the|a|an|as|to|in|into|of|for|from|with|by|on|one|each|every|single|new|nice|little|small|short|whole|printable|me|my|us|our|his|her|their|it's|is|are|be|put|pack|packs|do|fill|keep|come|comes|make|makes|made|create|creates|created|write|written|generate|generated|produce|give|gives|get|gets|want|need|save|saved|store|export|exported|turn|build|draw|prepare|download|attach|attached|print|save|send|called|named|file|files|document|format|pdfs?|excel|xlsx?|csvs?|json|txt|word|docx?|xml|spreadsheet|result|results|everything|rest|copy|too|back|up|out|please|ready|everyone|which|i|one|two|three|four|five|ten|something|sth|separate|separately|own|new|ok|utf-8|one-page|print-ready|again|clean|missing|listed|wants?|understands?|lands?|there|weekly|monthly|text|texts|same|both|ones)$/iu;
/** Says nothing where it stands alone. */
const plainest = /^(?:sheet|table|list|report|overview|summary|file)s?$/iu;

/** What is written, in at most three words: “credit note as PDF” → credit note. */
function nameIn(words: string): string {
  const parts = words.split(/[^\p{L}\p{N}'-]+/u).filter((part) => part !== '');
  let [from, to] = [0, parts.length];
  while (from < to && idle.test(parts[from] ?? '')) from += 1;
  while (to > from && idle.test(parts[to - 1] ?? '')) to -= 1;
  const [only = ''] = parts.slice(from, to);
  return to - from > 3 ||
    (to - from === 1 && plainest.test(only)) ||
    isStaff(parts.slice(from, to).join(' ').toLowerCase()) ||
    parts.slice(from, to).some((part) => /^\d|^(?:to|in|of|as|is|are|with|per|for|and|by|from)$/iu.test(part))
    ? ''
    : parts.slice(from, to).join(' ').toLowerCase();
}

/** A file for each format that was said, called as it was said; a format that nothing writes is told. */
export function filesOf(wish: Write, values: readonly ReadValue[], words: string): Write[] {
  const file = (valuesOf(values, 'file')[0] ?? '').trim();
  const formatsSaid = valuesOf(values, 'format');
  const said = formatsSaid.length > 0 || !/\.\w{2,4}$/u.test(file) ? formatsSaid : [file.replaceAll('.', ' ')];
  const called = file
    .replace(/\.(?:csv|json|pdf|xlsx?|txt|md|log|docx?|xml)$/iu, '')
    .replaceAll(/[^\p{L}\p{N} _.-]/gu, ' ')
    .trim();
  const others = values.flatMap((value) => (value.name === 'what' ? [] : [value.words]));
  const rest = others.reduce((left, other) => left.replace(other, ' , '), words);
  const name = called || nameIn(valuesOf(values, 'what')[0] ?? '') || nameIn(rest.split(' , ').find((part) => nameIn(part) !== '') ?? '');
  const own = { ...wish, name: name === '' ? wish.name : name };
  const known = [...new Set(said.flatMap((one) => formats.find(([pattern]) => pattern.test(one))?.[1] ?? []))];
  if (known.length > 0) return known.map((format) => ({ ...own, format }));
  const other = said.flatMap((one) =>
    foreign.flatMap(([pattern, format]) => (pattern.test(one) ? [{ format, instead: one.trim() }] : [])),
  )[0];
  return [other ? { ...own, ...other } : own];
}
