/** Verbs that begin an order whatever follows. */
const plain =
  'send|notify|inform|tell|warn|remind|let|ask|wait|filter|keep|remove|drop|delete|ignore|exclude|skip|sort|rank|cluster|sum up|add(?: up)?|calculate|compute|work out|multiply|classify|categorise|triage|detect|decide|extract|pull|pick|find|summarise|condense|write|compose|respond|translate|rewrite|create|make|generate|build|produce|prepare|give|get|show|save|store|fetch|look|read|load|merge|combine|join|convert|turn|push|forward|put|insert|append|enter|approve|have|deduplicate|dedupe|sync|attach|publish|assign|compare|validate|highlight|thank|confirm|invite|collect|hide|anonymise|archive|analyse|analyze|ping|bring|figure out|break down|take|use|escalate|identify|determine|suggest|propose|announce|congratulate|process|handle|follow up|transcribe|recognise|monitor|throw|leave out|shorten|simplify|proofread|correct|pass|submit|delete|clean(?: up)?|execute|store|apply|subtract|deduct|divide|unify|normalise|wish|greet|tally|discard|look up|look for|cancel|close|reject|prioritise|poll|query|redact|publish|refuse|onboard|register|enrol|hand|buy|pay|deliver|reserve|trigger|start|stop|search|go through|switch|bill|charge|ship|explain|convert|delay|pause|alphabetise|append|mention|store|archive|act|tweet|dm';
/** Nouns as well; verbs only with something after them that verbs have. */
const doubtful =
  'e-?mail|mail|message|text|order|report|review|list|book|call|label|tag|record|score|rate|schedule|print|post|log|file|total|average|count|sum|group|answer|reply|comment|copy|match|set|run|export|import|alert|update|draft|flag|mark|route|phone|note|check|open|move|download|upload|fax|place|return|split|mask|cc|sms|display|store|invoice|welcome|page|chart|plot|map|ring|plan|queue|archive|return';
const objects = String.raw`(?=\s+(?:it|them|this|that|these|those|me|us|him|her|you|one|everyone|everybody|someone|the|an?|my|our|their|his|its|all|each|every|any|only|by|to|from|into|as|in|out|up|down|how|whether|if|what|which|back|through|for|on|with|over|via|per|at|everything|both|how|tenants?|customers?|parents?|patients?|staff|delete|https?:|\d|"|[\w.+-]+@|\p{L}+ (?:to|as|by|per|in|into|from)\b)|\s*$)`;

const lead = String.raw`(?:please |also |then |just |automatically |finally |afterwards |next |after that |first(?: of all)? |always |always |immediately |directly |i (?:want|need|would like) (?:you )?to |we (?:want|need|would like) to |(?:it|you|we) (?:should|must|shall|can|could) (?:then |also )?|should |must |can you |could you |you |i want |we want |to |(?:make|create|build|set up|have|need) (?:me )?(?:something|a workflow|an automation|an? (?:little |simple )?(?:process|bot|flow|system|tool)|it so) (?:that|which|to|where) )*`;

/** An order begins here: leading words, then a verb. */
export const verbStart = String.raw`${lead}(?:(?:${plain})(?:s|es)?\b(?!['-]|\s*(?:is|are|was|were|of)\b)|(?:${doubtful})(?:s|es)?\b(?!['-])${objects})`;
export const startsWithVerb = new RegExp(`^${verbStart}`, 'iu');
export const verbAhead = new RegExp(String.raw`\s(?=${verbStart})`, 'giu');

const leadOnly = new RegExp(`^${lead}`, 'iu');

/** The verb that a clause begins with, without its ending; undefined when it begins with something else. */
export function headOf(clause: string): string | undefined {
  if (!startsWithVerb.test(clause)) return undefined;
  const word = /^[\p{L}-]+/u.exec(clause.replace(leadOnly, ''))?.[0]?.toLowerCase();
  return word?.replace(/^email/u, 'e-mail').replace(/^(.{3,}?[^s])s$/u, '$1');
}

export function withoutLead(clause: string): string {
  return clause.replace(leadOnly, '');
}

const participles: Record<string, string> = {
  sent: 'send',
  'e-mailed': 'e-mail',
  mailed: 'mail',
  forwarded: 'forward',
  saved: 'save',
  stored: 'save',
  booked: 'post',
  posted: 'post',
  approved: 'approve',
  summarised: 'summarise',
  classified: 'classify',
  grouped: 'group',
  sorted: 'sort',
  counted: 'count',
  removed: 'remove',
  deleted: 'delete',
  translated: 'translate',
  exported: 'export',
  written: 'write',
  added: 'add',
  notified: 'notify',
  informed: 'inform',
  told: 'tell',
  reminded: 'remind',
  checked: 'check',
  extracted: 'extract',
  thanked: 'thank',
  made: 'make',
  created: 'create',
  alerted: 'alert',
  converted: 'convert',
  merged: 'merge',
  filtered: 'filter',
  calculated: 'calculate',
  pushed: 'push',
  uploaded: 'post',
  put: 'put',
  returned: 'return',
  answered: 'answer',
  published: 'publish',
  printed: 'print',
  invited: 'invite',
};

/** "it is then sent to the customer" as "send it to the customer"; "the team gets notified" as "notify the team". */
export function active(clause: string): string {
  const match =
    /^((?:it|they|this|that|all|everything|(?:the|an?|all|our|each|every|my) [\p{L} -]{2,40}?))\s+(?:is|are|gets?|should be|should get|must be|has to be|have to be|needs? to be|shall be|will be|can be|to be)\s+(?:then |automatically |immediately |also |first )*([\p{L}-]+)\b(.*)$/iu.exec(
      clause,
    );
  const verb = participles[(match?.[2] ?? '').toLowerCase()];
  if (!match || !verb) return clause;
  if (verb === 'approve' || /\bby\b/iu.test(match[3] ?? ''))
    return verb === 'approve' || /^\s*by\b/iu.test(match[3] ?? '') ? clause : `${verb} ${match[1]}${match[3] ?? ''}`;
  return `${verb} ${match[1]}${match[3] ?? ''}`;
}
