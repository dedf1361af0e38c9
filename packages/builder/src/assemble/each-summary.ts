import type { Wish } from '../recognise/wish.ts';
import type { Assembly, Data } from './assembly.ts';

/** “Summarise each in one sentence”, of a table. */
export const isOfEachRow = ({ data }: Assembly, wish: Extract<Wish, { kind: 'summarize' }>): boolean =>
  /^\W*(?:(?:and|then|please)\s+)*(?:summari[sz]e|sum up)\s+(?:each|every)\s+(?:of (?:them|these|those)|one|row|entry|line|answer|article|text|in|to|into|with|as)\b/iu.test(
    wish.because,
  ) &&
  data.made !== 'text' &&
  (data.file?.isText === false || isOfMany(data, wish));

/** A list of which each one shall be summarised. */
export const isOfMany = ({ record, rows }: Data, { because }: Extract<Wish, { kind: 'summarize' }>): boolean =>
  /\b(?:each|every)\b/iu.test(because) && record === undefined && rows !== undefined;
