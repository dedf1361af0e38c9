import type { WishKind } from './wish.ts';

const textNouns =
  /\b(comments?|complaints?|feedback|reviews?|answers?|responses?|messages?|tickets?|e-?mails?|opinions?|suggestions?|replies|remarks?|testimonials?|free[- ]text|open questions?|survey|questions?|issues|requests|notes|posts|enquiries|inquiries|descriptions?|reasons)\b/iu;

/** Work on text: group by topic, classify, extract, summarise, write. */
export function detectText(clause: string): WishKind[] {
  return [detectTopics(clause), detectClassify(clause), detectExtract(clause), detectSummarize(clause), detectGenerate(clause)].filter(
    (wish): wish is WishKind => wish !== undefined,
  );
}

function nounIn(clause: string, fallback: string): string {
  return textNouns.exec(clause)?.[1]?.toLowerCase() ?? fallback;
}

function detectTopics(clause: string): WishKind | undefined {
  const byTopic =
    /\b(?:group|cluster|sort|bundle|organi[sz]e|arrange|split|categorise|classify|break down|divide|collect|put|count|bucket)\b[^;]*\b(?:by|into|per|on|under)\s+(?:the |their |common |main |similar |different |what )?(?:main |common |recurring )?(topics?|themes?|subjects?|problems?|(?:kind|type)s? of (?:problem|complaint|issue)|issues?|topic areas?|they are about|reasons?|concerns?)\b/iu.test(
      clause,
    );
  const finds =
    /\b(?:find|show|tell|list|identify|discover|see|spot|know|work out|figure out|what are|detect|analyse|analyze)\b[^;]*\b(?:common |main |top |recurring |biggest |most frequent |frequent |typical )*(?:topics?|themes?|(?:common|main|recurring|biggest|frequent|top) (?:complaints?|problems?|issues?|concerns?|reasons?|questions?|requests?|suggestions?)|(?:what|why) (?:people|customers|guests|patients|parents|they|clients|students|users) (?:complain|say|are (?:saying|unhappy|complaining|talking)|talk|want|dislike|like|ask))/iu.test(
      clause,
    );
  const listed = /\bwith (?:the |a list of (?:the )?)?(?:main |common |recurring )?(?:topics|themes|subjects)\b/iu.test(clause);
  const similar =
    /\b(?:group|cluster|bundle)\b[^;]*\b(?:similar|alike|belong together|same thing)\b/iu.test(clause) ||
    (/\b(?:group|cluster|bundle)\b/iu.test(clause) && textNouns.test(clause) && !/\b(?:by|per)\b/iu.test(clause));
  if (!byTopic && !finds && !similar && !listed) return undefined;
  return {
    kind: 'topics',
    onlyComplaints: /\bcomplain\w*|\bnegative|unhappy|dissatisf|what (?:is|goes) wrong|problems\b/iu.test(clause),
    noun: nounIn(clause, 'comments'),
  };
}

const sentiment =
  /\b(?:sentiment|positive (?:or|and|\/|vs) negative|negative (?:or|and|\/|vs) positive|tone of|mood|happy or (?:un|not )happy|good or bad)\b/iu;
const urgency =
  /\b(?:urgency|how urgent|urgent or not|priority|prioriti[sz]e|priorities|urgent (?:or|and|vs) (?:normal|not urgent|routine))\b/iu;

