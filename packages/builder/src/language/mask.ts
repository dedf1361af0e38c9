const space = '\uE000';
const comma = '\uE001';
const stop = '\uE002';

/** Gives masked pieces their spaces and commas back. */
export function unmask(text: string): string {
  return text.replaceAll(space, ' ').replaceAll(comma, ',').replaceAll(stop, '.');
}

const masked = (text: string): string => text.replaceAll(' ', space).replaceAll(',', comma).replaceAll('.', stop);

/** Hides the spaces and commas of quotes, brackets and enumerations, so that no clause is cut inside them. */
export function mask(text: string): string {
  const quoted = text.replaceAll(/"[^"]{1,400}"|\([^()]{1,400}\)/gu, (piece) => masked(piece));
  return maskLists(quoted);
}

const opener =
  /\b(?:with(?! (?:more|less|fewer|over|under|at least|at most|above|below)\b)|asking for|asks? for|that takes|containing|contains|collecting|collects?|enters?|fields?(?: are)?|extract|pull out|pull|pick out|pick|read out|capture|grab|get|take|out of it|find|into|as|either|between|about|categories|labels|columns|for)\b:?\s+|:\s+/giu;
/** Nouns of fields that are verbs too. */
const fieldNouns =
  /^(?:the |an? |their |his |her |its |your )*(?:[\w-]+ )?(?:e-?mails?|mail|message|comments?|question|date|dates?|phone|numbers?|address|reason|amount|total|count|subject|notes?|photo|receipt|file|cv|rating|class|grade|order|review|text|price|name|names|rate|rates|score|label|sum|average|answer|request|report|list|record|update|vat|tax|complaints?|questions?|orders?|requests?|refunds?|returns?)(?: (?:number|address|date|name|id))?$/iu;
const listBreak =
  /^(\s*,\s*(?:and|or)\s+|\s*,(?!\s*(?:so|then|please|but|match|merge|put|join|combine|send|make|save|sort|remove|keep|draft|wait)\b)\s*|\s+(?:and|or|vs)\s+|\s*\/\s*)/iu;
const itemEnd =
  /(?=\s*(?:,|;|\.(?:\s|$)|:|\/|$)|\s+(?:and|or|vs|from|out|of|in|on|to|for|then|by|so|when|if|that|which|based|using|at|is|are|must|has|into|before|after|per|via|should|who|where|where|are)\b)/iu;

/** "with name, e-mail and message" and "into complaint, question or praise": noun after noun. */
function maskLists(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(opener)) {
    const start = match.index + match[0].length;
    if (match.index < from) continue;
    const end = listEnd(text, start);
    if (end === undefined) continue;
    result += text.slice(from, start) + masked(text.slice(start, end));
    from = end;
  }
  return result + text.slice(from);
}

/** Where the enumeration that begins here ends; undefined when there are not two nouns. */
function listEnd(text: string, start: number): number | undefined {
  let at = start;
  let items = 0;
  let end: number | undefined;
  for (;;) {
    const rest = text.slice(at);
    const length = rest.search(itemEnd);
    const item = rest.slice(0, length < 0 ? rest.length : length);
    if (!isNoun(item, items === 0)) return items >= 2 ? end : undefined;
    items += 1;
    at += item.length;
    end = at;
    const divider = listBreak.exec(text.slice(at));
    if (!divider) return items >= 2 ? end : undefined;
    at += divider[0].length;
  }
}

const verbish =
  /^(?:please|then|also|send|notify|inform|tell|alert|warn|remind|let|ask|wait|filter|keep|remove|drop|delete|ignore|sort|rank|group|count|sum|add|calculate|classify|categorise|label|tag|extract|pull|pick|find|summarise|write|draft|reply|respond|translate|create|make|generate|build|produce|prepare|give|get|show|export|save|store|download|fetch|call|check|read|load|merge|combine|convert|turn|post|push|forward|put|update|approve|have|return|deduplicate|clean|split|attach|print|compare|flag|mark|mail|e-mail|thank|confirm|invite|i|we|you|it|they|if|when|otherwise|after|before|only|best|highest|lowest|excel|csv|pdf|json|everything|review|order|the (?:manager|boss|owner|team)|another|approval)\b/iu;

function isNoun(item: string, isFirst: boolean): boolean {
  const words = item.trim().split(/\s+/u);
  if (item.trim() === '' || words.length > 4 || /[?!"@]|https?:/u.test(item)) return false;
  if (fieldNouns.test(item.trim()) && (isFirst || words.length <= 3))
    return !/^(?:send|give|make|get|then|please|count|sum)\s/iu.test(item.trim());
  return !verbish.test(item.trim());
}
