import { durationPattern } from './durations.ts';

/**
 * Turns of phrase that mean what a plainer one means. The rules read the plain one; the rest of the request stays as it was said.
 * Order matters: later ones read what earlier ones wrote.
 */
export function rephrase(text: string): string {
  return turns.reduce((result, [pattern, plain]) => result.replaceAll(pattern, plain), text);
}

const repeats = String.raw`(?:repeats?|repeated (?:ones|entries|rows|lines|people)|doubles?|doublets|dupes?|double (?:ones|entries|rows|lines|people|names))\b`;
const removal = String.raw`(?:(?:kick|throw|take|weed|chuck|toss|sort|clean|filter|leave|cut|strike) out|get rid of|throw away|remove|drop|delete|no|without(?: any)?|merge away|weed)`;
const order = String.raw`(?:best|worst|highest|lowest|biggest|smallest|largest|longest|shortest|newest|oldest|latest|earliest|cheapest|busiest|fullest|most [\p{L}]+|least [\p{L}]+)`;
const amount = String.raw`[$€£]?\s?\d[\d.,]*k?(?:\s?(?:%|percent|euros?|eur|dollars?|usd|pounds?|€|\$|£|stars?|hours?|days?|people|persons|pieces|degrees))?`;
const compared = String.raw`(?:over|above|under|below|more than|less than|fewer than|at least|at most|up to|from)`;
const straight = String.raw`(?:(?:it |they |those )?(?:goes?|should go|is sent|are sent|gets sent) )?(?:(?:straight|directly|immediately|right away|at once) )*(?:go(?:es)? )?`;

