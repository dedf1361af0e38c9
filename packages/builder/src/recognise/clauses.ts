const verbs =
  'send|e-?mail|mail|notify|inform|tell|alert|warn|remind|let|ask|wait|filter|keep|remove|drop|delete|ignore|exclude|skip|sort|order|rank|group|cluster|count|sum|total|add|calculate|compute|multiply|average|classify|categorise|label|tag|detect|decide|extract|pull|pick|find|summarise|summari[sz]e|condense|write|draft|compose|reply|respond|answer|translate|rewrite|create|make|generate|build|produce|prepare|give|get|show|export|save|store|download|fetch|call|check|look|read|load|import|merge|combine|join|convert|turn|post|push|forward|put|update|log|record|upload|approve|have|return|deduplicate|dedupe|clean|list|split|sync|copy|move|attach|publish|print|schedule|book|assign|route|compare|match|validate|flag|mark|highlight|set|start|run|thank|confirm|invite|collect|mask|hide|anonymise|archive|score|rate|analyse|analyze|review|text|ping|enter|insert|append|bring|work out|figure out|break down|file|then|also';
const verbStart = String.raw`(?:please |also |then |just |automatically |finally |afterwards |next |after that |i (?:want|need) (?:you )?to |we (?:want|need) to |it should |should |can you |could you )*(?:${verbs})(?:s|es|ed|ing)?\b`;

/** Sentences of a request; a full stop inside a number or address ends none. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[^\d\s][.!?])\s+(?=\S)|\s*[;\n]\s*|(?<=\d[.])\s+(?=[A-Z])|\s*(?:->|→|=>|>>)\s*/u)
    .map((part) => part.replace(/[.!?]+$/u, '').trim())
    .filter((part) => /\p{L}/u.test(part));
}

/** The parts of a sentence that each ask for something: split where a connector is followed by a verb. */
export function clauses(sentence: string): string[] {
  const marked = sentence
    .replaceAll(/,?\s+(?:and\s+)?(?:then|after that|afterwards|after which|finally|next|subsequently)[,\s]+/giu, ' ¦ ')
    .replaceAll(new RegExp(String.raw`\s*,?\s+(?:and|&|plus|as well as|but)\s+(?=${verbStart})`, 'giu'), ' ¦ ')
    .replaceAll(new RegExp(String.raw`\s*,\s*(?=${verbStart})`, 'giu'), ' ¦ ')
    .replaceAll(/,\s*(?:so that|so)\s+/giu, ' ¦ ')
    .replaceAll(/\s+-\s+/gu, ' ¦ ');
  return marked
    .split('¦')
    .map((part) => part.replace(/^[\s,:.-]+|[\s,:-]+$/gu, '').trim())
    .filter((part) => /\p{L}{2}/u.test(part));
}

export const startsWithVerb = new RegExp(`^${verbStart}`, 'iu');
export const verbAhead = new RegExp(String.raw`\s(?=${verbStart})`, 'giu');

/** Words that ask for nothing by themselves. */
const filler = new RegExp(
  String.raw`\b(?:please|thanks?|thank you|automatically|automation|workflow|i|we|you|want|need|would|like|to|the|a|an|it|that|this|should|can|could|will|be|is|are|and|then|also|just|for|me|us|my|our|so|of|in|on|at|with|them|all|new|which|who|do|does|hi|hello|hey|there|something|everything|steps?|process|create|make|build|set up|design|pipeline|when|whenever|as soon as|there|here|possible|ideally|basically|some|time|every|each|thing|things|done)\b`,
  'giu',
);

/** Whether anything is left of a clause once the fillers are gone. */
export function saysSomething(clause: string): boolean {
  return /\p{L}{3}/u.test(clause.replaceAll(filler, ' '));
}
