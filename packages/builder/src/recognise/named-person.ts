const verb = String.raw`(?:e-?mail|mail|tell|notify|inform|alert|remind|ask|thank|invite|warn|greet|let|congratulate|cc|apologise to|say \p{L}+ to|reply to|write to|send (?:it |them |this |that |\p{L}+ ){0,3}?to)`;
const after = String.raw`(?=\s*(?:$|[,.;:(])|\s+(?:for|about|that|to|when|if|with|know|by|via|and|whether|how|on|of|who|which|where|instead|too|also|again|at once|immediately|why|so|in|what|the|our|their)\b)`;
const named = new RegExp(
  String.raw`\b${verb}\s+((?:the |our |my |their |his |her |a |an |each |every |all (?:the |our )?)?)((?!the\b|a\b|an\b|all\b|to\b|it\b|it's\b|this\b|that\b|for\b|about\b|with\b|at\b|by\b|if\b|how\b|when\b|back\b|out\b|and\b|everything\b)[\p{L}'-]+(?:\s+(?!for\b|about\b|that\b|to\b|when\b|if\b|with\b|know\b|by\b|via\b|and\b|whether\b|how\b|on\b|of\b|who\b|a\b|an\b|the\b|their\b|his\b|her\b|our\b|what\b|so\b|in\b)[\p{L}'-]+){0,2})${after}`,
  'iu',
);
/** What is sent, not to whom. */
const things =
  /\b(?:reports?|lists?|mails?|e-?mails?|messages?|reminders?|newsletters?|invoices?|offers?|summar(?:y|ies)|letters?|notes?|results?|files?|details?|confirmation|receipt|total|numbers?|rota|plan|menu|schedule|copy|answer|reply|review|feedback|permission|approval|rating|orders?|link|code|voucher|right away|immediately|now|yes|no|you|updates?|alert|table|excel|pdf|csv|everything|know|why|what|how|whether|who|which|news|code)\b|^(?:in|once)$/iu;

/** Somebody whom no list of people knows, from the place after the verb: “mail facilities for a badge”. */
export function personNamed(clause: string): string | undefined {
  const sent =
    /\b(?:send|give|offer)\s+(?:all |the |our |each |every )*((?:participant|customer|client|member|parent|patient|guest|student|tenant|donor|volunteer|employee|subscriber|applicant|visitor|player|pupil|reporter|finder|person|buyer|sender|requester|candidate|attendee|winner|resident|reviewer|coach|teacher)s?)\s+(?:an?|the|our|their|his|her)\b/iu.exec(
      clause,
    )?.[1];
  if (sent) return sent.toLowerCase();
  const match = named.exec(clause);
  const words = match?.[2]?.trim();
  if (!words || things.test(words) || /@|\d/u.test(words)) return undefined;
  return /^\p{Lu}/u.test(words) && !/^(?:IT|HR)$/u.test(words) ? words : words.toLowerCase();
}
