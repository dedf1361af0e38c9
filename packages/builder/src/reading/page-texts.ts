import type { Wish } from '../recognise/wish.ts';
import { inEveryList } from './wish-lists.ts';

const said = /\b(?:web ?pages?|pages?|web ?sites?|sites?|home ?pages?|blogs?|articles?|news)\b/iu;
const isData =
  /\.(?:json|csv|tsv|xlsx?|xml|ics|pdf|docx?|txt|rss|atom)(?:$|[?#])|\b(?:api|rss|feed|atom|json|csv|xml)\b|[?&](?:format|output)=/iu;

/** What a page says is one text: what is picked out of it, put in order or summed up one by one is written from that text, and is no work on rows. */
export const withPageTexts = (wishes: readonly Wish[]): Wish[] =>
  inEveryList(wishes, (list) => {
    let isPage = false;
    return list.map((wish): Wish => {
      if (wish.kind === 'fetch' && wish.method === 'GET') {
        isPage = wish.url !== undefined && !isData.test(wish.url) && said.test(wish.because.replaceAll(/https?:\S+/gu, ''));
        return wish;
      }
      if (givesRows.has(wish.kind)) isPage = false;
      return isPage ? (asWritten(wish) ?? wish) : wish;
    });
  });

const givesRows = new Set<Wish['kind']>(['source', 'read', 'extract', 'combine', 'topics', 'each', 'total', 'calculate']);

function asWritten(wish: Wish): Wish | undefined {
  const place = wish.at === undefined ? {} : { at: wish.at };
  const written = (noun: string, instruction = wish.because): Wish => ({
    kind: 'generate',
    instruction: instruction.replace(/^\W*(?:(?:and|then|please)\s+)*/iu, ''),
    noun,
    isOfLast: true,
    because: wish.because,
    ...place,
  });
  switch (wish.kind) {
    case 'filter':
    case 'deduplicate':
      return written('selection');
    case 'sort':
      return written('list');
    case 'summarize':
      return /\b(?:each|every|one by one|individually)\b/iu.test(wish.because) ? written('summary') : undefined;
    case 'generate':
      return { ...wish, isOfLast: true };
    default:
      return undefined;
  }
}
