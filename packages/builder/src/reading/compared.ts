import { anything, type Condition, defaultSubject } from '../recognise/conditions.ts';
import { amountOf } from './amounts.ts';

/** Words for what can be measured or counted, as people name it beside a number. */
const measures =
  /\b(amount|total|sum|price|value|cost|budget|rating|score|temperature|temp|quantity|stock|age|hours|distance|weight|height|length|depth|width|size|area|level|balance|discount|percentage|points|overtime|takings|turnover|revenue|margin|salary|fee|difference|damage|loss|mileage|speed|humidity|pressure|wind|gusts|rain|battery|usage|count|votes|attendance|net|gross|likes|delay|duration|number of \p{L}+)\b/iu;

/** What a unit is a unit of. */
const units: readonly [RegExp, string][] = [
  [/[$€£]|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|bucks|francs?|chf|quid)\b/iu, 'amount'],
  [/°|\bdegrees?\b|\bcelsius\b/iu, 'temperature'],
  [/\d\s?(?:kg|g|t|tons?|tonnes?|lbs?)\b/iu, 'weight'],
  [/\d\s?(?:km\/h|mph|knots|bft)(?!\p{L})/iu, 'speed'],
  [/\d\s?(?:km|miles?)\b/iu, 'distance'],
  [/\d\s?(?:m²|m2|sqm|square met(?:re|er)s)(?!\p{L})/iu, 'size'],
  [/\d\s?(?:days?)\b/iu, 'days'],
  [/\d\s?(?:weeks?)\b/iu, 'weeks'],
  [/\d\s?(?:months?)\b/iu, 'months'],
  [/\d\s?(?:years?|yrs?)\b/iu, 'years'],
  [/\d\s?(?:h|hrs?|hours?)\b/iu, 'hours'],
  [/\d\s?(?:min|minutes?)\b/iu, 'minutes'],
  [/\b(?:stars?)\b/iu, 'stars'],
  [/\bpoints?\b/iu, 'points'],
  [/\b(?:people|persons?|guests|pax|heads)\b/iu, 'people'],
  [/\b(pages|lessons|comments|votes|children|employees|kids)\b/iu, ''],
  [/%|\bper ?cent\b/iu, 'percentage'],
];

/** What is looked at by those who compare so: “deeper than”. */
const adjectives: readonly [RegExp, string][] = [
  [/\b(?:warmer|hotter|colder|cooler)\b/iu, 'temperature'],
  [/\b(?:heavier|lighter)\b/iu, 'weight'],
  [/\b(?:deeper|shallower)\b/iu, 'depth'],
  [/\btaller\b/iu, 'height'],
  [/\b(?:wider|narrower)\b/iu, 'width'],
  [/\b(?:faster|slower)\b/iu, 'speed'],
  [/\b(?:cheaper|dearer|pricier)\b/iu, 'price'],
  [/\b(?:older|younger)\b/iu, 'age'],
  [/\b(?:better|worse)\b/iu, 'score'],
];

