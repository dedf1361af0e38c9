import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';
import { fieldName, signs } from './expressions.ts';

/** What a number is of, by its unit. */
const units: readonly [RegExp, string][] = [
  [/^(?:km|kms|kilomet(?:re|er)s?|miles?|mi)$/u, 'distance'],
  [/^(?:kg|kgs|kilos?|tons?|tonnes?|grams?|g|lbs?)$/u, 'weight'],
  [/^(?:m2|m²|sqm|sq)$/u, 'area'],
  [/^(?:people|persons?|ppl|heads?|pax)$/u, 'people'],
  [/^(?:degrees?|°c|celsius)$/u, 'temperature'],
  [/^(?:stars?|points?)$/u, 'rating'],
];
const money = /[$€£]|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|chf|bucks|francs?)\b/iu;
const costs =
  /\b(?:orders?|expenses?|purchas\w*|invoices?|quotes?|claims?|donat\w*|budgets?|refunds?|payments?|fees?|costs?|grants?|spend\w*|price\w*|offers?|bills?|receipts?|loans?|discounts?|travel|reimburse\w*|capex|sales?|contracts?)\b/iu;
const noUnits =
  /^(?:or|and|to|of|in|for|we|they|he|she|it|is|are|then|ask|tell|mail|send|the|an?|per|percent|euros?|eur|dollars?|usd|pounds?|gbp|chf|bucks|k|m|days?|weeks?|months?|years?|hours?|minutes?|h|more|less)$/u;

/**
 * The condition with the field it is about, where one thing is at hand and the words name none: what was just worked out, else what the unit of the
 * number tells, else the only number there is, else an amount where money is spoken of. Undefined where nothing tells, so that it is asked.
 */
export function withSubject(assembly: Assembly, said: Condition): Condition | undefined {
  // “When an order over 500 comes in”
  const isComing = /^(?:comes?|arrives?|placed|submitted|received)$/u.test(said.subject);
  const words = said.words.replace(/\s+(?:comes?(?: in)?|arrives?|is (?:placed|submitted|received))\W*$/iu, '');
  const condition = isComing ? { ...said, words, subject: '', isGuessed: true } : said;
  const { record, recordFields } = assembly.data;
  const isForm = record === 'input';
  const isPaper = /^nodes\.\w+\.output\.fields$/u.test(record ?? '');
  const result = workedOut(assembly);
  if (!isForm && !isPaper && record !== 'trigger.body' && result === undefined) return condition;
  const aged = isForm || isPaper ? ageOf(condition) : undefined;
  if (aged) return aged;
  const amount = measured(condition, recordFields);
  if (amount) return amount;
  const { subject, value, test } = condition;
  const isNamed = subject !== '' && condition.words.toLowerCase().includes(subject.toLowerCase());
  if (test === 'unread' || (isNamed && recordFields.includes(fieldName(subject, recordFields)))) return condition;
  // “Both are 5”, “one is not there”
  if (/^(?:both|either|neither|all|any|none|each|one|\d+)$/u.test(subject)) return undefined;
  const isNumber = typeof value === 'number';
  const isOpen = condition.isGuessed === true || (!isNamed && /^(?:amount|quantity|status|age|)$/u.test(subject));
  const own = isNumber && isOpen ? namedIn(words, recordFields) : undefined;
  if (own !== undefined) return { ...condition, subject: own };
  // “More than 5 years”, where “years of experience” are among the fields.
  const length = /\d\s?(\p{L}{3,}?)s?\b/u.exec(words)?.[1]?.toLowerCase();
  const [only, another] = length === undefined ? [] : recordFields.filter((name) => name.toLowerCase().includes(length));
  if (isNumber && isOpen && only !== undefined && another === undefined) return { ...condition, subject: only };
  if (isNumber && isOpen && result !== undefined) return { ...condition, subject: result };
  if (recordFields.includes(fieldName(subject, recordFields))) return condition;
  // What has happened since was not known when it began: “not shipped”, “there is no reaction”.
  if (isLater(assembly) && (isForm || (isOpen && test === 'equals'))) return undefined;
  // A state that nobody calls a field of the form: “unpaid”; a bare number that is compared with nothing: “day 3”.
  if (isOpen && subject === 'status' && test === 'equals' && (isForm || isNumber)) return undefined;
  if (!isNumber || !isOpen) return condition;
  const unit = /\d\s?([\p{L}²°][\p{L}\d²-]*)/u.exec(words)?.[1]?.toLowerCase();
  if (unit !== undefined && !noUnits.test(unit))
    return { ...condition, subject: units.find(([pattern]) => pattern.test(unit))?.[1] ?? unit };
  // “Under 5 …, under 2 …”: the second number is compared with what the first was.
  if (assembly.root.compared?.record === record) return { ...condition, subject: assembly.root.compared?.subject ?? subject };
  const numbers = numbersOf(assembly);
  if (numbers.length === 1 && numbers[0] !== undefined) return { ...condition, subject: numbers[0] };
  return money.test(words) || costs.test(topicOf(assembly)) ? { ...condition, subject: 'amount' } : undefined;
}

