import { fieldName } from '../assemble/expressions.ts';
import { capital } from './form-fields.ts';

/** “… from my bullet points”: what somebody types in for a text to be made of, and the name of its field. */
export function typedIn(words: string): { readonly words: string; readonly name: string } | undefined {
  const said =
    /\b(?:from|out of|of|with|using|based on)\s+(?:my|our|the|these|some|a few)\s+((?:[\p{L}-]+\s+)?(?:points|notes|key ?words|bullets|ideas|facts|thoughts|headings|topics|outline))\b/iu.exec(
      words,
    )?.[1];
  if (said === undefined) return undefined;
  const [first = '', ...more] = fieldName(said, []).split('_');
  return { words: said.toLowerCase(), name: `${first}${more.map((word) => capital(word)).join('')}` };
}
