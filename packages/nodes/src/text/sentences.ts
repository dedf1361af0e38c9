const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations after which a sentence goes on. */
const abbreviation = /(?:\b(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|approx|inc|ltd|co|fig)|\b[a-z])\.\s*$/i;

/** Sentences and list lines of a text, in order, blanks tidied. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n\s*\n|\r?\n(?=\s*(?:[-*•]|\d+[.)])\s)/u)) {
    let open = '';
    for (const { segment } of segmenter.segment(paragraph.replace(/\s+/gu, ' '))) {
      open += segment;
      if (abbreviation.test(open)) continue;
      if (open.trim() !== '') sentences.push(open.trim());
      open = '';
    }
    if (open.trim() !== '') sentences.push(open.trim());
  }
  return sentences;
}
