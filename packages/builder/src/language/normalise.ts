import { correctWords } from './spelling.ts';

/** The request made easy to read for rules; positions do not survive, so quotes come from this text. */
export function normalise(sentence: string): string {
  const plain = sentence
    .replaceAll(/[“”„«»]/gu, '"')
    .replaceAll(/[‘’`]/gu, "'")
    .replaceAll(/[–—]/gu, ' - ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  // Addresses keep every letter.
  return plain
    .split(/((?:https?:\/\/|www\.)\S+|[\w.+-]+@[\w.-]+|"[^"]*")/u)
    .map((piece, index) => (index % 2 === 1 ? piece : correctWords(expandShort(piece))))
    .join('');
}

/** Short forms that people type, where the long form is what the rules know. */
const shortForms: readonly [RegExp, string][] = [
  [/\bpls\b|\bplz\b/giu, 'please'],
  [/\bu\b/giu, 'you'],
  [/\b(?:evry|evrey|eveyr|ever)\b(?= \w)/giu, 'every'],
  [/\b(?:sned|snd|sendd)\b/giu, 'send'],
  [/\bteh\b/giu, 'the'],
  [/\b(?:wen|whne|wehn)\b/giu, 'when'],
  [/\b(?:thn|hten)\b/giu, 'then'],
  [/\brecieve/giu, 'receive'],
  [/\bcvs\b/giu, 'CSV'],
  [/\b(?:exel|excell|exell)\b/giu, 'excel'],
  [/\bmsgs?\b/giu, 'message'],
  [/\bmths?\b/giu, 'month'],
  [/\bwks?\b/giu, 'week'],
  [/\bhrs\b/giu, 'hours'],
  [/\bmins\b/giu, 'minutes'],
  [/(?<!\.)\b(?:xls|xlsx)\b/giu, 'excel'],
  [/\bw\/o\b/giu, 'without'],
  [/\bw\/\s?/giu, 'with '],
  [/\s&\s/gu, ' and '],
  [/\basap\b/giu, 'at once'],
  [/\bevery1\b/giu, 'everyone'],
  [/\be mail(s|ed|ing)?\b/giu, 'e-mail$1'],
  [/\bemail(s|ed|ing)?\b/giu, 'e-mail$1'],
  [/\bsummari[sz]e/giu, 'summarise'],
  [/\bcategori[sz]e/giu, 'categorise'],
  [/\bprioriti[sz]e/giu, 'prioritise'],
  [/\bwe'd\b/giu, 'we would'],
  [/\bi'd\b/giu, 'I would'],
  [/\bdon't\b/giu, 'do not'],
  [/\bdoesn't\b/giu, 'does not'],
  [/\bisn't\b/giu, 'is not'],
  [/\bit's\b/giu, 'it is'],
  [/\bthey're\b/giu, 'they are'],
];

function expandShort(text: string): string {
  return shortForms.reduce((result, [pattern, long]) => result.replaceAll(pattern, long), text);
}
