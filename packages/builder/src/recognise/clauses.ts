import { mask, unmask } from '../language/mask.ts';
import { active, verbStart } from './verbs.ts';

/** Sentences of a request; a full stop inside a number or address ends none. Quotes and lists stay whole. */
export function sentences(text: string): string[] {
  return mask(text)
    .split(/(?<=[^\d\s][.!?])\s+(?=\S)|\s*[;\n]\s*|(?<=\d[.])\s+(?=[A-Z])|\s*(?:->|→|=>|>>)\s*/u)
    .map((part) => unmask(part).replace(/^[\s,.:;-]+|[\s.!?]+$/gu, ''))
    .filter((part) => /\p{L}/u.test(part));
}

const connector = String.raw`(?:and|&|plus|as well as|but)`;
const outputNoun = String.raw`(?:an? |the |one |as |in |to )?(?:[\w-]+ ){0,2}(?:excel|pdf|csv|json|e-?mail|mail|approval|summary|average|sum|counts?|totals?|report|reminder|thank[- ]you)\b(?: (?:out|please|to \w+|by (?:e-?mail|the [\w]+)|report|file|per \w+))*\s*(?=,|$| and\b| then\b)`;
const subjectVerb = String.raw`(?:i|we|he|she|they|you|(?:the|my|our|a) [\w-]+(?: [\w-]+)?)\s+(?:(?:then |first |also )?(?:has to|have to|must|should|needs? to|can|will|shall|wants? to|approves?|checks?|reviews?|confirms?|decides?|signs?|gets?|receives?|wants?|needs?)\b)|it (?:is|gets|should|must)\b|tell\b`;

/** The parts of a sentence that each ask for something: split where a connector is followed by a verb. */
export function clauses(sentence: string): string[] {
  const marked = mask(sentence)
    .replaceAll(
      /,?\s+(?:and\s+)?(?:then|after that|afterwards|after which|finally|next|subsequently|in the end|lastly)[,\s]+(?!\d)/giu,
      ' ¦ ',
    )
    .replaceAll(new RegExp(String.raw`\s*,?\s+${connector}\s+(?=${verbStart})`, 'giu'), ' ¦ ')
    .replaceAll(new RegExp(String.raw`\s*,\s*(?=${verbStart})`, 'giu'), ' ¦ ')
    .replaceAll(new RegExp(String.raw`\s*(?:,|,?\s${connector}\s)\s*(?=${subjectVerb})`, 'giu'), ' ¦ ')
    .replaceAll(new RegExp(String.raw`\s*,\s*(?=${outputNoun})`, 'giu'), ' ¦ ')
    .replaceAll(/,\s*(?=[\p{L}_ ]+\s=\s)/giu, ' ¦ ')
    .replaceAll(/,\s*(?:so that|so)\s+/giu, ' ¦ ')
    .replaceAll(/\s+-\s+|:\s+/gu, ' ¦ ')
    .replaceAll(/\s+(?=without duplicates)/giu, ' ¦ ');
  return marked
    .split('¦')
    .map((part) =>
      active(
        unmask(part)
          .replace(/^[\s,:.-]+|[\s,:-]+$/gu, '')
          .replace(/^(?:and|but|then|so)\s+/iu, '')
          .trim(),
      ),
    )
    .filter((part) => /[\p{L}]{2}/u.test(part));
}

/** Words that ask for nothing by themselves. */
const filler =
  /\b(?:please|thanks|thank you|automatically|automation|automate|workflow|i|we|you|want|need|would|like|to|the|a|an|it|that|this|should|can|could|will|be|is|are|and|then|also|just|for|me|us|my|our|so|of|in|on|at|with|them|all|new|which|who|do|does|hi|hello|hey|there|something|everything|steps?|process|create|make|build|set up|design|pipeline|when|whenever|as soon as|here|possible|ideally|basically|some|time|every|each|thing|things|done|again|same|from|last|next|previous|week|month|day|year|first|whole|entire|incoming|by|up|out)\b/giu;

/** Whether anything is left of a clause once the fillers are gone. */
export function saysSomething(clause: string): boolean {
  return /\p{L}{3}/u.test(clause.replaceAll(filler, ' '));
}