const turns: readonly [RegExp, string][] = [
  [/\s+>\s+(?![$€£]?\d)/gu, ' -> '],
  [/\b(Mr|Mrs|Ms|Dr|Prof|St)\.\s/gu, '$1 '],
  // Several are told, each something of its own.
  [
    /(^|[,;:]\s*|-> |→ |\band )(?!(?:it|that|this|which|who|what|everything|one|each|every|all|nobody|they|he|she|we|i|you)\b)([\p{L}]+) gets? (?!\p{L}+ed\b|\p{L}+en\b|it\b|told\b|sent\b|an? (?:e-)?mail)((?:[\p{L}-]+ ){0,3}[\p{L}-]+)(?=\s*[,;.]|$)/giu,
    '$1notify $2 of $3 by e-mail',
  ],
  [/\b(?:chase|nudge|poke|badger)(?: up)? (?=all|the|every|each|them|him|her|those|our)/giu, 'remind '],
  // Removing what is in a list twice.
  [
    new RegExp(
      String.raw`\b${removal} (?:the |all |all the |any )?double (e-?mail|phone|name|customer|order)s?(?: (?:address|number)(?:es|s)?)?\b`,
      'giu',
    ),
    'remove duplicates by $1',
  ],
  [
    new RegExp(
      String.raw`\b${removal} (?:the |all |all the |any )?(?:${repeats}|duplicates?\b|duplicated? (?:ones|entries|rows|lines)|(?:everybody|everyone|people|those|whoever) (?:who (?:is|are) )?(?:in |listed |there )*twice)`,
      'giu',
    ),
    'remove duplicates',
  ],
  [/\b(?:everybody|everyone|each (?:one|person)|every \w+) only once\b/giu, 'remove duplicates'],
  // Making texts shorter.
  [/\bboil(?:s|ed|ing)? ((?:it|them|this|that|these|those|the [\w ]+?|what [\w ]+?) )down (?:in)?to\b/giu, 'summarise $1in'],
  [/\bboil(?:s|ed|ing)? down (.{2,60}?) (?:in)?to\b/giu, 'summarise $1 in'],
  [/\b(?:give me )?the gist of\b/giu, 'a summary of'],
  [/\b(?:the )?short version\b(?! of)/giu, 'the summary'],
  // Sound and pictures as text.
  [
    /\b(?:turn|put|get|convert) (it|them|this|that|the (?:recording|audio|voicemail|tape|memo)s?) (?:in)?to (?:written )?(?:text|words|writing)\b/giu,
    'transcribe the recording',
  ],
  [/\b(?:turn|put) (?:it|them|this|that) into written text\b/giu, 'transcribe the recording'],
  // What people write about.
  [
    /\b(?:(?:i|we) (?:would )?(?:love|like|want|need) to (?:know|see|find out) )?(?:which|what) (?:subjects|topics|themes|things|problems|issues)(?: (?:come|comes|came) up|are (?:raised|mentioned)| (?:they|people|guests|customers) (?:raise|mention))(?: (?:again and again|most))?(?:,? (?:and )?how (?:often|many times))?/giu,
    'find the common topics',
  ],
  [
    /\bwhat (?:are )?(?:people|they|guests|customers|clients|parents|patients|members|users)(?: are)? (?:talking|talk|writing|write|going on) about(?:,? (?:and )?how often)?/giu,
    'find the common topics',
  ],
  [
    /\b(?:with|of) the (topics|themes|subjects), how many (?:answers|comments|entries|of them)? ?per (?:topic|theme|subject)\b/giu,
    'with the $1',
  ],
  [
    /\b(?:i|we) (?:would like|want|need|would love) (an? (?:[\p{L}-]+ ){0,3}(?:letter|reply|answer|text|message|poem|speech|description|offer)) (?=for|to|that)/giu,
    'write $1 ',
  ],
  // Reckoning.
  [/\badd(s?) (them|it|these|those|the [\p{L}]+|everything) up\b/giu, 'add$1 up $2'],
  [
    /\bput (\d+(?:[.,]\d+)?) ?(?:%|percent) (VAT|tax|discount|markup|margin)? ?on (?:to )?(?:every|each|all(?: the)?|the) ([\p{L}]+)/giu,
    'add $1% $2 to $3',
  ],
  [
    new RegExp(
      String.raw`\b((?:tell|inform|notify|e-?mail|mail|warn) (?:the |our |my )?[\p{L}]+(?: by (?:e-)?mail)?) about (?:those|the ones|everything|everybody|all|anything)(?: that (?:is|are))? (${compared} ${amount})`,
      'giu',
    ),
    'keep only those $2, $1 by e-mail',
  ],
  [
    new RegExp(
      String.raw`\bkeep (?:only |just )?the (?:things|items|articles|ones|products) (?:that |which )?(?:we|i|they) have (${compared}) (${amount})(?: of)?`,
      'giu',
    ),
    'keep only rows where quantity is $1 $2',
  ],
  [/\b(?:keep|take|show|send|use) just (?=the |those )/giu, 'keep only '],
  // Order.
  [
    new RegExp(
      String.raw`(?<!\b(?:sort|rank|order)[^,;.]{0,40})(?<!\b(?:by|sorted|sort),?),?\s+(?:and |with )?(?:the )?(${order})(?: (?!first|on\b|at\b)([\p{L}]+)(?: [\p{L}]+)?)? (?:(?:comes? |goes? |goes )?first|on (?:the )?top|at the top|uppermost|leading)\b`,
      'giu',
    ),
    ', sort by $2 $1 first',
  ],
  [/\b(?:and )?(?:wants|expects|needs) ((?:the |a |an )?[^,.;:]{3,40}?) (?:(?:straight|right) )?back\b/giu, 'and return $1'],
  // Handing over.
  [/\bhand(?:s|ing)? (?:me|us) back\b/giu, 'give me'],
  [
    /^(?:(?:i would|i|we) (?:like|want) to |let me )?(?:give|feed|hand) (?:it|you|this) ((?:my|our|a|the) [\p{L} ]{3,40}?)(?= and |,|\.|$)/giu,
    'I upload $1',
  ],
  [
    /\b(?:here (?:is|are|comes|come)|take|given) (?:the|a|an|my|our) ((?:[\p{L}]+ )?(?:list|table|spreadsheet|sheet|export)(?: of [\p{L}]+)?)(?=[.,;]|$)/giu,
    'I upload a $1',
  ],
  // Agreeing.
  [/(^|[>,;.]\s*|\bthen |\band )i (?:approve|agree|ok|okay)(?=\s*(?:[>,;.-]|$))/giu, '$1ask me to approve'],
  [
    /\b(?:let|have) me (?:check|see|read|look at|look over|review|approve|confirm) (?:it|them|that|this)(?: (?:first|before))?\b/giu,
    'ask me to approve',
  ],
  [
    /\b(?:has|have|needs?) to say (?:yes|ok|okay)\b|\bmust say (?:yes|ok|okay)\b|\bhas to (?:give (?:his|her|their) )?(?:ok|okay|blessing)\b/giu,
    'has to approve',
  ],
  [/\b(the|our|my) ([\p{L}]+(?: [\p{L}]+)?) (?:must|has to|needs to) (?:release|clear|sign) (?:it|them|this)\b/giu, '$1 $2 has to approve'],
  // Waiting.
  [new RegExp(String.raw`\b(?:give|grant|leave) (?:them|him|her|it|the [\p{L}]+) (${durationPattern})\b`, 'giu'), 'wait $1'],
  // Which of the readings goes to whom.
  [
    /(^|[;,.:]\s*|\band )(?:the )?([\p{L}]+) ones (?:(?:go|goes|should go|must go|are sent|get sent|are forwarded) )?(?:(?:straight|directly|immediately|right away|at once) )*to (?=the |our |my |\p{L})/giu,
    '$1if it is $2, send it to ',
  ],
  [
    /(?:[,;.]|\band)\s*(?:everyone else|everybody else|(?:all |the )others?|the rest|all the rest|anything else|everything else)(?: just| simply| only)? (?:gets?|receives?)\b/giu,
    ', otherwise send',
  ],
  [
    /(?:[,;.]|\band)\s*(?:everyone else|everybody else|(?:all |the )others?|the rest|all the rest|anything else|everything else)(?: (?:go|goes|should go))? (?=to (?:the|our|my)\b)/giu,
    ', otherwise send it ',
  ],
  // A branch without "if".
  [
    new RegExp(String.raw`(^|[.;:,>]\s*)(?:if )?(?:it is )?(${compared} ${amount}),?:? ${straight}to (?=the |our |my |\p{L})`, 'giu'),
    '$1if the amount is $2, send it to ',
  ],
  [
    new RegExp(
      String.raw`(^|[.;:>]\s*)(?:anything |everything |sums? |all )?(${compared} ${amount}):? (?=(?:the |our |my )?[\p{L}]+ (?:must|has to|have to|approves?|needs? to|decides?)\b)`,
      'giu',
    ),
    '$1if the amount is $2, ',
  ],
  [
    /\b(otherwise|else),?:? (?=just (?:an? )?|an? )(?:just )?(?=(?:an? )?(?:[\p{L}-]+ ){0,2}(?:mail|e-mail|message|reminder|thank)\b)/giu,
    '$1 send ',
  ],
  [new RegExp(String.raw`(?<=\d[\d.,]*(?: euros?| dollars?| pounds?)?): (?:an? )?(?:e-)?mail to\b`, 'giu'), ', send an e-mail to'],
  // Going out.
  [
    /(^|[;,.:]\s*|\band )(?:the )?(approved|accepted|rejected|declined|refused) ones (?:get|receive) (?=an? |our |the )/giu,
    '$1if $2, send them ',
  ],
  [
    /[,;]\s*(?:and )?(?:the )?(?:rest|others) (?=an? (?:[\p{L}-]+ ){0,2}(?:no|note|mail|e-mail|message|refusal|answer|reply)\b)/giu,
    ', otherwise send ',
  ],
  [
    /\b(and |then |, )write (them|him|her|the (?:members?|customers?|clients?|parents?|tenants?|guests?|patients?))(?=\s*(?:[,;.]|$))/giu,
    '$1e-mail $2',
  ],
  [
    /\b(?:whoever|everyone who|everybody who|those who|people who|the ones who) (?:has |have )?(?:signed up|registered|booked|filled|answered|applied|ordered|came|took part)[^,.;]{0,40}? gets? (?=an? |our |the )/giu,
    'send them ',
  ],
  [/(^|[,;>]\s*|\bthen |\band )(?:straight |then )?out to (the|our|my) ([\p{L} ]+?) by (?:e-)?mail/giu, '$1send it to $2 $3 by e-mail'],
  [/,\s*(?:and )?by (?:e-)?mail to\b/giu, ', send it by e-mail to'],
  [
    /(^|[,;>]\s*|\bplus |\bthen |\band )(?:an? )?(?:e-)?mail to (?=the |our |my |\p{L}+(?: team)?\s*(?:$|[,.;]))/giu,
    '$1send an e-mail to ',
  ],
  [/\b(?:write|mail|e-mail|remind|ask|text) (?:(?:them|him|her|it) )?(?:again|once more|a second time)\b/giu, 'send another'],
  [
    /(^|[,;.>]\s*|\b(?:and|then|plus) )((?:the|our|my|his|her|their) [\p{L}-]+(?: (?!should|must|shall|will|can|then|also|gets?|who|that)[\p{L}-]+)?|[\p{L}]+ing|accounting|hr|everyone|everybody|they|he|she|parents|the class teacher) (?:(?:should|must|shall|will|can) (?:also )?)?(?:gets?|receives?) (?:it|one|a copy|told|to know|informed|notified)(?: by (?:e-)?mail| too| as well)?(?=[,;.]|$| and | then )/giu,
    '$1send it to $2',
  ],
  [
    /(^|[,;.>]\s*|\b(?:and|then|plus) )((?:the|our|my|his|her|their) [\p{L}-]+(?: (?!should|must|shall|will|can|then|also|gets?|who|that)[\p{L}-]+)?|accounting|hr|everyone|everybody|they|he|she|parents) (?:(?:should|must|shall|will|can) (?:also )?)?(?:gets?|receives?) ((?:an? |our |the )?(?:[\p{L}-]+ ){0,3}(?:e-?mail|mail|message|note|reminder|confirmation|thank[- ]you|notice|summary|report|list|copy)\b)/giu,
    '$1send $2 $3',
  ],
];
