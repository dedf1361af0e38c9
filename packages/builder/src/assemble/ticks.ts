import type { Condition } from '../recognise/conditions.ts';
import { camel, capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { addField, type Field, fieldsOf, setFields } from './form-field.ts';

/** “Whoever ticks blood thinners”: a box is spoken of. */
const tick =
  /\b(?:tick(?:s|ed)?|check(?:s|ed)? the box|cross(?:es|ed)? the box|opt(?:s|ed)? in|wants?(?!\s+(?:to|us|it|that|more|less)\b)|agrees? to|consents? to)\b/iu;

export const saysTick = ({ words }: Condition): boolean => tick.test(words);

/**
 * A condition that whoever fills in the form knows and no field says: the form asks for it, with a tick or with the two names that were said.
 * Empty where somebody else has to know, or where it is seen only later.
 */
export function ticked(assembly: Assembly, condition: Condition): string {
  const fields = fieldsOf(assembly);
  if (!fields || assembly.data.record !== 'input') return '';
  const box = boxSaid(assembly, condition, fields);
  if (box !== undefined) return box;
  if (fields.every(({ type }) => type === 'file') || !isKnownToSender(assembly, condition)) return '';
  const isUnless = isTurned(condition);
  const words = plainWords(condition.words);
  const named = condition.subject === '' || condition.isGuessed || condition.test === 'unread' ? 'kind' : condition.subject;
  if (/^(?:yes|no)$/u.test(String(condition.value)) && condition.test === 'equals' && named !== 'kind') {
    const holds = ticked(assembly, { ...condition, words: condition.subject, test: 'unread', value: '', negated: false });
    return holds !== '' && (condition.value === 'no') !== condition.negated ? `!(${holds})` : holds;
  }
  const asked = condition.options ? undefined : fields.find((field) => asksFor(field, words));
  if (asked) {
    setFields(
      assembly,
      fields.map((field) => (field === asked ? { ...field, type: 'choice', options: ['Yes', 'No'] } : field)),
    );
    return `lower(string(input.${asked.name})) ${isNegative(words) !== isUnless ? '!=' : '=='} "yes"`;
  }
  const { options } = condition;
  const name = options ? fieldName(named, []) : nameOf(words);
  if (!/^[a-z]\w*$/iu.test(name)) return '';
  if (!fields.some((field) => field.name === name)) {
    if (options)
      addField(assembly, { name, type: 'choice', required: true, options: options.map((option) => capital(option)) }, capital(named));
    else addField(assembly, { name, type: 'checkbox', required: false }, capital(words));
  }
  const holds = options ? `lower(string(input.${name})) == ${JSON.stringify(options[0])}` : isTicked(name);
  return isUnless ? `!(${holds})` : holds;
}

/** A box that nobody touched may not be sent at all. */
const isTicked = (name: string, is = true): string => `default(input.${name}, false) == ${String(is)}`;

/** A box of the form, where the words name it; undefined where they tick nothing. */
function boxSaid(assembly: Assembly, { words, subject, value, negated }: Condition, fields: readonly Field[]): string | undefined {
  const said = tick.exec(words);
  if (!said) return undefined;
  const after = words.slice(said.index + said[0].length).replace(/^\s*(?:(?:that|the|for|to|a|an)\s+)*/iu, '');
  const named = [String(value), after, subject]
    .map((one) => one.replaceAll(/["“”.,;!?]/gu, '').trim())
    .find((one) => one !== '' && !/tick/iu.test(one));
  if (named === undefined || named.split(/\s+/u).length > 4) return undefined;
  const boxes = fields.filter(({ type }) => type === 'checkbox');
  // “If they ticked it” is the only box that there is.
  const isOnly = boxes.length === 1 && /^(?:it|that|this|the box|ticked it|the (?:tick|check)box)$/iu.test(named);
  const name = isOnly ? (boxes[0]?.name ?? '') : camel(fieldName(named, assembly.data.recordFields));
  const known = fields.find((field) => field.name === name);
  if (!/^[A-Za-z]\w*$/u.test(name) || (known && known.type !== 'checkbox')) return undefined;
  if (!known) addField(assembly, { name, type: 'checkbox', required: false });
  return isTicked(name, !negated && !/\b(?:not|un)\b|n['’]t\b/iu.test(words.slice(0, said.index)));
}

/** What is seen later, elsewhere, at a certain time, by comparing or by reading is not known to whoever fills in a form. */
function isKnownToSender({ nodes }: Assembly, { words, subject, test }: Condition): boolean {
  const isLater = nodes.some(
    ({ type }) => type === 'flow.delay' || type === 'http.request' || (type === 'flow.approval' && test === 'unread'),
  );
  const isElsewhere =
    /\b(?:list|table|database|sheet|calendar|stock|budget|quota|limit|free|available|reply|replies|replied|answers?|answered|reacts?|reaction|yet|still|again|already|ever|never|before|first|second|third|twice|times|row|last|same|match\w*|differ\w*|correct|valid|complete|looks?|seems?|sounds?|weekend|weekdays?|night|evening|morning|noon|day|today|tomorrow|week|month|year|january|february|march|april|may|june|july|august|september|october|november|december|winter|summer|spring|autumn|season|holiday|hours?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|nobody|everything|anything|something|mentions?|mentioned|contains?|says|about|unclear|legible|readable|unreadable|than|more|less|over|under|nothing|none|left|forget|ignored?|skip|highest|lowest|best|most|beats?|exceeds?|filled|given|missing|empty|didn['’]t|all of|approv\w*|agree\w*|accept\w*|confirm\w*|(?:un)?paid|pays|overdue|outstanding|pending|expired|shipped|delivered)\b|\d/iu.test(
      words,
    );
  return (
    !isLater &&
    !isElsewhere &&
    subject !== 'decision' &&
    words.split(/\s+/u).length <= 8 &&
    /\p{L}{3}/u.test(words) &&
    !/\b(?:does|do|did|is|can|so|them)$/iu.test(words)
  );
}

/** “Is there heating at all”, asked by the form, for “no heating”. */
function asksFor({ label, type }: Field, words: string): boolean {
  const isQuestion = /^(?:is|are|do|does|has|have|can|any|with|need|want|will)\b|\?$|yes/iu.test(label);
  const said = words.toLowerCase();
  return (
    type !== 'choice' &&
    isQuestion &&
    label
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .some((word) => word.length > 4 && said.includes(word.replace(/s$/u, '')))
  );
}

/** “Unless …”, whether the words still say so or not. */
export const isTurned = ({ words, negated }: Condition): boolean =>
  /^\W*(?:but\s+)?(?:unless|except|not if)\b/iu.test(words) || (negated && !isNegative(words));

const isNegative = (words: string): boolean => /\b(?:no|not|without|never|none)\b|n['’]t\b/iu.test(words);

/** “if they bring a dog” → they bring a dog */
const plainWords = (words: string): string =>
  words
    .replace(
      /^\W*(?:(?:and|but|or|so|also|only|if|when|where|unless|except|not if|in case|for|it['’]?s|it is|there['’]?s|there is)\s+)+/iu,
      '',
    )
    .replaceAll(/["“”?!.,;:]/gu, '')
    // “They tick digital” is the tick itself.
    .replace(/^(?:(?:they|he|she|somebody|someone|the \p{L}+)\s+)?(?:has\s+)?tick(?:s|ed)?\s+|\s+(?:is |are |was )?ticked$/giu, '')
    .trim();

const nameOf = (words: string): string =>
  words
    .normalize('NFD')
    .replaceAll(/[^A-Za-z ]/gu, '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => !/^(?:the|a|an|is|are|they|he|she|it|of|to|in|on|at)$/u.test(word))
    .slice(0, 4)
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');