/** The name of what the step just before worked out. */
function workedOut({ nodes, data }: Assembly): string | undefined {
  const id = /^nodes\.(\w+)\.output$/u.exec(data.record ?? '')?.[1];
  const node = nodes.find((one) => one.id === id);
  return node?.type === 'data.set' && (node.name ?? '').startsWith('Calculate ') ? data.recordFields.at(-1) : undefined;
}

/** A field whose name is among the words: “net > 26 t”. */
const namedIn = (words: string, fields: readonly string[]): string | undefined => {
  const said = words.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return fields.find((name) => name.length > 2 && said.includes(name.toLowerCase()));
};

/** “Younger than 18”, “over 50 years old” */
function ageOf(condition: Condition): Condition | undefined {
  const said =
    /\b(younger than|older than|aged? (?:over|under|above|below)|over|under|above|below|at least)\s+(?:the age of\s+)?(\d{1,3})(\s*(?:years?(?:\s+(?:old|of age))?|y\/?o))?\b/iu.exec(
      condition.words,
    );
  // “They’re over 18”: a bare number that people are over is how old they are.
  const isOfPeople = /\b(?:they|he|she)\s?['’]?\s?(?:re|are|s|is)\s+(?:over|under|above|below|at least)\s+\d{1,2}\W*$/iu.test(
    condition.words,
  );
  if (
    !said ||
    (said[3] === undefined && !isOfPeople && !/\b(?:younger|older|aged?)\b/iu.test(said[0])) ||
    /\bdays?|months?|weeks?\b/iu.test(condition.words)
  )
    return undefined;
  // “It is younger than 30 years” is said of things.
  if (said[3] !== undefined && /\bit(?:['’]s)?\b/iu.test(condition.words)) return undefined;
  // “Older than 3 years” may be said of anything; “3 years old” is of people.
  if (said[3] !== undefined && !/\b(?:old|age|aged|y\/?o|younger)\b/iu.test(said[0])) return undefined;
  const test = /under|below|younger/iu.test(said[1] ?? '') ? 'under' : /least/iu.test(said[1] ?? '') ? 'at_least' : 'over';
  return { words: condition.words, subject: 'age', test, value: Number(said[2]), negated: condition.negated };
}

/** “More than 30 hours”, where hours are among the fields, is an amount of them and no time that has passed. */
function measured({ words, test, negated }: Condition, known: readonly string[]): Condition | undefined {
  const said =
    /\b(more than|over|above|at least|less than|fewer than|under|below|up to|at most)\s+(\d+(?:[.,]\d+)?)\s+(hours|days|nights|minutes|weeks)\b/iu.exec(
      words,
    );
  const field = known.find((name) => name.toLowerCase() === said?.[3]?.toLowerCase());
  if (test !== 'unread' || !said || field === undefined) return undefined;
  const own = /more|over|above/iu.test(said[1] ?? '')
    ? 'over'
    : /at least/iu.test(said[1] ?? '')
      ? 'at_least'
      : /up to|most/iu.test(said[1] ?? '')
        ? 'at_most'
        : 'under';
  return { words, subject: field, test: own, value: Number((said[2] ?? '').replace(',', '.')), negated };
}

/** Names of the numbers that were typed in or picked out. */
function numbersOf({ root, nodes, data }: Assembly): string[] {
  const id = /^nodes\.(\w+)\.output\.fields$/u.exec(data.record ?? '')?.[1];
  const node = id === undefined ? root.nodes.find(({ type }) => type === 'trigger.form') : nodes.find((one) => one.id === id);
  const fields = (node?.config['fields'] ?? []) as readonly { readonly name: string; readonly type: string; readonly required?: boolean }[];
  // A quantity that may be left out is only a guess of ours.
  return fields.filter(({ type, required }) => (type === 'number' && required !== false) || type === 'amount').map(({ name }) => name);
}

const topicOf = ({ root }: Assembly): string => {
  const start = root.nodes.find(({ type }) => type.startsWith('trigger.'));
  return `${String(start?.config['title'] ?? start?.config['path'] ?? '')} ${root.because.get(start?.id ?? 'start') ?? ''}`;
};

/** Something was waited for since the form was sent. */
const isLater = ({ nodes }: Assembly): boolean =>
  nodes.some(({ type, name = '' }) => type === 'flow.delay' || (type === 'placeholder' && /^Wait\b/u.test(name)));

/** An age is counted from the day of birth, where that is known. */
export function ageExpression(assembly: Assembly, { subject, test, value, negated }: Condition): string | undefined {
  const { record, recordFields } = assembly.data;
  const birth = recordFields.find((name) => /birth|dob/iu.test(name));
  if (subject !== 'age' || birth === undefined || record === undefined || typeof value !== 'number') return undefined;
  const sign = signs[test] ?? '==';
  const asked = `dateAdd(${record}.${birth}, ${value}, "years")`;
  const isOlder = sign.startsWith('>');
  const expression = `dateDiff(${asked}, trigger.at, "days") ${isOlder ? '>=' : '<'} 0`;
  return negated ? `!(${expression})` : expression;
}