const people =
  /\b(?:kids?|child(?:ren)?|adults?|patients?|pupils?|students?|teens?|teenagers?|minors?|they(?:['’]re)?|he|she|participants?|players?|applicants?|aged|years? old|birthday|turning)\b/iu;
/** “Everyone under 20” */
const somebody =
  /^\W*(?:(?:any|every)(?:one|body)|no(?:body| one)|people|ppl|whoever|who)\s+(?:is\s+|are\s+)?(?:under|over|above|below)\s+\d+\W*$/iu;
const money = /\b(?:owes?|spends?|spent|pays?|paid|costs?|gives?|gave|donat\w*|worth|earns?|dearer|cheaper)\b/iu;
/** Words that stand before a comparison and are no name of what is compared. */
const noNames =
  /\b(?:whatever|whoever|one|n\d+|made|gets?|gave|give|worth|late|reported|bought|more|less|so|that|those|these|he|she|it|they|we|you|if|with|for|by|has|have|does|did|exceeds?|turning|live|ordered|booked|asked|sent|was|were|out|only|both|any|each|ppl|guys|(?:any|every|some)(?:one|body|thing)|whoever|who|which|what|ones)\b/iu;

interface Said {
  readonly words: string;
  readonly column: string;
  readonly op: string;
  readonly value: string;
  readonly ruled: Condition | undefined;
}

/** What a number is compared with: the column that was named, else what its words, unit or comparison tell; at last a guess that is marked as one. */
export function comparedOf({ words, column, op, value, ruled }: Said): { subject: string; isGuessed?: boolean; isOfUnit?: boolean } {
  const unit = unitOf(value, words);
  // “100 | euros”: a unit is no column.
  const ofColumn =
    column === '' ? undefined : units.find(([pattern, name]) => /^(?:amount|temperature)$/u.test(name) && pattern.test(column))?.[1];
  if (ofColumn) return { subject: ofColumn };
  // “The flat has at least 30 m²” looks at its size.
  if (column !== '' && unit === 'size' && !measures.test(column)) return { subject: unit };
  // “The order is over 500” looks at its amount; “more than 5 orders” at their number.
  // “The child is over 16” looks at the age.
  // “Theyre over 18”, typed in a hurry, names nobody’s field.
  if (/^(?:they|s?he|you|we)['’]?(?:re|s)?$/iu.test(column)) return comparedOf({ words, column: '', op, value, ruled: undefined });
  if (people.test(column) && unit === undefined && !column.endsWith('s')) return { subject: 'age' };
  if (column !== '' && (!anything.test(column) || column.endsWith('s') || /\d/u.test(column))) return { subject: column };
  const measure = measures.exec(words)?.[1]?.toLowerCase();
  if (measure) return { subject: measure };
  const adjective = adjectives.find(([pattern]) => pattern.test(`${op} ${words}`))?.[1];
  if (adjective && (unit === undefined || unit === 'percentage')) return { subject: adjective };
  const own = named(words, ruled && /^(?:they|s?he|you|we)['’]?(?:re|s)$/iu.test(ruled.subject) ? undefined : ruled);
  if (unit === 'years') return own ?? { subject: people.test(words) || !/\bfor\b/iu.test(words) ? 'age' : unit };
  if (own && !isIn(own.subject, words)) return own;
  if (unit !== undefined) return unit === 'percentage' ? (own ?? { subject: unit, isGuessed: true }) : { subject: unit, isOfUnit: true };
  if (money.test(words)) return { subject: 'amount' };
  if (own) return own;
  if (people.test(words) || /^(?:16|18|21|65)$/u.test(value.trim())) return { subject: 'age', isGuessed: true };
  if (somebody.test(words) && Number(value) <= 110) return { subject: 'age', isGuessed: true };
  return { subject: defaultSubject(words), isGuessed: true };
}

/** What is measured in the unit that stands with the number or just behind it. */
function unitOf(value: string, words: string): string | undefined {
  const at = words.indexOf(value);
  const behind = at < 0 ? '' : (/^\s*\p{L}+/u.exec(words.slice(at + value.length))?.[0] ?? '');
  const said = `${value.replace(/^\p{L}+(?=\s)/u, (word) => String(amountOf(word) ?? word))}${behind}`;
  for (const [pattern, name] of units) {
    const found = pattern.exec(said);
    if (found) return name === '' ? found[1]?.toLowerCase() : name;
  }
  return undefined;
}

/** “potassium | is higher than 5.5”, “the price at https://… | drops below 300”: named in the words or just before them. */
function named(words: string, ruled: Condition | undefined): { subject: string } | undefined {
  const subject = ruled?.subject ?? '';
  if (ruled === undefined || subject === '' || ruled.test === 'unread' || subject === 'amount') return undefined;
  if (!isIn(subject, words)) return subject === defaultSubject(words) ? undefined : { subject };
  // “Contracts over 50k” says nothing of how it is called; “cases fewer than 100” does.
  const isCounted =
    // “Differences of more than 20 %” are what is measured.
    /\bof (?:more|less|over|under|at least|above|below)\b/iu.test(words) ||
    (/\b(?:fewer|more|less) than\s+[\d\p{L}.,]+(?!\s?[%€$£])/iu.test(words) && !/[%€$£]/u.test(words)) ||
    !/[^s]s$/u.test(subject);
  const isName =
    isCounted && !anything.test(subject) && !people.test(subject) && !noNames.test(subject) && !/\d/u.test(subject) && subject.length > 1;
  return isName ? { subject } : undefined;
}

const isIn = (subject: string, words: string): boolean => subject.split(' ').every((word) => words.toLowerCase().includes(word));