function detectClassify(clause: string): WishKind | undefined {
  const noun = nounIn(clause, 'text');
  if (sentiment.test(clause)) return { kind: 'classify', labels: ['positive', 'neutral', 'negative'], noun };
  const into =
    /\b(?:sort|classify|categorise|label|tag|split|divide|group|triage|assign|route|put|mark|bucket|separate|file)\b[^;]*?\b(?:into|as|either|between|in|with|:|to)\s+(?:either |one of |the (?:categories|labels|groups|classes) |categories |(?:\w+ )?categories:? )*((?:"?[\p{L}][\p{L} '-]{1,24}"?\s*,\s*)*"?[\p{L}][\p{L} '-]{1,24}"?\s*,?\s+(?:or|and|\/|vs)\s+"?[\p{L}][\p{L} '-]{1,24}"?)(?=$|[.,;]|\s+(?:and|then|for|using|based)\b)/iu.exec(
      clause,
    );
  const sharp =
    /\b(?:into|as|either|between)\s+(?:either |one of |(?:\w+ )?categories:? )*((?:[\p{L}][\p{L} '-]{1,24}\s*,\s*)*[\p{L}][\p{L} '-]{1,24}?\s*,?\s+(?:or|and|vs)\s+[\p{L}][\p{L} '-]{1,24}?)(?=$|[.,;]|\s+(?:then|for|using|based)\b)/iu.exec(
      clause,
    );
  for (const list of [
    into && /\b(?:sort|classify|categorise|label|tag|split|divide|group|triage|assign|route|put|mark|bucket|separate|file)\b/iu.test(clause)
      ? sharp
      : undefined,
    into,
  ]) {
    if (!list) continue;
    const labels = (list[1] ?? '')
      .split(/,|\bor\b|\band\b|\/|\bvs\b/iu)
      .map((label) =>
        label
          .replaceAll(/["']/gu, '')
          .replace(/^\s*(?:an?|the|either)\s+/iu, '')
          .trim()
          .toLowerCase(),
      )
      .filter((label) => label.length > 1 && label.split(' ').length <= 3);
    if (labels.length >= 2 && !labels.some((label) => /excel|pdf|csv|e-?mail|send|topic|theme/u.test(label)))
      return { kind: 'classify', labels, noun };
  }
  if (urgency.test(clause)) return { kind: 'classify', labels: ['urgent', 'normal'], noun };
  const among =
    /\b(?:decide|detect|determine|check|find out|work out|see|say|tell)\s+(?:whether|if|what)\s+(?:it|they|this|that|the \w+|each \w+)\s+(?:is|are)\s+(?:about\s+|an?\s+)?((?:[\p{L} -]{3,24}?\s*,\s*)+(?:[\p{L} -]{3,24}?,?\s+)?or\s+(?:an?\s+)?[\p{L} -]{3,24}?)(?=$|[.,;])/iu.exec(
      clause,
    )?.[1];
  if (among)
    return {
      kind: 'classify',
      labels: among
        .split(/,|\bor\b/iu)
        .map((label) =>
          label
            .replace(/^\s*(?:an?|the|about)\s+/iu, '')
            .trim()
            .toLowerCase(),
        )
        .filter(Boolean),
      noun,
    };
  const whether =
    /\b(?:decide|detect|determine|check|find out|work out|tell|recognise|see)\s+(?:whether|if)\s+(?:it|they|this|that|the \w+|an? \w+|each \w+)\s+(?:is|are)\s+(?:an?\s+)?([\p{L} -]{3,24}?)(?:\s+or\s+(?:an?\s+)?([\p{L} -]{3,24}?))?(?=$|[.,;]|\s+and\b)/iu.exec(
      clause,
    );
  if (whether && !/\b(?:over|under|above|below|more|less|empty|missing|up|down|online|available|there|paid)\b/iu.test(whether[0])) {
    const yes = (whether[1] ?? '').trim().toLowerCase();
    return { kind: 'classify', labels: [yes, (whether[2] ?? `not ${yes}`).trim().toLowerCase()], noun };
  }
  if (/\b(?:spam)\b/iu.test(clause) && /\b(?:detect|filter|check|recognise|mark|flag)\b/iu.test(clause))
    return { kind: 'classify', labels: ['spam', 'genuine'], noun };
  if (/\b(?:classify|categorise|triage|label|tag)\b/iu.test(clause)) {
    const department = /\bdepartments?|teams?\b/iu.test(clause);
    return { kind: 'classify', labels: department ? ['sales', 'support', 'billing', 'other'] : [], noun };
  }
  return undefined;
}

function detectExtract(clause: string): WishKind | undefined {
  const match =
    /\b(?:extract|pull(?: out)?|pick(?: out)?|grab|read(?: out)?|get|take(?: out)?|capture|collect|find|copy|identify)\s+(?:the |all |their |its |only )*((?:[\p{L}][\p{L}' -]{1,28}?\s*(?:,|\band\b|&|\/)\s*(?:the |their |its )?)*[\p{L}][\p{L}' -]{1,28}?)\s+(?:from|out of|of|in|on)\s+(?:the |each |every |an? |it|them|these|all |this |that |our |my |their )*([\p{L}-]*)/iu.exec(
      clause,
    );
  const names = /\b(?:extract|pull out|pick out|read out|capture)\b/iu.test(clause);
  if (!match && !names) return undefined;
  const whole =
    /^(?:please |then |also )*(?:extract|pull out|pick out|read out|capture)\s+(?:the |all |their )*(.+?)(?:\s+(?:from|out of|in (?:the|each|every|it|them))\b.*)?$/iu.exec(
      clause,
    )?.[1];
  const listed =
    whole ?? match?.[1] ?? /\b(?:extract|pull out|pick out|read out|capture)\s+(?:the |all |their )*(.+)$/iu.exec(clause)?.[1] ?? '';
  const fields = listed
    .split(/,|\band\b|&|\//iu)
    .map((field) =>
      field
        .replace(/^\s*(?:the|their|its|an?|all)\s+/iu, '')
        .replace(/\b(?:from|out of|in)\b.*$/iu, '')
        .trim()
        .toLowerCase(),
    )
    .filter((field) => field.length > 1 && field.split(' ').length <= 4);
  const isData =
    names ||
    fields.some((field) =>
      /\b(?:names?|dates?|amount|totals?|numbers?|address\w*|e-?mails?|phones?|price|sum|vat|tax|iban|supplier|vendor|due|deadline|company|quantity|id|customer|skills?|ages?|birthday|symptoms?|items?|codes?|reference)\b/u.test(
        field,
      ),
    );
  const fromText =
    names ||
    /\b(?:invoice|receipt|pdf|document|contract|e-?mail|message|text|cv|resume|letter|form|report|page|it|them|order|application|note|ticket|comment)/iu.test(
      `${match?.[2] ?? ''} ${/\b(?:from|out of)\s+(?:it|them|this|that)\b/iu.test(match?.[0] ?? '') ? 'it' : ''}`,
    );
  if (!isData || !fromText || fields.length === 0) return undefined;
  return { kind: 'extract', fields, noun: match?.[2]?.toLowerCase() || 'text' };
}

function detectSummarize(clause: string): WishKind | undefined {
  const verb =
    /\b(?:summarise|condense|shorten|boil down|sum up (?:the|what|all|each|every|this|it) ?(?:document|text|comments?|feedback|meeting|notes?|article|report|contract|messages?|answers?|e-?mails?)?)\b/iu.test(
      clause,
    ) && !/\bsum up (?:the |all )?(?:amount|sales|total|number|price|hour)/iu.test(clause);
  const noun =
    /\b(?:a |an |the |short |brief |one-page |weekly |daily )*(?:summary|digest|recap|tl;?dr|key points|main points|highlights|overview|gist|abstract|executive summary)\b/iu.test(
      clause,
    );
  const ofText =
    /\b(?:summary|digest|recap|key points|main points|highlights|overview|gist)\s+(?:of|from|for|about)\s+(?:the |each |every |all |our |what |my |this |that |these |new )*(?:[\p{L}]+ )?(documents?|texts?|pdfs?|contracts?|articles?|meetings?|notes?|minutes|comments?|feedback|reviews?|messages?|tickets?|answers?|e-?mails?|reports?|pages?|news|responses?|it|them|letters?|policy|policies|protocols?|chapters?|files?|papers?|conversations?|posts?|transcripts?|complaints?)\b/iu.test(
      clause,
    );
  const asked =
    /\b(?:an?|short|brief|one-page|weekly|daily|monthly|two-line|quick) (?:\w+ )?(?:summary|digest|recap|tl;?dr)\b/iu.test(clause) &&
    !/\b(?:summary|digest|recap) (?:report |table |list )?(?:per|by|of (?:the )?(?:sales|orders|numbers|hours|amounts))\b/iu.test(clause);
  return verb || asked || (noun && ofText) ? { kind: 'summarize', noun: nounIn(clause, 'text') } : undefined;
}

function detectGenerate(clause: string): WishKind | undefined {
  const writes =
    /\b(?:draft|write|compose|generate|make|build|produce|prepare|formulate|suggest|propose|come up with|create|make up)\s+(?:me |us |them |him |her |up )?(?:an? |the |some |me |\d+ |(?:two|three|five|ten|twenty) |a short |a friendly |a polite |a personal |a personali[sz]ed |each |every |one )*(?:[\p{L}-]+ ){0,3}(replies|reply|responses?|answers?|letters?|posts?|descriptions?|captions?|newsletters?|articles?|blog|texts?|paragraphs?|introductions?|subject lines?|headlines?|proposals?|job ads?|ads?|quiz|questions|exercises|lesson plan|speech|poem|story|cover letter|offer|e-?mails?|apology|press release|slogans?|titles?|ideas|feedback|assessment|evaluation|comments?|explanations?|recommendations?|messages?|minutes|plan)\b/iu.exec(
      clause,
    );
  if (writes) return { kind: 'generate', instruction: clause, noun: writes[1]?.toLowerCase() ?? 'text' };
  const note =
    /^(?:please |then |also )*(?:write|draft|compose|formulate)\s+(?:an? |the |some |me )*(?:\p{L}+ ){0,3}(reminder|invitation|note|greeting|wishes|thank[- ]you)\b/iu.exec(
      clause,
    );
  if (note && !/\b(?:to|them|him|her)\b/iu.test(clause))
    return { kind: 'generate', instruction: clause, noun: note[1]?.toLowerCase() ?? 'text' };
  if (/\bgive\s+(?:\w+ )?(?:feedback|advice|tips|comments|hints)\s+(?:on|to|about|for)\b/iu.test(clause))
    return { kind: 'generate', instruction: clause, noun: 'feedback' };
  const language =
    /\btranslate\b|\b(?:in|into|to) (?:english|german|french|spanish|italian|dutch|polish|portuguese|turkish|arabic|chinese|japanese|ukrainian|russian|swedish)\b/iu.exec(
      clause,
    );
  if (language && /\btranslat|\b(?:rewrite|convert|turn)\b/iu.test(clause))
    return { kind: 'generate', instruction: clause, noun: 'translation' };
  const rewrites =
    /\b(?:rewrite|rephrase|reword|improve the (?:text|wording)|proofread|correct the (?:spelling|grammar)|simplify|explain)\b/iu.test(
      clause,
    );
  if (rewrites) return { kind: 'generate', instruction: clause, noun: 'text' };
  const replies =
    /\b(?:reply|respond|answer)\b(?:\s+to)?\s+(?:the |each |every |their |it|them|him|her|customer|these|all)*\s*(?:customers?|reviews?|messages?|comments?|questions?|enquir\w+|inquir\w+|tickets?|complaints?|requests?|e-?mails?|it|them)?\b(?:\s+(?:politely|personally|friendly|automatically|with an? (?:friendly|polite|personal|helpful) \w+))?/iu.test(
      clause,
    );
  const isFixed =
    /\b(?:thank|confirm|receipt|acknowledg|we (?:got|received)|"[^"]+")/iu.test(clause) ||
    /\b(?:with (?:the )?(?:json|result|data|ok|status|list|file|count|total)|the caller)\b/iu.test(clause);
  return replies && !isFixed && !/\b(?:respond|answer|reply) with\b/iu.test(clause)
    ? { kind: 'generate', instruction: clause, noun: 'reply' }
    : undefined;
}
